import { describe, expect, test } from '@jest/globals';
import { at, type Json, type JsonObject } from '../../src/lib/json.js';
import { type ObservedState, run, type TestResponse } from '../support/run.js';
import {
  applied,
  binding,
  clusterReady,
  contentReady,
  databaseReady,
  POLICY,
  userSettled,
  userYoung,
} from '../support/states.js';

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
    metadata: { name: 'orders-credentials', namespace: 'shop' },
    data: { 'pool-name': Buffer.from(pool).toString('base64') },
  });

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
  ])('waits for %s', (_reason, pool, missing) => {
    expect(pools(respond(pg(pool), missing))).toEqual([]);
  });

  test('stays as it is, byte for byte', () => {
    const again = respond(pg({}), old);
    expect(made(again, 'pool-web')).toEqual(made(first, 'pool-web'));
    expect(again.conditions.ConnectionReady?.reason).toBe('Available');
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

  test('drops the old one once the new one is ready', () => {
    expect(pools(respond(changed, both))).toEqual(['pool-web.2']);
  });

  test('keeps the old one as long as a Secret goes through it', () => {
    expect(pools(respond(changed, { ...both, 'secret-orders': secretThrough('web') }))).toEqual([
      'pool-web',
      'pool-web.2',
    ]);
    expect(pools(respond(changed, { ...both, 'secret-orders': secretThrough('web_2') }))).toEqual(['pool-web.2']);
  });

  test('drops it at DigitalOcean too where all else would stay there: its connections are needed', () => {
    const orphan = pg({ size: 7, mode: 'session' }, { deletionPolicy: 'Orphan' });
    const kept = { ...made(first, 'pool-web'), spec: { ...Object(made(first, 'pool-web').spec) } };
    const policies = ['Observe', 'Create', 'Update'];
    const orphaned = contentReady({ ...kept, spec: { ...Object(kept.spec), managementPolicies: policies } });
    const next = respond(orphan, { ...both, 'pool-web': orphaned });
    expect(at(made(next, 'pool-web'), 'spec', 'managementPolicies')).toEqual([...policies, 'Delete']);
    expect(pools(respond(orphan, both))).toEqual(['pool-web.2']);
  });

  test('that is taken back before the new one is ready goes back to the old one', () => {
    const young = { ...old, 'pool-web.2': applied(made(second, 'pool-web.2')) };
    expect(pools(respond(pg({}), young))).toEqual(['pool-web']);
  });

  test('never uses a number twice while something has it', () => {
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
      '23 connections, a cluster of size db-s-1vcpu-1gb has 22 of 22 left for pools',
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
      message: expect.stringContaining('17 of 22 left for pools beside the pool it takes the place of'),
    });
  });
});

describe('refused', () => {
  const clusterRef = { uuid: '66bd85d7-5f57-428b-a009-7ac6d0506aad', engine: 'pg' };
  test.each<[name: string, composite: JsonObject, message: string]>([
    [
      'a pool of mysql',
      binding({ cluster: { engine: 'mysql' }, connectionPools: [{ name: 'web', size: 5 }] }),
      'spec.connectionPools: not supported for MySQL, only for engine pg: remove it',
    ],
    [
      'a pool to a database of others',
      pg({ database: 'audit' }),
      'spec.connectionPools[0].database: no database "audit" in this binding (there are: orders, defaultdb)',
    ],
    ['a pool for a user of others', pg({ user: 'x' }), 'no user "x" in this binding (there are: orders, doadmin)'],
    [
      'a pool in a cluster that lives elsewhere',
      binding({ clusterRef, connectionPools: [{ name: 'web', size: 5 }] }),
      'spec.connectionPools: not possible with clusterRef, only in a cluster that the binding controls',
    ],
  ])('%s', (_name, composite, message) => {
    expect(run({ composite, policy: { ...POLICY, references: { uuids: ['*'] } } }).fatal).toContain(message);
  });
});

test('a pool is left at DigitalOcean when its cluster is handed over', () => {
  const composite = binding({ clusterRef: { uuid: '66bd85d7-5f57-428b-a009-7ac6d0506aad' } });
  const response = run({
    composite,
    policy: { ...POLICY, references: { uuids: ['*'] } },
    observed: { ...HOME, ...old },
  });
  expect(at(made(response, 'pool-web'), 'spec', 'managementPolicies')).toEqual(['Observe', 'Create', 'Update']);
});
