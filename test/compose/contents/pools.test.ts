import { describe, expect, test } from '@jest/globals';
import { at, type Json, type JsonObject } from '../../../src/lib/json.js';
import { type ObservedState, run, type TestResponse } from '../../support/run.js';
import { condition, withConditions, withValue } from '../../support/stages.js';
import {
  applied,
  binding,
  CLUSTER_ID,
  clusterReady,
  contentReady,
  databaseReady,
  NOTE,
  POLICY,
  userFound,
  userObserved,
  userSettled,
  userYoung,
} from '../../support/states.js';

const pg = (pool: JsonObject, fields: JsonObject = {}): JsonObject =>
  binding({ cluster: { engine: 'pg' }, connectionPools: [{ name: 'web', size: 5, ...pool }], ...fields });

const HOME = {
  cluster: clusterReady('pg'),
  'database-orders': databaseReady('orders'),
  'user-orders': userSettled('pg', 'orders'),
};
type Observed = Readonly<Record<string, ObservedState>>;
const respond = (composite: JsonObject, observed: Observed = {}): TestResponse =>
  run({ composite, policy: POLICY, observed: { ...HOME, ...observed } });
const pools = ({ composed }: TestResponse): readonly string[] =>
  Object.keys(composed)
    .filter((key) => key.startsWith('pool-'))
    .sort();
const sent = ({ composed }: TestResponse, key: string): Json | undefined =>
  at(composed[key]?.resource, 'spec', 'forProvider');
const made = (response: TestResponse, key: string): JsonObject => response.composed[key]?.resource ?? {};
const secretThrough = (pool: string): ObservedState =>
  applied({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name: 'orders-credentials',
      namespace: 'shop',
      annotations: { 'databasebinding.fn.crossplane.io/pool': pool },
    },
    data: {},
  });

const ALL = ['Observe', 'Create', 'Update', 'Delete'];
const KEPT = ['Observe', 'Create', 'Update'];
const deletable = (state: ObservedState): ObservedState => withValue(state, ['spec', 'managementPolicies'], ALL);
const first = respond(pg({}));
const old = { 'pool-web': contentReady(made(first, 'pool-web')) };

describe('a pool', () => {
  test('leads to the first database, in transaction mode, and clients connect as themselves', () => {
    expect(sent(first, 'pool-web')).toEqual({
      clusterId: expect.any(String),
      name: 'web',
      mode: 'transaction',
      size: 5,
      dbName: 'orders',
    });
    expect(at(made(first, 'pool-web'), 'spec', 'writeConnectionSecretToRef', 'name')).toBe('orders-pool-web-conn');
  });

  test.each<[reason: string, pool: JsonObject, missing: Observed]>([
    ['its database', {}, { 'database-orders': applied({ ...HOME['database-orders'].resource, status: {} }) }],
    ['its user', { user: 'orders' }, { 'user-orders': userYoung('orders') }],
    [
      'its user, and does not tell the password of another one',
      { user: 'orders' },
      { 'user-orders': userFound('orders') },
    ],
  ])('waits for %s', (_reason, pool, missing) => {
    expect(pools(respond(pg(pool), missing))).toEqual([]);
  });

  test('is made for a user that is there, and for one that is observed on purpose', () => {
    expect(pools(respond(pg({ user: 'orders' })))).toEqual(['pool-web']);
    const composite = pg({ user: 'orders' }, { users: [{ name: 'orders', mode: 'Observe' }] });
    expect(pools(respond(composite, { 'user-orders': userObserved('pg', 'orders') }))).toEqual(['pool-web']);
  });

  test('is deleted with its cluster, so nothing may delete it by itself', () => {
    expect(at(made(first, 'pool-web'), 'spec', 'managementPolicies')).toEqual(KEPT);
  });

  test('stays as it is, with the name that the provider gave it', () => {
    const again = respond(pg({}), old);
    expect(made(again, 'pool-web')).toEqual({
      ...made(first, 'pool-web'),
      metadata: { annotations: { 'crossplane.io/external-name': `${CLUSTER_ID}/web` } },
    });
    expect(again.conditions.ConnectionReady?.reason).toBe('Available');
  });
});

describe('a pool that is there already', () => {
  const { resource } = old['pool-web'];
  const refusal =
    'create failed: apply failed: Error creating DatabaseConnectionPool: 422 pool name is not available: ';
  const taken = withConditions(
    { resource: { ...resource, metadata: { name: 'orders-pool' }, status: {} } },
    condition('Synced', 'False', refusal),
  );
  const told = (response: TestResponse): Json => {
    const { metadata = null, spec } = made(response, 'pool-web');
    return [at(spec, 'managementPolicies') ?? null, metadata];
  };
  const named = (externalName: string): Json => ({
    annotations: { 'crossplane.io/external-name': externalName, [NOTE]: 'imported' },
  });
  const sought: Json = [['Observe'], named(`${CLUSTER_ID},web`)];
  const first = respond(pg({}), { 'pool-web': taken });
  /** As an import finds it. */
  const found = (told: JsonObject = {}): ObservedState =>
    withValue(
      contentReady(made(first, 'pool-web'), told),
      ['metadata', 'annotations', 'crossplane.io/external-name'],
      `${CLUSTER_ID},web`,
    );

  test('in the binding’s own cluster is observed, and then used', () => {
    expect(told(first)).toEqual(sought);
    expect(told(respond(pg({}), { 'pool-web': applied(made(first, 'pool-web')) }))).toEqual(sought);
    expect(told(respond(pg({}), { 'pool-web': found() }))).toEqual([KEPT, named(`${CLUSTER_ID}/web`)]);
  });

  test('and differs is only observed, and the message says what can be done', () => {
    const response = respond(pg({}), { 'pool-web': found({ size: 7, dbName: 'audit' }) });
    expect(told(response)).toEqual(sought);
    expect(response.conditions.SpecAccepted).toMatchObject({
      reason: 'AlreadyExists',
      message:
        'spec.connectionPools[0]: a pool of this name exists at DigitalOcean with size 7 instead of 5, dbName audit instead of orders: ask for what it has, choose another name, or delete it there',
    });
  });

  test('stays there when it leaves the spec: somebody else may have made it', () => {
    expect(pools(respond(binding({ cluster: { engine: 'pg' } }), { 'pool-web': found() }))).toEqual([]);
  });
});

describe('a pool that is taken off the list', () => {
  const without = (fields: JsonObject = {}): JsonObject => binding({ cluster: { engine: 'pg' }, ...fields });

  test('is deleted at DigitalOcean in two steps', () => {
    const leaving = respond(without(), old);
    expect(at(made(leaving, 'pool-web'), 'spec', 'managementPolicies')).toEqual(ALL);
    expect(pools(respond(without(), { 'pool-web': deletable(old['pool-web']) }))).toEqual([]);
  });

  test('stays there with deletionPolicy Orphan, and a result says so', () => {
    const leaving = respond(without({ deletionPolicy: 'Orphan' }), old);
    expect(pools(leaving)).toEqual([]);
    expect(leaving.results).toEqual([
      expect.objectContaining({ message: 'pool "web" is no longer managed; it stays at DigitalOcean' }),
    ]);
  });

  test('stays as it is as long as a Secret goes through it', () => {
    const used = respond(without(), { ...old, 'secret-orders': secretThrough('web') });
    expect(at(made(used, 'pool-web'), 'spec', 'managementPolicies')).toEqual(KEPT);
  });
});

describe('a change of a pool', () => {
  const changed = pg({ size: 7, mode: 'session' });
  const second = respond(changed, old);

  test('makes a further one beside it, which has another name', () => {
    expect(pools(second)).toEqual(['pool-web', 'pool-web.2']);
    expect(sent(second, 'pool-web')).toEqual(sent(first, 'pool-web'));
    expect(sent(second, 'pool-web.2')).toMatchObject({ name: 'web_2', size: 7, mode: 'session' });
  });

  test('leaves applications connected meanwhile', () => {
    expect(second.conditions.ConnectionReady?.reason).toBe('Available');
    const young = { ...old, 'pool-web.2': applied(made(second, 'pool-web.2')) };
    expect(pools(respond(changed, young))).toEqual(['pool-web', 'pool-web.2']);
    expect(respond(changed, young).conditions.ConnectionReady?.reason).toBe('Available');
  });

  const both = { ...old, 'pool-web.2': contentReady(made(second, 'pool-web.2')) };

  const policiesOf = (response: TestResponse, key: string): Json | undefined =>
    at(response.composed[key]?.resource, 'spec', 'managementPolicies');
  const through = (name: string): Observed => ({ ...both, 'secret-orders': secretThrough(name) });

  test('drops the old one in two steps once the new one is ready', () => {
    expect(policiesOf(respond(changed, both), 'pool-web')).toEqual(ALL);
    expect(pools(respond(changed, { ...both, 'pool-web': deletable(both['pool-web']) }))).toEqual(['pool-web.2']);
  });

  test.each(['imported', undefined])(
    'lets go of an old one that was there before, which stays at DigitalOcean: noted %s',
    (note) => {
      const found = ['crossplane.io/external-create-pending', NOTE].reduce(
        (state, name) => withValue(state, ['metadata', 'annotations', name], name === NOTE ? note : undefined),
        both['pool-web'],
      );
      const response = respond(changed, { ...both, 'pool-web': found });
      expect(pools(response)).toEqual(['pool-web.2']);
      expect(response.results).toEqual([
        expect.objectContaining({ message: 'pool "web" is no longer managed; it stays at DigitalOcean' }),
      ]);
      expect(policiesOf(respond(changed, { ...both, 'pool-web': deletable(found) }), 'pool-web')).toEqual(KEPT);
    },
  );

  test('keeps the old one as long as a Secret goes through it', () => {
    expect(policiesOf(respond(changed, through('web')), 'pool-web')).toEqual(KEPT);
    expect(policiesOf(respond(changed, through('web_2')), 'pool-web')).toEqual(ALL);
  });

  test('drops it at DigitalOcean too where all else would stay there: its connections are needed', () => {
    const orphan = pg({ size: 7, mode: 'session' }, { deletionPolicy: 'Orphan' });
    expect(policiesOf(respond(orphan, both), 'pool-web')).toEqual(ALL);
    const leaving = respond(orphan, { ...both, 'pool-web': deletable(both['pool-web']) });
    expect(pools(leaving)).toEqual(['pool-web.2']);
    expect(leaving.results).toEqual([]);
  });

  test.each(['Delete', 'Orphan'])(
    'that is taken back before the new one is ready goes back to the old one: %s',
    (kept) => {
      const back = pg({}, { deletionPolicy: kept });
      const young = applied(made(second, 'pool-web.2'));
      const response = respond(back, { ...old, 'pool-web.2': young });
      expect(policiesOf(response, 'pool-web')).toEqual(KEPT);
      expect(policiesOf(response, 'pool-web.2')).toEqual(ALL);
      expect(pools(respond(back, { ...old, 'pool-web.2': deletable(young) }))).toEqual(['pool-web']);
    },
  );

  test('never uses a number that is taken', () => {
    const third = respond(pg({ size: 9 }), { 'pool-web.2': both['pool-web.2'] });
    expect(sent(third, 'pool-web.3')).toMatchObject({ name: 'web_3', size: 9 });
  });
});

describe('the connections of a size', () => {
  test.each([
    ['fit', 'db-s-1vcpu-1gb', 22, undefined],
    [
      'do not fit',
      'db-s-1vcpu-1gb',
      23,
      '23 connections, but a cluster of size db-s-1vcpu-1gb has 22 of 22 left for pools: ask for less, or choose a larger cluster',
    ],
    ['are at most a thousand', 'gd-16vcpu-64gb', 997, undefined],
    ['are not known of every size', 'huge', 1000, undefined],
  ])('%s', (_name, size, asked, refused) => {
    const response = run({ composite: pg({ size: asked }, { cluster: { engine: 'pg', size } }), policy: POLICY });
    expect(response.conditions.SpecAccepted?.message).toBe(refused ? `spec.connectionPools[0].size: ${refused}` : '');
  });

  test('count for the old pool and the new one together', () => {
    const response = respond(pg({ size: 20 }), old);
    expect(pools(response)).toEqual(['pool-web']);
    expect(response.conditions.SpecAccepted).toMatchObject({
      reason: 'UnsupportedChange',
      message: expect.stringContaining('17 of 22 left for pools: the pool that it replaces still has its own'),
    });
  });
});

describe('a pool that DigitalOcean refused to make', () => {
  const refusedAs = (policies: readonly string[]): Observed => {
    const resource = { ...made(first, 'pool-web'), metadata: { name: 'orders-pool' } };
    const sized = withValue({ resource }, ['spec', 'forProvider', 'size'], 500);
    const state = withConditions(sized, condition('Synced', 'False', 'create failed: apply failed: 422 no'));
    return { 'pool-web': withValue(state, ['spec', 'managementPolicies'], policies) };
  };

  test('takes no connections from the one that follows the spec, and goes', () => {
    const response = respond(pg({ size: 5 }), refusedAs(KEPT));
    expect(response.conditions.SpecAccepted?.reason).toBe('Accepted');
    expect(sent(response, 'pool-web.2')).toMatchObject({ size: 5 });
    expect(at(made(response, 'pool-web'), 'spec', 'managementPolicies')).toEqual(ALL);
    expect(pools(respond(pg({ size: 5 }), refusedAs(ALL)))).toEqual(['pool-web.2']);
  });
});

describe('refused', () => {
  const clusterRef = { uuid: CLUSTER_ID, engine: 'pg' };
  test.each<[name: string, composite: JsonObject, message: string]>([
    [
      'a pool of mysql',
      binding({ cluster: { engine: 'mysql' }, connectionPools: [{ name: 'web', size: 5 }] }),
      'spec.connectionPools: not supported for MySQL, only for engine pg: remove it',
    ],
    [
      'a pool to a database of others',
      pg({ database: 'audit' }),
      'spec.connectionPools[0].database: no database "audit" in this binding (known: orders, defaultdb)',
    ],
    ['a pool for a user of others', pg({ user: 'x' }), 'no user "x" in this binding (known: orders, doadmin)'],
    [
      'a pool in a cluster that lives elsewhere',
      binding({ clusterRef, connectionPools: [{ name: 'web', size: 5 }] }),
      'spec.connectionPools: not possible with clusterRef, only in a cluster that the binding controls',
    ],
  ])('%s', (_name, composite, message) => {
    expect(run({ composite, policy: { ...POLICY, references: { uuids: ['*'] } } }).fatal).toContain(message);
  });
});

describe('a pool whose cluster is handed over', () => {
  const composite = binding({ clusterRef: { uuid: CLUSTER_ID } });
  const policy = { ...POLICY, references: { uuids: ['*'] } };
  const handOver = (pool: ObservedState): TestResponse =>
    run({ composite, policy, observed: { ...HOME, 'pool-web': pool } });

  test('is left at DigitalOcean', () => {
    const response = handOver(old['pool-web']);
    expect(pools(response)).toEqual([]);
    expect(response.results.map(({ message }) => message)).toContain(
      'pool "web" is no longer managed; it stays at DigitalOcean',
    );
  });

  test('loses the right to delete first, where it has that', () => {
    const response = handOver(deletable(old['pool-web']));
    expect(at(made(response, 'pool-web'), 'spec', 'managementPolicies')).toEqual(KEPT);
    expect(response.results.filter(({ reason }) => reason === 'ContentReleased')).toEqual([]);
  });
});
