import { describe, expect, test } from '@jest/globals';
import { composeConnection } from '../../src/connection/compose-connection.js';
import { asObject, type JsonObject } from '../../src/lib/json.js';
import { run } from '../support/run.js';
import { arrived } from '../support/secrets.js';
import { factsOf, NOTHING_LOST, type Observed, resolved } from '../support/stages.js';
import { clusterReady, databaseReady, PASSWORDS, POLICY, userSettled } from '../support/states.js';

const CLUSTER_REF = { clusterRef: { binding: { name: 'platform' } } };
const WORKLOAD = { workload: { kind: 'Deployment', name: 'orders' } };
const connection = {
  ...WORKLOAD,
  configMap: true,
  secret: { labels: { team: 'shop' }, annotations: { 'example.org/reload': 'true' } },
  extraSecrets: [{ format: 'Environment', prefix: 'APP_' }],
};
const MANAGED: Observed = {
  cluster: clusterReady('pg'),
  'user-orders': userSettled('pg', 'orders'),
  'database-orders': databaseReady('orders'),
};
const USE = { open: true, ...NOTHING_LOST };

/** What was written while the engine was known, as Crossplane marks and observes it. */
function written(): Observed {
  const known = resolved({ spec: { cluster: { engine: 'pg' }, connection }, policy: POLICY, running: 'pg' });
  const { objects } = composeConnection(known, factsOf(MANAGED), USE);
  return Object.fromEntries([...objects].map(([key, object]) => [key, { resource: marked(arrived(object)) }]));
}

function marked(object: JsonObject): JsonObject {
  const metadata = asObject(object.metadata);
  const labels = { ...asObject(metadata.labels), 'crossplane.io/composite': 'orders' };
  const annotations = { ...asObject(metadata.annotations), 'crossplane.io/composition-resource-name': 'x' };
  return { ...object, metadata: { ...metadata, labels, annotations } };
}

describe('while nobody knows the engine', () => {
  const spec = { ...CLUSTER_REF, connection };
  const kept = composeConnection(resolved({ spec, policy: POLICY }), factsOf(written()), USE);
  const before = composeConnection(
    resolved({ spec: { cluster: { engine: 'pg' }, connection }, policy: POLICY, running: 'pg' }),
    factsOf(MANAGED),
    USE,
  );

  test('Secrets, ConfigMap and workload stay as they are, labels and annotations too', () => {
    expect(kept.objects.size).toBe(4);
    const all = ({ objects }: typeof kept) => [...objects].map(([key, object]) => [key, arrived(object)]);
    expect(Object.fromEntries(all(kept))).toEqual(Object.fromEntries(all(before)));
  });

  test('every Secret waits, and the same one stands for the binding', () => {
    expect(kept.secrets.map(({ state }) => state)).toEqual([
      { state: 'waiting', missing: ['engine'] },
      { state: 'waiting', missing: ['engine'] },
    ]);
    expect(kept.main?.name).toBe(before.main?.name);
    expect(kept.details()).toEqual(before.details());
  });

  test('the password in them is known to be a secret', () => expect(kept.sensitive()).toContain(PASSWORDS.user));

  test('what never was is not made', () => {
    const nothing = composeConnection(resolved({ spec, policy: POLICY }), factsOf({}), USE);
    expect([...nothing.objects]).toEqual([]);
  });

  test('the answer has them, and says that nothing is available', () => {
    const composite = {
      apiVersion: 'bindings.digitalocean.crossplane.io/v1alpha1',
      kind: 'DatabaseBinding',
      metadata: { name: 'orders', namespace: 'shop', uid: 'uid-orders' },
      spec,
    };
    const { composed, conditions, status } = run({ composite, policy: POLICY, observed: written() });
    expect(Object.keys(composed).sort()).toEqual([...before.objects.keys()].sort());
    expect(conditions.ConnectionReady?.status).toBe('FALSE');
    expect(status).toMatchObject({
      binding: { name: 'orders-credentials' },
      users: [{ name: 'orders', ready: false }],
    });
  });
});
