import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { asObject, at, type Json, type JsonObject } from '../../../src/lib/json.js';
import { issue } from '../../server/authority.js';
import {
  clusterRole,
  credentials,
  crossplaneDeployment,
  installedPackages,
  rights,
  roleBinding,
  TOKEN,
  tlsSecret,
} from '../../support/cluster-objects.js';
import { manifests } from '../../support/examples.js';
import { BINDINGS_API, bindingOf, Composite, createNamespace } from '../harness/bindings.js';
import type { Cluster } from '../harness/cluster.js';
import { runCommand } from '../harness/command-line.js';
import { manifest } from '../harness/control-plane.js';
import { SYSTEM_NAMESPACE } from '../harness/crossplane.js';
import { inRepository } from '../harness/tools.js';
import type { Scenario, World } from './scenario.js';

const NAMESPACE = 'market';
const ORDERS = bindingOf(NAMESPACE, 'orders', {
  cluster: { engine: 'mysql', trustedSources: [{ type: 'ip_addr', value: '203.0.113.7' }] },
});
/** It refers to a binding that nobody made. */
const LOST = bindingOf(NAMESPACE, 'lost', { clusterRef: { binding: { name: 'absent' } } });
const CLAIM: JsonObject = {
  apiVersion: BINDINGS_API,
  kind: 'DatabaseBindingClaim',
  metadata: { namespace: NAMESPACE, name: 'cache' },
  spec: { cluster: { engine: 'valkey' } },
};
const CONFIG = {
  apiVersion: 'digitalocean.m.crossplane.io/v1beta1',
  kind: 'ClusterProviderConfig',
  namespace: '',
  name: 'default',
};
/** Who may write objects of provider-sql is the administrator of every cluster that it is configured for. */
const TOO_MUCH = [
  clusterRole('sql', [{ apiGroups: ['postgresql.sql.m.crossplane.io'], resources: ['*'], verbs: ['*'] }]),
  roleBinding('RoleBinding', NAMESPACE, 'sql', 'sql', {
    apiGroup: 'rbac.authorization.k8s.io',
    kind: 'Group',
    name: 'shop-team',
  }),
];

/** The commands that look at a cluster, on a real one: where all is well, and where something is missing. */
export const lookedAt: Scenario = {
  title: 'what the commands say of a cluster',
  tests(world) {
    const orders = new Composite(world.cluster, ORDERS);
    const folder = mkdtempSync(join(tmpdir(), 'plugin-'));
    const plugin = join(folder, 'kubectl-databasebinding');

    beforeAll(async () => {
      symlinkSync(inRepository('dist/main.js'), plugin);
      await createNamespace(world.cluster, NAMESPACE);
      await installWhatIsRead(world.cluster);
      for (const binding of [ORDERS, LOST, CLAIM]) await world.cluster.apply(binding);
      await orders.until('Ready', 'True');
      await new Composite(world.cluster, LOST).until('ClusterReady', 'False');
      await new Composite(world.cluster, CLAIM).until('Ready', 'True');
      await world.cluster.create(podOf('orders-credentials'));
    });

    afterAll(() => rmSync(folder, { recursive: true }));

    test('preflight finds nothing to mend where all is there', async () => {
      const text = await world.report.note('preflight, healthy', () => preflight(world), told);
      expect({ code: text.code, err: text.err, problems: text.out.match(/^✗.*/gm) }).toEqual({
        code: 0,
        err: '',
        problems: null,
      });
      expect(text.out).toMatch(/Bindings can work\.\n$/);
      const { findings } = await findingsIn(world);
      expect(new Set(findings.map(({ area }) => area)).size).toBe(10);
    });

    test('preflight says what is missing, and its commands mend it', async () => {
      await world.cluster.delete(CONFIG);
      for (const object of TOO_MUCH) await world.cluster.apply(object);
      const text = await world.report.note('preflight, something missing', () => preflight(world), told);
      expect(text.code).toBe(1);
      expect(text.out.match(/^✗.*/gm)).toEqual([
        expect.stringMatching(/^✗ Credentials +ClusterProviderConfig "default" of DigitalOcean is not there$/),
        expect.stringMatching(/^✗ +RoleBinding market\/sql \(sql\) lets Group shop-team write objects of/),
      ]);
      const { findings } = await findingsIn(world);
      const [config, sql] = findings.filter(({ mark }) => mark === 'problem').map(({ remedy }) => remedy);
      expect(sql).toBe('kubectl -n market delete rolebinding sql');
      await world.cluster.delete({
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'RoleBinding',
        namespace: NAMESPACE,
        name: 'sql',
      });
      const [, object = ''] = /^echo '(.*)' \| kubectl apply -f -$/.exec(config ?? '') ?? [];
      await world.cluster.apply(asObject(JSON.parse(object) as Json));
      expect((await preflight(world)).code).toBe(0);
    });

    test('preflight looks at a Composition that is not there yet', async () => {
      const file = 'examples/compositions/production.yaml';
      const { code, out } = await runCommand(world.kubeconfig, ['preflight', '--composition', inRepository(file)]);
      expect({ code, out }).toEqual({
        code: expect.any(Number),
        out: expect.stringMatching(/"databasebinding-production"/),
      });
    });

    test('status tells that a binding is ready, and its Secret without a value', async () => {
      const args = ['status', 'orders', '-n', NAMESPACE];
      const { code, out, err } = await world.report.note(
        'status, ready',
        () => runCommand(world.kubeconfig, args),
        told,
      );
      expect({ code, err }).toEqual({ code: 0, err: '' });
      expect(out).toMatch(/^DatabaseBinding market\/orders {2}ready for /);
      expect(out).toMatch(/^ready: Secret orders-credentials$/m);
      expect(out).toMatch(/^orders-credentials +.* password .* uri/m);
      expect(out).toMatch(/used by Pod web \(Pending\), as environment/);
      expect(out).toMatch(/^cluster +Cluster +ready/m);
      const { password = '', uri = '' } = (await orders.secret('orders-credentials')) ?? {};
      for (const value of [password, uri]) {
        expect(value.length).toBeGreaterThan(8);
        expect(out).not.toContain(value);
      }
    });

    test('status tells what a binding waits for, and what to do', async () => {
      const args = ['status', 'lost', '-n', NAMESPACE];
      const { code, out } = await world.report.note('status, lost', () => runCommand(world.kubeconfig, args), told);
      expect(code).toBe(1);
      expect(out).toMatch(/^OwnerNotFound: /m);
      expect(out).toMatch(/What to do\n- Create the binding that clusterRef\.binding names.*#ownernotfound\)/);
    });

    test('status lists bindings and claims, also as a plugin of kubectl', async () => {
      const { code, out } = await world.report.note(
        'status -A',
        () => runCommand(world.kubeconfig, ['-A'], plugin),
        told,
      );
      expect(code).toBe(1);
      expect(out).toMatch(/^market +cache +claim +yes /m);
      expect(out).toMatch(/^market +lost +binding +no +\S+ +OwnerNotFound: /m);
      expect(out).toMatch(/^market +orders +binding +yes /m);
      const claim = await runCommand(world.kubeconfig, ['cache', '-n', NAMESPACE, '-o', 'json'], plugin);
      expect(claim.code).toBe(0);
      expect(JSON.parse(claim.out)).toMatchObject({
        kind: 'DatabaseBindingClaim',
        resources: expect.arrayContaining([expect.objectContaining({ key: 'cluster', state: 'ready' })]),
        secrets: expect.arrayContaining([expect.objectContaining({ name: 'cache-credentials', state: 'there' })]),
      });
    });

    test('import reads what there is of the provider, and leaves alone what bindings and claims compose', async () => {
      const { code, out, err } = await runCommand(world.kubeconfig, ['import', 'provider', '--from-cluster']);
      expect(code).toBe(out === '' ? 1 : 0);
      expect(out + err).toContain(`DatabaseBinding "${NAMESPACE}/orders": is a binding already: it stays as it is\n`);
      expect(out + err).toMatch(/XDatabaseBinding "cache-\w+": is a binding already: it stays as it is\n/);
      expect(out).not.toContain(`namespace: ${NAMESPACE}`);
    });

    test('status says that there is no such binding', async () => {
      expect(await runCommand(world.kubeconfig, ['status', 'nobodys', '-n', NAMESPACE])).toEqual({
        code: 2,
        out: '',
        err: expect.stringMatching(/^cannot tell the status: no DatabaseBinding and no DatabaseBindingClaim "nobodys"/),
      });
    });
  },
};

interface Found {
  readonly area: string;
  readonly mark: string;
  readonly remedy?: string;
}

function told({ code, out }: { readonly code: number; readonly out: string }): string {
  return `exit code ${code}\n${out}`;
}

async function preflight({ kubeconfig }: World) {
  const ended = await runCommand(kubeconfig, ['preflight']);
  expect(ended.out).not.toContain(TOKEN);
  return ended;
}

async function findingsIn({ kubeconfig }: World): Promise<{ readonly findings: readonly Found[] }> {
  return JSON.parse((await runCommand(kubeconfig, ['preflight', '--output', 'json'])).out);
}

/** What an installation has and this control plane does not need: Crossplane is a program here, and packages are paused. */
async function installWhatIsRead(cluster: Cluster): Promise<void> {
  const authority = asObject(
    (await cluster.get({ apiVersion: 'v1', kind: 'Secret', namespace: SYSTEM_NAMESPACE, name: 'crossplane-root-ca' }))
      ?.data,
  );
  const read = (key: string): string => Buffer.from(String(authority[key] ?? ''), 'base64').toString();
  const signer = { cert: read('tls.crt'), key: read('tls.key') };
  const { spec, status, ...deployment } = crossplaneDeployment();
  const labels = { app: 'crossplane' };
  const template = asObject(at(spec, 'template'));
  await cluster.apply({
    ...deployment,
    spec: { selector: { matchLabels: labels }, template: { ...template, metadata: { labels } } },
  });
  await cluster.merge({ ...deployment, status: { ...asObject(status), replicas: 1, readyReplicas: 1 } }, 'status');
  for (const object of installedPackages()) await installPackage(cluster, object);
  for (const [, object] of manifests('examples/rbac')) await cluster.apply(object);
  await cluster.apply(manifest('configuration/activation.yaml'));
  const objects = [
    ...credentials(),
    ...rights(NAMESPACE),
    tlsSecret('function-database-binding-tls-server', await issue(signer), signer),
  ];
  for (const object of objects) await cluster.apply(object);
}

/** A package that the package manager leaves alone, with the status that it would give it. The function's revision is there already. */
async function installPackage(cluster: Cluster, { status, ...object }: JsonObject): Promise<void> {
  if (object.kind === 'FunctionRevision') return;
  const metadata = { ...asObject(object.metadata), annotations: { 'crossplane.io/paused': 'true' } };
  await cluster.apply({ ...object, metadata });
  const { apiVersion = '', kind = '' } = object;
  await cluster.merge(
    { apiVersion, kind, metadata: { name: at(metadata, 'name') ?? '' }, status: status ?? {} },
    'status',
  );
}

function podOf(secret: string): JsonObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { namespace: NAMESPACE, name: 'web' },
    spec: {
      containers: [{ name: 'web', image: 'registry.example.org/web', envFrom: [{ secretRef: { name: secret } }] }],
    },
  };
}
