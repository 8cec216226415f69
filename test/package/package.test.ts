import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { asList, asObject, at, type Json, type JsonObject } from '../../src/lib/json.js';
import { addressOf, buildExecutable, follow, type Run } from '../commands/executable.js';
import { checkHealth, reflect } from '../server/harness.js';
import { buildPackages } from './build-packages.js';
import { BUILDAH, type Buildah, createBuildah } from './buildah.js';
import { REGISTRY, type Registry, startRegistry } from './registry.js';
import { createStandInBases, type StandInBases } from './stand-in-bases.js';

const ROOT = join(import.meta.dirname, '../..');
const VERSION = `v${at(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Json, 'version')}`;
const FUNCTION = 'function-database-binding';
const CONFIGURATION = 'configuration-database-binding';
const MEBIBYTE = 1024 * 1024;
const LARGEST = 2 * MEBIBYTE;
const BUILT_BY_HAND = 600_000;
/** The simulation has a folder of its own, which is not among them. */
const IN_THE_IMAGE = ['THIRD_PARTY_LICENSES.txt', 'chunks', 'main.js', 'package.json'];

const CROSSPLANE = existsSync(join(ROOT, '.tools/crossplane'));
const withTools = BUILDAH && REGISTRY && CROSSPLANE ? describe : describe.skip;

test('nothing is run in the last stage of the Dockerfile: what is in it fits every platform', () => {
  const [, last = ''] = readFileSync(join(ROOT, 'Dockerfile'), 'utf8').split(/^FROM \$\{BASE_IMAGE\}$/m);
  expect(last.match(/^[A-Z]+/gm)).toEqual(['ENV', 'COPY', 'USER', 'EXPOSE', 'ENTRYPOINT']);
});

describe('the simulation is not in the image', () => {
  test('nor is it there when the image is built', () => {
    const dockerfile = readFileSync(join(ROOT, 'Dockerfile'), 'utf8');
    expect(dockerfile.match(/^COPY (?!--from).*|^RUN npm run.*/gm)).toEqual([
      'COPY package.json package-lock.json ./',
      'COPY scripts ./scripts',
      'COPY src ./src',
      'RUN npm run build -- --image',
    ]);
    expect(readFileSync(join(ROOT, '.dockerignore'), 'utf8')).not.toContain('simulation');
  });

  test('what is built for it has no more files than it serves with', () => {
    const executable = buildExecutable('--image');
    try {
      expect(readdirSync(executable.folder).sort()).toEqual(IN_THE_IMAGE);
    } finally {
      executable.remove();
    }
  });
});

withTools('packages, built and pushed with buildah, the crossplane CLI and a registry', () => {
  let buildah: Buildah;
  let bases: StandInBases;
  let registry: Registry;
  let architecture: string;
  let image: string;

  beforeAll(async () => {
    buildah = createBuildah();
    bases = createStandInBases(buildah);
    registry = await startRegistry();
    const out = await buildPackages(buildah, bases, {
      registry: registry.name,
      provider: `${registry.name}/provider`,
      providerSql: `${registry.name}/provider-sql`,
    });
    architecture =
      /-(\w+)\.xpkg/.exec(readdirSync(out).find((file) => file.startsWith(`${FUNCTION}-`)) ?? '')?.[1] ?? '';
    image = `localhost/${FUNCTION}:${VERSION}-${architecture}`;
  }, BUILT_BY_HAND);
  afterAll(async () => {
    await registry?.stop();
    buildah?.remove();
  });

  describe('the image', () => {
    test('is not root and starts without a shell', () => {
      expect(inspect(image).config).toMatchObject({
        User: '65532:65532',
        Entrypoint: ['node', '--max-semi-space-size=4', '--initial-old-space-size=48', '/app/main.js'],
        ExposedPorts: { '8080/tcp': {}, '9443/tcp': {} },
      });
    });

    test('adds one layer to its base, of little more than its code', () => {
      const [base, all] = [layersOf(bases.base), layersOf(image)];
      expect(all.slice(0, base.length)).toEqual(base);
      expect(all.length - base.length).toBe(1);
      const app = join(mountedRoot(), 'app');
      expect(readdirSync(app).sort()).toEqual(IN_THE_IMAGE);
      const files = readdirSync(app, { recursive: true, encoding: 'utf8' });
      expect(files.reduce((sum, file) => sum + statSync(join(app, file)).size, 0)).toBeLessThan(LARGEST);
    });

    test('serves as the user it names, its root read-only', async () => {
      const run = startReadOnly(mountedRoot(), ['--insecure', '--address', '127.0.0.1:0']);
      try {
        const address = addressOf(await run.line(/serving$/));
        expect(await checkHealth(address)).toEqual({ value: { status: 'SERVING' } });
        expect((await reflect(address, { listServices: '*' })).listServicesResponse?.service.length).toBeGreaterThan(2);
        const metrics = addressOf(await run.line(/^serving metrics$/));
        expect((await fetch(`http://${metrics.host}:${metrics.port}/metrics`)).ok).toBe(true);
      } finally {
        run.stop('SIGTERM');
        expect(await run.ended).toMatchObject({ code: 0 });
      }
    });
  });

  test('the function package has the schema of its input, and the runtime image', async () => {
    const manifests = await registry.layer(FUNCTION, VERSION, 'base');
    expect(manifests).toContain('kind: Function');
    expect(manifests).toContain('bindingpolicies.databasebinding.fn.crossplane.io');
    expect(await registry.layers(FUNCTION, VERSION)).toBeGreaterThan(layersOf(image).length);
  });

  test('the configuration package has all manifests, and depends on what is in the registry', async () => {
    const manifests = await registry.layer(CONFIGURATION, VERSION, 'base');
    for (const kind of [
      'Configuration',
      'CompositeResourceDefinition',
      'Composition',
      'ManagedResourceActivationPolicy',
    ])
      expect(manifests).toContain(`kind: ${kind}`);
    expect(manifests).toContain(`package: ${registry.name}/${FUNCTION}`);
    expect(manifests).toContain(`package: ${registry.name}/provider\n`);
    expect(manifests).toContain(`package: ${registry.name}/provider-sql\n`);
  });

  function mountedRoot(): string {
    return buildah.run('mount', buildah.run('from', image));
  }

  function inspect(name: string): { readonly config: JsonObject; readonly oci: JsonObject } {
    const oci = asObject(at(JSON.parse(buildah.run('inspect', '--type', 'image', name)) as Json, 'OCIv1'));
    return { config: asObject(oci.config), oci };
  }

  function layersOf(name: string): readonly Json[] {
    return asList(at(inspect(name).oci, 'rootfs', 'diff_ids'));
  }
});

/** Runs the entry point in the image's root, as its user, on a mount that cannot be written to. */
function startReadOnly(root: string, args: readonly string[]): Run {
  const script = `mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && exec chroot --userspec=65532:65532 "$0" "$@"`;
  const program = ['/usr/local/bin/node', '/app/main.js', ...args, '--metrics-address', '127.0.0.1:0'];
  const command = ['--mount', 'sh', '-c', script, root, ...program];
  return follow(spawn('unshare', command, { env: { NODE_ENV: 'production' }, stdio: ['ignore', 'pipe', 'pipe'] }));
}
