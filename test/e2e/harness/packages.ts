import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { buildPackages, crossplane } from '../../package/build-packages.js';
import { BUILDAH, createBuildah } from '../../package/buildah.js';
import { REGISTRY, startRegistry } from '../../package/registry.js';
import { createStandInBases } from '../../package/stand-in-bases.js';
import { providerDefinitions } from '../../support/provider-schemas.js';
import { FUNCTION } from './function.js';
import { packageVersion } from './tools.js';

/** The packages of this repository and one that stands in for the provider's, in a registry. */
export interface Packages {
  /** What the names of packages begin with. */
  readonly prefix: string;
  /** The program in the image of the function's package. */
  readonly program: string;
  stop(): Promise<void>;
}

/** What packages cannot be built or served without, where it is missing. */
export function missingForPackages(): readonly string[] {
  const needed = { 'docker-registry': REGISTRY, 'buildah (as root)': BUILDAH };
  return Object.entries(needed).flatMap(([name, there]) => (there ? [] : [name]));
}

/** The name of the provider's package, below the prefix. */
export const PROVIDER = 'provider-upjet-digitalocean';
/** The version that dependencies should lead to, and one that they should not. */
export const PROVIDER_VERSIONS = { inRange: 'v1.0.9', tooNew: 'v2.0.0' } as const;

/** Builds all packages and pushes them. */
export async function pushPackages(): Promise<Packages> {
  const buildah = createBuildah();
  const registry = await startRegistry();
  const stop = async () => {
    await registry.stop();
    buildah.remove();
  };
  try {
    const prefix = `${registry.name}/databases`;
    const provider = `${prefix}/${PROVIDER}`;
    const out = await buildPackages(buildah, createStandInBases(buildah), { registry: prefix, provider });
    const file = await buildProvider(buildah.folder);
    for (const version of Object.values(PROVIDER_VERSIONS)) {
      await crossplane('xpkg', 'push', `--package-files=${file}`, `${provider}:${version}`);
    }
    const architecture = /-(\w+)\.xpkg/.exec(readdirSync(out).find((name) => name.startsWith(FUNCTION)) ?? '')?.[1];
    const image = `localhost/${FUNCTION}:${packageVersion()}-${architecture}`;
    const root = buildah.run('mount', buildah.run('from', image));
    return { prefix, program: join(root, 'app/main.js'), stop };
  } catch (thrown) {
    await stop();
    throw thrown;
  }
}

/** The provider's API without its program; it leaves it to activation policies which kinds are served. */
async function buildProvider(folder: string): Promise<string> {
  const root = join(folder, 'provider');
  mkdirSync(root);
  const meta = {
    apiVersion: 'meta.pkg.crossplane.io/v1',
    kind: 'Provider',
    metadata: { name: PROVIDER },
    spec: { capabilities: ['safe-start'] },
  };
  writeFileSync(join(root, 'crossplane.yaml'), stringify(meta));
  for (const [index, definition] of providerDefinitions().entries()) {
    writeFileSync(join(root, `${index}.yaml`), stringify(definition));
  }
  const file = join(folder, `${PROVIDER}.xpkg`);
  await crossplane('xpkg', 'build', `--package-root=${root}`, `--package-file=${file}`);
  return file;
}
