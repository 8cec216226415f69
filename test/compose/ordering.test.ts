import { describe, expect, test } from '@jest/globals';
import { at, type JsonObject } from '../../src/lib/json.js';
import { schemaProblems, usageSchemasAvailable } from '../support/provider-schemas.js';
import { type ObservedState, run, type TestResponse } from '../support/run.js';
import { applied, binding, CLUSTER_ID, clusterReady, databaseReady, POLICY, userSettled } from '../support/states.js';

const HOME: Readonly<Record<string, ObservedState>> = {
  cluster: clusterReady('pg'),
  'user-orders': userSettled('pg', 'orders'),
  'database-orders': databaseReady('orders'),
};
const respond = (fields: JsonObject = {}, observed: Readonly<Record<string, ObservedState>> = HOME): TestResponse =>
  run({ composite: binding({ cluster: { engine: 'pg' }, ...fields }), policy: POLICY, observed });
const usages = ({ composed }: TestResponse): readonly string[] =>
  Object.keys(composed)
    .filter((key) => key.startsWith('usage-'))
    .sort();

const usageProblems = (resource: JsonObject): readonly string[] =>
  /Usage$/.test(String(resource.kind)) ? schemaProblems(resource) : [];

describe('the order of deletion', () => {
  test('is a Usage of the cluster by each user and database, by their names', () => {
    const response = respond();
    expect(usages(response)).toEqual(['usage-database-orders', 'usage-user-orders']);
    expect(response.composed['usage-user-orders']?.resource).toEqual({
      apiVersion: 'protection.crossplane.io/v1beta1',
      kind: 'Usage',
      spec: {
        of: {
          apiVersion: 'database.digitalocean.m.crossplane.io/v1alpha1',
          kind: 'Cluster',
          resourceRef: { name: 'orders-cluster-abc12' },
        },
        by: {
          apiVersion: 'database.digitalocean.m.crossplane.io/v1alpha1',
          kind: 'User',
          resourceRef: { name: 'orders-user-abc12' },
        },
      },
    });
  });

  (usageSchemasAvailable ? test : test.skip)('is as Crossplane knows it', () => {
    expect(Object.values(respond().composed).flatMap(({ resource }) => usageProblems(resource))).toEqual([]);
  });

  test('waits until the names are known', () => {
    expect(usages(respond({}, { cluster: clusterReady('pg') }))).toEqual([]);
  });

  test('stays while one of the two cannot be seen', () => {
    const before = respond().composed['usage-user-orders']?.resource ?? {};
    const { 'user-orders': _, ...rest } = HOME;
    const response = respond({}, { ...rest, 'usage-user-orders': applied(before) });
    expect(response.composed['usage-user-orders']?.resource).toEqual(before);
    expect(response.composed['usage-user-orders']?.ready).toBe(true);
  });

  test('goes with the user', () => {
    const before = respond().composed['usage-user-orders']?.resource ?? {};
    const response = respond({ users: [{ name: 'web' }] }, { ...HOME, 'usage-user-orders': applied(before) });
    expect(usages(response)).toEqual(['usage-database-orders']);
  });

  test.each<[reason: string, fields: JsonObject, policy: JsonObject]>([
    ['nothing is deleted at DigitalOcean', { deletionPolicy: 'Orphan' }, POLICY],
    ['the user is only observed', { users: [{ name: 'orders', mode: 'Observe' }], databases: [] }, POLICY],
  ])('is of no concern where %s', (_reason, fields, policy) => {
    const composite = binding({ cluster: { engine: 'pg' }, ...fields });
    expect(usages(run({ composite, policy, observed: HOME }))).toEqual([]);
  });

  test('is of no concern where the cluster lives elsewhere', () => {
    const composite = binding({ clusterRef: { uuid: CLUSTER_ID } });
    expect(usages(run({ composite, policy: { ...POLICY, references: { uuids: ['*'] } }, observed: HOME }))).toEqual([]);
  });
});

describe('the cluster-scoped family', () => {
  const legacy = Object.fromEntries(
    Object.entries(HOME).map(([key, state]) => [
      key,
      { ...state, resource: { ...state.resource, apiVersion: 'database.digitalocean.crossplane.io/v1alpha1' } },
    ]),
  );
  const composite = {
    ...binding({ claimRef: { name: 'orders', namespace: 'shop' }, cluster: { engine: 'pg' } }),
    metadata: { name: 'orders-x1' },
  };

  test('has ClusterUsages, where Crossplane tells what it can do', () => {
    const response = run({ composite, policy: POLICY, observed: legacy, capabilities: ['CAPABILITY_CAPABILITIES'] });
    expect(at(response.composed['usage-user-orders']?.resource, 'kind')).toBe('ClusterUsage');
  });

  (usageSchemasAvailable ? test : test.skip)('is as Crossplane knows it', () => {
    const response = run({ composite, policy: POLICY, observed: legacy, capabilities: ['CAPABILITY_CAPABILITIES'] });
    expect(Object.values(response.composed).flatMap(({ resource }) => usageProblems(resource))).toEqual([]);
  });

  test('has none on an old Crossplane, which may not know them', () => {
    expect(usages(run({ composite, policy: POLICY, observed: legacy }))).toEqual([]);
  });
});
