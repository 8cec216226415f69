import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { conditionOf } from '../../simulation/api-server/conditions.js';
import { asList, asObject, asString, at, type JsonObject } from '../../src/lib/json.js';
import { BINDINGS_API, Composite, createNamespace } from './harness/bindings.js';
import type { Cluster } from './harness/cluster.js';
import { SYSTEM_NAMESPACE, startCrossplane, writeSecret } from './harness/crossplane.js';
import { eventually } from './harness/eventually.js';
import { FUNCTION } from './harness/function.js';
import { startKubernetes } from './harness/kubernetes.js';
import { REAL, SHORT } from './harness/mode.js';
import { missingForPackages, type Packages, PROVIDER_NAMES, PROVIDERS, pushPackages } from './harness/packages.js';
import { type Program, startProgram } from './harness/program.js';
import { ProviderStandIn, WATCHED } from './harness/provider-stand-in.js';
import { Report } from './harness/report.js';
import { SQL_WATCHED, SqlStandIn } from './harness/sql-provider.js';
import { missingTools, packageVersion } from './harness/tools.js';

const PACKAGES_API = 'pkg.crossplane.io/v1';
const NAMESPACE = 'shop';
const BUILD_MS = 600_000;
const STOP_MS = 60_000;

const missing = [...missingTools(), ...missingForPackages()];
// The package of the provider is one without a program, so the real one has no part in this.
const skipped = SHORT || REAL !== undefined || missing.length > 0;
if (missing.length > 0) process.stdout.write(`not installed as packages: ${missing.join(', ')} not there\n`);

(skipped ? describe.skip : describe)('installed by the package manager', () => {
  const report = new Report();
  const folder = mkdtempSync(join(tmpdir(), 'e2e-'));
  // A loopback address of its own: the package manager says which port the function has.
  const host = `127.${randomInt(1, 255)}.${randomInt(1, 255)}.${randomInt(2, 255)}`;
  const programs: Program[] = [];
  let packages: Packages;
  let cluster: Cluster;
  let provider: ProviderStandIn;
  let sqlProvider: SqlStandIn;

  beforeAll(async () => {
    packages = await report.note('packages built and pushed', pushPackages, () => 'function, configuration, provider');
    await report.note(
      'start',
      async () => {
        const kubernetes = await startKubernetes(folder, programs);
        cluster = kubernetes.cluster;
        const hosts = { [`${FUNCTION}.${SYSTEM_NAMESPACE}`]: host };
        const crossplane = await startCrossplane(folder, kubernetes, { packageRuntime: 'Deployment', hosts });
        programs.push(crossplane.program);
      },
      () => 'etcd, API server, Crossplane; nothing installed',
    );
  }, BUILD_MS);

  afterAll(async () => {
    await provider?.stop();
    await sqlProvider?.stop();
    for (const program of programs.reverse()) await program.stop();
    cluster?.close();
    await packages?.stop();
    rmSync(folder, { recursive: true, force: true });
    process.stdout.write(`${report}\n`);
  }, STOP_MS);

  test('the Function gets a Deployment, a Service and certificates', async () => {
    await report.note('function installed', async () => {
      await cluster.apply(packageOf('Function', FUNCTION, packageVersion()));
      const deployment = await runDeployment(cluster, FUNCTION);
      const [container] = asList(at(deployment, 'spec', 'template', 'spec', 'containers')).map(asObject);
      expect(container?.image).toContain(`${packages.prefix}/${FUNCTION}`);
      expect(asList(container?.ports)).toContainEqual(expect.objectContaining({ name: 'grpc', containerPort: 9443 }));
      await healthy('Function', FUNCTION);
      return 'Healthy';
    });
  });

  test('the Configuration brings the providers in the newest versions of their ranges', async () => {
    await report.note('configuration installed', async () => {
      await cluster.apply(packageOf('Configuration', 'configuration-database-binding', packageVersion()));
      for (const each of PROVIDER_NAMES) {
        const wanted = `${packages.prefix}/${each}:${PROVIDERS[each].inRange}`;
        const found = await eventually(wanted, async () =>
          (await cluster.list(PACKAGES_API, 'Provider')).find((other) => at(other, 'spec', 'package') === wanted),
        );
        const name = asString(at(found, 'metadata', 'name')) ?? '';
        await runDeployment(cluster, name);
        await healthy('Provider', name);
      }
      await healthy('Configuration', 'configuration-database-binding');
      expect(await cluster.list(PACKAGES_API, 'Function')).toHaveLength(1);
      return `Healthy; brought ${PROVIDER_NAMES.join(' and ')}, took the function that was there`;
    });
  });

  test('both kinds are offered, and the kinds of the providers that they need are active', async () => {
    for (const name of ['databasebindings', 'xdatabasebindings']) {
      const ref = { apiVersion: 'apiextensions.crossplane.io/v2', kind: 'CompositeResourceDefinition', namespace: '' };
      const definition = { ...ref, name: `${name}.bindings.digitalocean.crossplane.io` };
      await eventually(`${name} established`, async () => {
        return conditionOf((await cluster.get(definition)) ?? {}, 'Established')?.status === 'True';
      });
    }
    // A provider's kinds are there once they are active, and a little later than they say.
    for (const [api, kind] of [...WATCHED, ...SQL_WATCHED])
      await eventually(`${kind} of ${api}`, async () => (await cluster.list(api, kind)) !== undefined);
    const compositions = await cluster.list('apiextensions.crossplane.io/v1', 'Composition');
    expect(compositions.map((each) => at(each, 'metadata', 'name')).sort()).toEqual([
      'databasebinding',
      'xdatabasebinding',
    ]);
  });

  test.each(['DatabaseBinding', 'DatabaseBindingClaim'])('a %s gets its Secret', async (kind) => {
    await startOnce();
    await createNamespace(cluster, NAMESPACE);
    const name = kind.toLowerCase();
    const manifest = {
      apiVersion: BINDINGS_API,
      kind,
      metadata: { namespace: NAMESPACE, name },
      spec: { cluster: { engine: 'pg' } },
    };
    await report.note(kind, async () => {
      await cluster.apply(manifest);
      const composite = new Composite(cluster, manifest);
      await composite.until('Ready', 'True', 120);
      expect(await composite.secret(`${name}-credentials`)).toMatchObject({ uri: expect.stringContaining('postgres') });
      return 'Ready, by the default Composition';
    });
  });

  test('nothing crashed on the way', () => {
    expect(programs.filter((program) => !program.isRunning()).map(({ name }) => name)).toEqual([]);
    expect([...provider.problems, ...sqlProvider.problems]).toEqual([]);
  });

  function packageOf(kind: string, name: string, version: string): JsonObject {
    const spec = { package: `${packages.prefix}/${name}:${version}` };
    return { apiVersion: PACKAGES_API, kind, metadata: { name }, spec };
  }

  function healthy(kind: string, name: string): Promise<true> {
    const ref = { apiVersion: PACKAGES_API, kind, namespace: '', name };
    return eventually(`${kind} ${name} healthy`, async () => {
      const found = (await cluster.get(ref)) ?? {};
      if (['Installed', 'Healthy'].every((type) => conditionOf(found, type)?.status === 'True')) return true as const;
      throw new Error(JSON.stringify(at(found, 'status', 'conditions')));
    });
  }

  /** The function and the provider, which no kubelet runs: with the certificates that the package manager made. */
  async function startOnce(): Promise<void> {
    if (provider !== undefined) return;
    provider = new ProviderStandIn(cluster);
    provider.start();
    sqlProvider = new SqlStandIn(cluster, provider.cloud);
    sqlProvider.start();
    const environment = { TLS_SERVER_CERTS_DIR: await writeSecret(folder, cluster, `${FUNCTION}-tls-server`) };
    const args = [packages.program, `--address=${host}:9443`, '--metrics-address=127.0.0.1:0'];
    programs.push(startProgram({ name: 'function', command: process.execPath, args, folder, environment }));
  }
});

/** Waits for the Deployment of a package and says that it is available, as the controller of Deployments would. */
async function runDeployment(cluster: Cluster, name: string): Promise<JsonObject> {
  const deployment = await eventually(`Deployment of ${name}`, async () => {
    const all = await cluster.list('apps/v1', 'Deployment', SYSTEM_NAMESPACE);
    return all.find((each) => asString(at(each, 'metadata', 'name'))?.startsWith(`${name}-`));
  });
  const { apiVersion = '', kind = '', metadata } = deployment;
  const identity = { namespace: SYSTEM_NAMESPACE, name: at(metadata, 'name') ?? '' };
  const conditions = [{ type: 'Available', status: 'True', reason: 'MinimumReplicasAvailable', message: 'one is' }];
  await cluster.merge({ apiVersion, kind, metadata: identity, status: { conditions } }, 'status');
  return deployment;
}
