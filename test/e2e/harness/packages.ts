import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { buildPackages, crossplane } from '../../package/build-packages.js';
import { BUILDAH, createBuildah } from '../../package/buildah.js';
import { REGISTRY, startRegistry } from '../../package/registry.js';
import { createStandInBases } from '../../package/stand-in-bases.js';
import { providerDefinitions, sqlDefinitions } from '../../support/provider-schemas.js';
import { FUNCTION } from './function.js';
import { packageVersion } from './tools.js';

/** The packages of this repository and those that stand in for the providers', in a registry. */
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

/**
 * The providers' packages by their names below the prefix, each with the version that dependencies should lead to, one that
 * they should not, and its kinds.
 */
export const PROVIDERS = {
  'provider-upjet-digitalocean': { inRange: 'v1.0.9', tooNew: 'v2.0.0', definitions: providerDefinitions },
  'provider-sql': { inRange: 'v0.16.9', tooNew: 'v1.0.0', definitions: sqlDefinitions },
} as const;
export type ProviderName = keyof typeof PROVIDERS;
export const PROVIDER_NAMES = Object.keys(PROVIDERS) as readonly ProviderName[];

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
    const out = await buildPackages(buildah, createStandInBases(buildah), {
      registry: prefix,
      provider: `${prefix}/provider-upjet-digitalocean`,
      providerSql: `${prefix}/provider-sql`,
    });
    for (const name of PROVIDER_NAMES) {
      const file = await buildProvider(buildah.folder, name);
      const { inRange, tooNew } = PROVIDERS[name];
      for (const version of [inRange, tooNew])
        await crossplane('xpkg', 'push', `--package-files=${file}`, `${prefix}/${name}:${version}`);
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

/** A provider's API without its program; it leaves it to activation policies which kinds are served. */
async function buildProvider(folder: string, name: ProviderName): Promise<string> {
  const root = join(folder, name);
  mkdirSync(root);
  const meta = {
    apiVersion: 'meta.pkg.crossplane.io/v1',
    kind: 'Provider',
    metadata: { name },
    spec: { capabilities: ['safe-start'] },
  };
  writeFileSync(join(root, 'crossplane.yaml'), stringify(meta));
  for (const [index, definition] of PROVIDERS[name].definitions().entries()) {
    writeFileSync(join(root, `${index}.yaml`), stringify(definition));
  }
  const file = join(folder, `${name}.xpkg`);
  await crossplane('xpkg', 'build', `--package-root=${root}`, `--package-file=${file}`);
  return file;
}
