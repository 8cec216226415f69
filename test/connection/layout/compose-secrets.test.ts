import { describe, expect, test } from '@jest/globals';
import { composeConnection } from '../../../src/connection/compose-connection.js';
import type { UserSecret } from '../../../src/connection/layout/compose-secret.js';
import { ENGINES, type Engine } from '../../../src/gen/binding.js';
import type { Json, JsonObject } from '../../../src/lib/json.js';
import { type ObservedState, run } from '../../support/run.js';
import { arrived, entriesOf as decoded } from '../../support/secrets.js';
import { factsOf, NOTHING_LOST, type Observed, resolved, withDetails, withValue } from '../../support/stages.js';
import {
  binding,
  clusterReady,
  clusterYoung,
  databaseReady,
  PASSWORDS,
  POLICY,
  userSettled,
  userStuck,
  userYoung,
} from '../../support/states.js';

function secretsOf(engine: Engine, spec: JsonObject, observed: Observed): readonly UserSecret[] {
  const binding = resolved({ spec: { cluster: { engine }, ...spec }, policy: POLICY, running: engine });
  return composeConnection(binding, factsOf(observed), { open: true, ...NOTHING_LOST }).secrets;
}

/** A Secret's manifest, as Crossplane gets it. */
const manifestOf = (secret: UserSecret | undefined): JsonObject => (secret?.object ? arrived(secret.object) : {});

/** The entries of a Secret's manifest, as an application reads them. */
const entriesOf = (secret: UserSecret | undefined): Readonly<Record<string, string>> => decoded(manifestOf(secret));

const world = (engine: Engine, users: readonly string[] = ['orders']): Observed => ({
  cluster: clusterReady(engine),
  'database-orders': databaseReady('orders'),
  ...Object.fromEntries(users.map((name) => [`user-${name}`, userSettled(engine, name)])),
});
/** A world in which every Secret was written, too. */
function written(engine: Engine, spec: JsonObject, observed: Observed): Observed {
  const secrets = secretsOf(engine, spec, observed).flatMap(({ key, object }) =>
    object ? [[key, { resource: arrived(object) }]] : [],
  );
  return { ...observed, ...Object.fromEntries(secrets) };
}

const one = (observed: Observed, spec: JsonObject = {}): UserSecret | undefined => secretsOf('pg', spec, observed)[0];
const without = (observed: Observed, ...keys: readonly string[]): Observed =>
  Object.fromEntries(Object.entries(observed).filter(([key]) => !keys.includes(key)));

const USERS: Readonly<Record<Engine, string>> = {
  pg: 'orders',
  mysql: 'orders',
  mongodb: 'orders',
  valkey: 'default',
  kafka: 'orders',
  opensearch: 'orders',
};
const PASSWORD: Readonly<Record<Engine, string>> = {
  pg: PASSWORDS.user,
  mysql: PASSWORDS.user,
  mongodb: PASSWORDS.user,
  valkey: PASSWORDS.cluster,
  kafka: PASSWORDS.user,
  opensearch: PASSWORDS.user,
};

describe.each(ENGINES)('%s', (engine) => {
  test('one Secret with the short name, in the namespace of the binding', () => {
    const [secret, ...more] = secretsOf(engine, {}, world(engine));
    expect(more).toEqual([]);
    expect(secret).toMatchObject({ user: USERS[engine], name: 'orders-credentials', state: { state: 'complete' } });
    expect(manifestOf(secret)).toMatchObject({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'orders-credentials', namespace: 'shop' },
    });
    expect(Object.keys(manifestOf(secret)).sort()).toEqual(['apiVersion', 'data', 'kind', 'metadata', 'type']);
    expect(entriesOf(secret)).toMatchObject({ username: USERS[engine], password: PASSWORD[engine] });
  });

  test('the last known values stay, whatever is told no more', () => {
    const before = written(engine, {}, world(engine));
    const [secret] = secretsOf(engine, {}, withoutDetails(before));
    expect(secret?.state.state).toBe('kept');
    expect(manifestOf(secret).data).toEqual(before[`secret-${USERS[engine]}`]?.resource.data);
  });

  test('and so they do without cluster, user and database', () => {
    const before = written(engine, {}, world(engine));
    const [secret] = secretsOf(engine, {}, without(before, 'cluster', 'user-orders', 'database-orders'));
    expect(manifestOf(secret).data).toEqual(before[`secret-${USERS[engine]}`]?.resource.data);
  });
});

function withoutDetails(observed: Observed): Observed {
  return Object.fromEntries(Object.entries(observed).map(([key, state]) => [key, withDetails(state, {})]));
}

describe('complete, or absent', () => {
  const base = world('pg');
  const missing = (...names: readonly string[]): Json => ({ state: 'waiting', missing: names });

  test.each<{ name: string; reason: string; observed: Observed; want: Json }>([
    {
      name: 'Nothing',
      reason: 'nothing is known',
      observed: {},
      want: missing('host', 'port', 'password', 'cluster name'),
    },
    {
      name: 'YoungCluster',
      reason: 'a cluster tells its address when it exists',
      observed: { cluster: clusterYoung('pg') },
      want: missing('host', 'port', 'password', 'cluster name'),
    },
    {
      name: 'NoUser',
      reason: 'no password without a user',
      observed: without(base, 'user-orders'),
      want: missing('password'),
    },
    {
      name: 'YoungUser',
      reason: 'its password comes later',
      observed: { ...base, 'user-orders': userYoung('orders') },
      want: missing('password'),
    },
    {
      name: 'BlankPassword',
      reason: 'an empty password is none',
      observed: { ...base, 'user-orders': withDetails(userSettled('pg', 'orders'), { 'attribute.password': '' }) },
      want: missing('password'),
    },
    {
      name: 'NoDatabase',
      reason: 'a Secret that names a database which is not there is of no use',
      observed: without(base, 'database-orders'),
      want: missing(),
    },
  ])('$name: $reason', ({ observed, want }) => {
    expect(one(observed)?.state).toEqual(want);
    expect(one(observed)?.object).toBeUndefined();
  });

  test('a user that has not settled yet has a password already', () => {
    const secret = one({ ...base, 'user-orders': userStuck('pg', 'orders') });
    expect([secret?.state.state, entriesOf(secret).password]).toEqual(['complete', PASSWORDS.user]);
  });
});

describe('a Secret that exists', () => {
  const before = written('pg', {}, world('pg'));
  const secretOf = (state: ObservedState): Observed => ({ ...before, 'secret-orders': state });
  const [observed = { resource: {} }] = [before['secret-orders']];

  test('the same state gives the same manifest', () => expect(manifestOf(one(before))).toEqual(observed.resource));

  test('a new password comes through', () => {
    const rotated = { ...before, 'user-orders': userSettled('pg', 'orders', PASSWORDS.other) };
    expect(entriesOf(one(rotated))).toMatchObject({
      password: PASSWORDS.other,
      uri: expect.stringContaining(encodeURIComponent(PASSWORDS.other)),
    });
  });

  test('the endpoint can be switched', () => {
    const entries = entriesOf(one(before, { connection: { endpoint: 'Private' } }));
    expect(entries).toMatchObject({
      host: 'private-host',
      'public-host': 'public-host',
      'private-host': 'private-host',
    });
    expect(entries.uri).toBe(entries['private-uri']);
  });

  test('switched to an address that nobody tells, it stays as it was', () => {
    const noPrivate = withValue(clusterReady('pg'), ['status', 'atProvider', 'privateHost'], undefined);
    const start = written('pg', {}, { ...world('pg'), cluster: noPrivate });
    const secret = one(start, { connection: { endpoint: 'Private' } });
    expect(secret?.state).toEqual({ state: 'waiting', missing: ['private host'] });
    expect(manifestOf(secret)).toEqual(start['secret-orders']?.resource);
  });

  test('keeps its type, which is immutable', () => {
    const opaque = withValue(observed, ['type'], 'Opaque');
    expect(one(secretOf(opaque))?.object?.type).toBe('Opaque');
  });

  test('keeps its name, which Crossplane would not change', () => {
    const named = withValue(observed, ['metadata', 'name'], 'elsewhere');
    expect(one(secretOf(named))?.name).toBe('elsewhere');
  });

  test.each<[string, Json]>([
    ['no data', {}],
    ['blank values', { password: '', 'public-host': '' }],
    ['values that are no text', { password: 1, 'public-host': null, 'public-port': [] }],
    ['what is no base64', { password: '%%%', 'public-host': '\u0000' }],
  ])('with %s it is written anew from what is told', (_what, data) =>
    expect(manifestOf(one(secretOf(withValue(observed, ['data'], data)))).data).toEqual(observed.resource.data),
  );

  test('a new database waits before the old one is replaced in it', () => {
    const spec = { databases: [{ name: 'billing' }] };
    expect(entriesOf(one(before, spec)).database).toBe('orders');
    const ready = { ...before, 'database-billing': databaseReady('billing') };
    expect(entriesOf(one(ready, spec)).database).toBe('billing');
  });
});

describe('several users', () => {
  const users = (...names: readonly string[]): JsonObject => ({ users: names.map((name) => ({ name })) });
  const names = (spec: JsonObject, observed: Observed): readonly (readonly [string, string])[] =>
    secretsOf('pg', spec, observed).map(({ user, name }) => [user, name]);
  const before = written('pg', users('a', 'b'), world('pg', ['a', 'b']));

  test('the first has the short name', () =>
    expect(names(users('a', 'b'), world('pg', ['a', 'b']))).toEqual([
      ['a', 'orders-credentials'],
      ['b', 'orders-b-credentials'],
    ]));

  test('each has its own password', () => {
    const observed = { ...world('pg', ['a']), 'user-b': userSettled('pg', 'b', PASSWORDS.other) };
    expect(secretsOf('pg', users('a', 'b'), observed).map((secret) => entriesOf(secret).password)).toEqual([
      PASSWORDS.user,
      PASSWORDS.other,
    ]);
  });

  test.each<{
    name: string;
    reason: string;
    spec: JsonObject;
    observed: Observed;
    want: readonly (readonly [string, string])[];
  }>([
    {
      name: 'Reordered',
      reason: 'no Secret changes hands',
      spec: users('b', 'a'),
      observed: before,
      want: [
        ['b', 'orders-b-credentials'],
        ['a', 'orders-credentials'],
      ],
    },
    {
      name: 'NewFirst',
      reason: 'the short name is taken',
      spec: users('c', 'a', 'b'),
      observed: before,
      want: [
        ['c', 'orders-c-credentials'],
        ['a', 'orders-credentials'],
        ['b', 'orders-b-credentials'],
      ],
    },
    {
      name: 'FirstRemoved',
      reason: 'the second keeps the name that applications mount',
      spec: users('b'),
      observed: before,
      want: [['b', 'orders-b-credentials']],
    },
    {
      name: 'FirstReplaced',
      reason: 'applications mount the Secret of the one before by that name: it passes on',
      spec: users('c', 'b'),
      observed: before,
      want: [
        ['c', 'orders-credentials'],
        ['b', 'orders-b-credentials'],
      ],
    },
    {
      name: 'FirstReplacedBefore',
      reason: 'where it is gone the short name is free',
      spec: users('c', 'b'),
      observed: without(before, 'secret-a'),
      want: [
        ['c', 'orders-credentials'],
        ['b', 'orders-b-credentials'],
      ],
    },
    {
      name: 'ReplacedWithTheLongName',
      reason: 'and a long name that was given stays',
      spec: users('c', 'b'),
      observed: { ...without(before, 'secret-a'), 'secret-c': secretNamed('orders-c-credentials') },
      want: [
        ['c', 'orders-c-credentials'],
        ['b', 'orders-b-credentials'],
      ],
    },
  ])('$name: $reason', ({ spec, observed, want }) => expect(names(spec, observed)).toEqual(want));
});

function secretNamed(name: string): ObservedState {
  return { resource: { apiVersion: 'v1', kind: 'Secret', metadata: { name }, data: {} } };
}

// A password of one cluster with the address of another opens nothing, and the old Secret was good as long as its cluster is.
test('a user that lives in another cluster has no password for this one', () => {
  const moved = withValue(clusterReady('opensearch'), ['status', 'atProvider', 'id'], 'another');
  const cluster = withValue(moved, ['status', 'atProvider', 'host'], 'new-host');
  const before = written('opensearch', {}, world('opensearch'));
  const [secret] = secretsOf('opensearch', {}, { ...before, cluster });
  expect(entriesOf(secret).uri ?? '').not.toContain('new-host');
});

test('while nobody knows the engine, a Secret stays as it is, whatever else of it is damaged', () => {
  const uuid = '66bd85d7-5f57-428b-a009-7ac6d0506aad';
  const data = { password: 'c2VjcmV0' };
  const { composed, conditions } = run({
    composite: binding({ clusterRef: { uuid } }),
    policy: { ...POLICY, references: { uuids: [uuid] } },
    observed: {
      'secret-app': { resource: { apiVersion: 'v1', kind: 'Secret', type: 'servicebinding.io/mysql', data } },
    },
  });
  expect(composed['secret-app']?.resource).toMatchObject({ type: 'servicebinding.io/mysql', data });
  expect(conditions.ConnectionReady?.status).toBe('FALSE');
});
