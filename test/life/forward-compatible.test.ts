import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ENGINES, type Engine } from '../../src/gen/binding.js';
import { asList, asObject, asString, at, compact, type Json, type JsonObject } from '../../src/lib/json.js';
import { arbSpec, provided, settled } from '../rules/scenario.js';
import { holds } from '../support/property.js';
import { type ObservedState, run, type TestResponse } from '../support/run.js';
import { condition, withConditions, withValue } from '../support/stages.js';
import {
  binding,
  CLUSTER_ID,
  CREATED_AT,
  clusterObserved,
  clusterReady,
  databaseReady,
  GONE,
  NOTE,
  PASSWORDS,
  POLICY,
  userSettled,
} from '../support/states.js';

// What another version of the provider may do: other external names, and fields that nobody knows today.

const ANNOTATIONS = ['metadata', 'annotations'];
const EXTERNAL_NAME = [...ANNOTATIONS, 'crossplane.io/external-name'];
const OWN_ID = '7d0b6c1e-92a1-4f0e-8c3b-5a6d7e8f9a0b';

/** External names that a provider may give to a user called `login`. */
const SHAPES: Readonly<Record<string, (login: string) => string>> = {
  'its bare name': (login) => login,
  'the id that breaks today': (login) => `${CLUSTER_ID}/user/${login}`,
  'the same in other words': (login) => `${CLUSTER_ID}/users/${login}`,
  'the form of a pool': (login) => `${CLUSTER_ID}/${login}`,
  'another separator': (login) => `${CLUSTER_ID}:${login}`,
  'the import': (login) => `${CLUSTER_ID},${login}`,
  'a UUID of its own': () => OWN_ID,
};
const LOGINS = ['orders', 'Web2', 'a_b', 'x.y', 'reporting-and-analytics', 'constructor', '__proto__'];

const GUEST_POLICY = { ...POLICY, references: { uuids: [CLUSTER_ID] } };

/** A user whom a provider made, and keeps in sync under a name of this shape. */
function madeUnder(shape: string, login: string, policies: readonly string[], note?: string): ObservedState {
  const externalName = SHAPES[shape]?.(login) ?? '';
  const named = withValue(userSettled('pg', login), ANNOTATIONS, {
    'crossplane.io/external-name': externalName,
    'crossplane.io/external-create-pending': CREATED_AT,
    ...(note === undefined ? {} : { [NOTE]: note }),
  });
  const shown = withValue(named, ['status', 'atProvider', 'id'], externalName);
  return withValue(shown, ['spec', 'managementPolicies'], [...policies]);
}

/** What a provider that is content with a resource leaves of it after the next apply. */
function applied(before: ObservedState, desired: JsonObject | undefined): ObservedState {
  const marks = asObject(at(desired, ...ANNOTATIONS));
  const own = asObject(at(before.resource, ...ANNOTATIONS));
  const { [NOTE]: _, ...others } = own;
  const noted = withValue(before, ANNOTATIONS, { ...others, ...marks });
  return withValue(noted, ['spec'], asObject(desired?.spec));
}

interface Guest {
  readonly spec: JsonObject;
  readonly policy: JsonObject;
  readonly cluster: ObservedState;
}

const OWNED = (login: string): Guest => ({
  spec: { cluster: { engine: 'pg' }, databases: [], users: [{ name: login }] },
  policy: POLICY,
  cluster: clusterReady('pg'),
});
const REFERENCED = (login: string): Guest => ({
  spec: { clusterRef: { uuid: CLUSTER_ID }, databases: [], users: [{ name: login }] },
  policy: GUEST_POLICY,
  cluster: clusterObserved('pg'),
});

/** The name at DigitalOcean of `orders`. */
const loginIn = ({ spec }: Guest): string => (spec.clusterRef ? 'shop_orders' : 'orders');

const called = (world: Guest, observed: Readonly<Record<string, ObservedState>>): TestResponse =>
  run({ composite: binding(world.spec), policy: world.policy, observed: { cluster: world.cluster, ...observed } });

const secretOf = (answer: TestResponse): Json | undefined =>
  Object.entries(answer.composed).find(([key]) => key.startsWith('secret-'))?.[1].resource.data;

const arbUser = fc.record({
  shape: fc.constantFrom(...Object.keys(SHAPES)),
  login: fc.constantFrom(...LOGINS),
  isGuest: fc.boolean(),
  isNoted: fc.boolean(),
});

/** The desired user of a guest or an owner, which has to be the one that was observed. */
function expectTheSame(answer: TestResponse, key: string, user: ObservedState, login: string): JsonObject {
  const desired = asObject(answer.composed[key]?.resource);
  const name = at(desired, ...EXTERNAL_NAME);
  const before = at(user.resource, ...EXTERNAL_NAME);
  expect([before, SHAPES['the import']?.(login)]).toContain(name);
  expect(at(desired, 'spec', 'forProvider', 'clusterId')).toBe(CLUSTER_ID);
  // A new name for the provider to create under would be another user.
  expect(name !== before && asList(at(desired, 'spec', 'managementPolicies')).includes('Create')).toBe(false);
  expect(answer.conditions.UsersReady).toMatchObject({ status: 'TRUE' });
  expect(answer.conditions.SpecAccepted?.reason).not.toBe('AlreadyExists');
  return desired;
}

/** A provider that finds a user under names of one shape alone, and gives them to those that it creates or takes over. */
class OtherProvider {
  private exists = false;

  constructor(
    private readonly shape: string,
    private readonly login: string,
  ) {}

  look(before: ObservedState | undefined, desired: JsonObject): ObservedState {
    const name = asString(at(desired, ...EXTERNAL_NAME));
    const own = SHAPES[this.shape]?.(this.login) ?? '';
    const mayCreate = asList(at(desired, 'spec', 'managementPolicies')).includes('Create');
    const found = this.exists && (name === own || (mayCreate && name === this.login));
    const isCreated = !found && mayCreate;
    this.exists ||= isCreated;
    const begun = isCreated
      ? CREATED_AT
      : at(before?.resource, ...ANNOTATIONS, 'crossplane.io/external-create-pending');
    const annotations = asObject(at(desired, ...ANNOTATIONS));
    const marks = compact({
      [NOTE]: annotations[NOTE],
      'crossplane.io/external-name': found || isCreated ? own : name,
      'crossplane.io/external-create-pending': begun,
    });
    const { resource, connectionDetails } = userSettled('pg', this.login);
    const told = found || isCreated ? condition('Synced', 'True') : condition('Synced', 'False', GONE);
    const state = withConditions(
      { resource, connectionDetails: connectionDetails ?? {} },
      condition('Ready', 'True'),
      told,
    );
    const named = withValue(withValue(state, ANNOTATIONS, marks), ['status', 'atProvider', 'id'], own);
    return withValue(named, ['spec'], asObject(desired.spec));
  }
}

describe('a user of another provider', () => {
  const CASES = Object.keys(SHAPES).flatMap((shape) =>
    [OWNED('orders'), REFERENCED('orders')].map((world) => [shape, world] as const),
  );

  test.each(CASES)('comes to rest, with one password, where users are found by %s alone', (shape, world) => {
    const provider = new OtherProvider(shape, loginIn(world));
    const answers: TestResponse[] = [];
    let observed: Readonly<Record<string, ObservedState>> = {};
    for (let round = 0; round < 9; round++) {
      const answer = called(world, observed);
      answers.push(answer);
      const desired = asObject(answer.composed['user-orders']?.resource);
      observed = { 'user-orders': provider.look(observed['user-orders'], desired) };
    }
    const last = answers.slice(-3);
    const wanted = SHAPES[shape]?.(loginIn(world));
    const names = last.map(({ composed }) => at(composed['user-orders']?.resource, ...EXTERNAL_NAME));
    expect(names).toEqual([wanted, wanted, wanted]);
    expect(last.map(({ conditions }) => conditions.UsersReady?.status)).toEqual(['TRUE', 'TRUE', 'TRUE']);
    expect(new Set(answers.flatMap((answer) => secretOf(answer) ?? []).map((data) => JSON.stringify(data))).size).toBe(
      1,
    );
  });

  test.each(Object.keys(SHAPES))(
    'that is settled today goes on with a provider that finds users by %s alone',
    (shape) => {
      const world = OWNED('orders');
      const provider = new OtherProvider(shape, 'orders');
      let user = madeUnder('the import', 'orders', ['Observe'], 'orders');
      provider.look(undefined, { spec: { managementPolicies: ['Create'] }, metadata: { annotations: {} } });
      const secret = secretOf(called(world, { 'user-orders': user }));
      for (let round = 0; round < 6; round++)
        user = provider.look(user, asObject(called(world, { 'user-orders': user }).composed['user-orders']?.resource));
      const last = called(world, { 'user-orders': user });
      expect(at(last.composed['user-orders']?.resource, ...EXTERNAL_NAME)).toBe(SHAPES[shape]?.('orders'));
      expect(last.conditions.UsersReady).toMatchObject({ status: 'TRUE' });
      expect(secretOf(last)).toEqual(secret);
    },
  );
});

describe('a user under an external name of another provider', () => {
  test('keeps its name, its Secret and its home, and is never created again', () => {
    holds(
      fc.property(arbUser, ({ shape, login: name, isGuest, isNoted }) => {
        const world = (isGuest ? REFERENCED : OWNED)(name);
        const key = `user-${name}`;
        // By default a guest's user has its namespace in front.
        const login = isGuest ? `shop_${name}` : name;
        const settledBefore = madeUnder('the import', login, ['Observe'], login);
        let user = madeUnder(shape, login, ['Observe', 'Create', 'Update'], isNoted ? login : undefined);
        for (let round = 0; round < 3; round++)
          user = applied(user, expectTheSame(called(world, { [key]: user }), key, user, login));
        const last = called(world, { [key]: user });
        expect(secretOf(last)).toEqual(secretOf(called(world, { [key]: settledBefore })));
        // The name has settled.
        expect(at(last.composed[key]?.resource, ...EXTERNAL_NAME)).toBe(at(user.resource, ...EXTERNAL_NAME));
      }),
      200,
    );
  });

  test('is what the binding deletes when it leaves the list', () => {
    holds(
      fc.property(arbUser, ({ shape, login }) => {
        const world = {
          ...REFERENCED(login),
          spec: { clusterRef: { uuid: CLUSTER_ID }, databases: [], users: [{ name: 'other' }] },
        };
        const user = madeUnder(shape, login, ['Observe'], login);
        const desired = called(world, { [`user-${login}`]: user }).composed[`user-${login}`]?.resource;
        expect(at(desired, 'spec', 'managementPolicies')).toContain('Delete');
        const gone = called(world, { [`user-${login}`]: applied(user, desired) }).composed;
        expect(Object.keys(gone)).not.toContain(`user-${login}`);
      }),
      50,
    );
  });

  test.each(Object.keys(SHAPES))('is left alone while DigitalOcean does not answer: %s', (shape) => {
    const failing = withConditions(
      madeUnder(shape, 'orders', ['Observe', 'Create', 'Update'], 'orders'),
      condition('Ready', 'True'),
      condition('Synced', 'False', 'observe failed: 503 Service Unavailable'),
    );
    const { composed } = called(OWNED('orders'), { 'user-orders': failing });
    expect([at(failing.resource, ...EXTERNAL_NAME), `${CLUSTER_ID},orders`]).toContain(
      at(composed['user-orders']?.resource, ...EXTERNAL_NAME),
    );
  });

  // An existing user that somebody else made stays theirs, whatever its name looks like.
  test.each(Object.keys(SHAPES))('is nobody’s without the mark of its creation: %s', (shape) => {
    const found = withValue(
      madeUnder(shape, 'orders', ['Observe', 'Create', 'Update']),
      [...ANNOTATIONS, 'crossplane.io/external-create-pending'],
      undefined,
    );
    const { composed, conditions } = called(OWNED('orders'), { 'user-orders': found });
    expect(conditions.SpecAccepted?.reason).toBe('AlreadyExists');
    expect(at(composed['user-orders']?.resource, 'spec', 'managementPolicies')).toEqual(['Observe']);
    expect(Object.keys(composed).filter((it) => it.startsWith('secret-'))).toEqual([]);
  });
});

/** Worlds in which everything that a spec asks for is there. */
const arbWorld = fc
  .constantFrom<Engine>(...ENGINES)
  .chain((engine) =>
    arbSpec(engine).map((spec) => ({ engine, spec, observed: settled(engine, binding(spec), POLICY) })),
  );

const isManaged = ({ resource }: ObservedState): boolean => at(resource, 'spec', 'forProvider') !== undefined;

const changed = (
  observed: Readonly<Record<string, ObservedState>>,
  change: (state: ObservedState, key: string) => ObservedState,
): Readonly<Record<string, ObservedState>> =>
  Object.fromEntries(
    Object.entries(observed).map(([key, state]) => [key, isManaged(state) ? change(state, key) : state]),
  );

describe('everything else under an external name of another provider', () => {
  const arbName = fc.constantFrom(
    'odd',
    `${CLUSTER_ID}:odd`,
    `${CLUSTER_ID}/odd/name`,
    OWN_ID,
    'ö/ü,ä',
    `${CLUSTER_ID}`,
  );

  test('keeps it, and its home and policies', () => {
    holds(
      fc.property(arbWorld, arbName, ({ spec, observed }, name) => {
        const others = changed(observed, (state, key) =>
          key === 'cluster' || key.startsWith('user-') ? state : withValue(state, EXTERNAL_NAME, name),
        );
        const [before, after] = [observed, others].map((it) =>
          run({ composite: binding(spec), policy: POLICY, observed: it }),
        );
        for (const [key, { resource }] of Object.entries(before?.composed ?? {})) {
          if (!isManaged({ resource }) || key === 'cluster' || key.startsWith('user-')) continue;
          const now = after?.composed[key]?.resource;
          expect(at(now, 'spec')).toEqual(resource.spec);
          expect([undefined, name]).toContain(at(now, ...EXTERNAL_NAME));
        }
        expect(Object.keys(after?.composed ?? {})).toEqual(Object.keys(before?.composed ?? {}));
      }),
      60,
    );
  });
});

describe('fields of another provider', () => {
  const FIELDS: JsonObject = {
    storageAutoscale: [{ enabled: true, thresholdPercent: 80 }],
    roles: ['readWrite'],
    maybe: null,
    later: { nested: [1, 'x'] },
  };

  const withFields = (state: ObservedState, where: readonly string[]): ObservedState =>
    withValue(state, where, { ...FIELDS, ...asObject(at(state.resource, ...where)) });

  const PLACES = [['status', 'atProvider'], ['spec', 'forProvider'], ['spec'], ['spec', 'initProvider']] as const;

  // They belong to somebody else: what is not sent stays as it is.
  test('change nothing of what is sent, wherever they are', () => {
    holds(
      fc.property(arbWorld, fc.constantFrom(...PLACES), ({ spec, observed }, where) => {
        const others = changed(observed, (state) => withFields(state, where));
        const [before, after] = [observed, others].map((it) =>
          run({ composite: binding(spec), policy: POLICY, observed: it }),
        );
        expect(after?.composed).toEqual(before?.composed);
        expect(after?.conditions).toEqual(before?.conditions);
      }),
      60,
    );
  });

  test('in the settings of a user stay, since the list is replaced as a whole', () => {
    const roles = { mongoUserSettings: [{ role: 'readWrite', databases: ['orders'] }] };
    const user = userSettled('kafka', 'orders', PASSWORDS.user, {
      settings: [{ acl: [{ topic: 'a', permission: 'consume' }], ...roles }],
    });
    const spec = {
      cluster: { engine: 'kafka' },
      users: [{ name: 'orders', acl: [{ topic: 'a', permission: 'consume' }] }],
    };
    const { composed } = run({
      composite: binding(spec),
      policy: POLICY,
      observed: { cluster: clusterReady('kafka'), 'user-orders': user },
    });
    expect(at(composed['user-orders']?.resource, 'spec', 'forProvider', 'settings')).toEqual([
      { ...roles, acl: [{ topic: 'a', permission: 'consume' }] },
    ]);
  });

  test('in the settings of a topic stay, since the list is replaced as a whole', () => {
    const spec = {
      cluster: { engine: 'kafka' },
      topics: [{ name: 'a', partitions: 3, configuration: { retentionMs: 1000 } }],
    };
    const observed = { cluster: clusterReady('kafka') };
    const desired = run({ composite: binding(spec), policy: POLICY, observed }).composed['topic-a']?.resource ?? {};
    const topic = withValue(
      provided('kafka', 'topic-a', desired),
      ['spec', 'forProvider', 'config'],
      [{ retentionMs: '1000', tieredStorage: true }],
    );
    const { composed } = run({ composite: binding(spec), policy: POLICY, observed: { ...observed, 'topic-a': topic } });
    expect(at(composed['topic-a']?.resource, 'spec', 'forProvider', 'config')).toEqual([
      { tieredStorage: true, retentionMs: '1000' },
    ]);
  });

  test('that grow the storage are taken for what runs', () => {
    const grown = withValue(clusterReady('pg'), ['status', 'atProvider', 'storageSizeMib'], '81920');
    const sent = withValue(grown, ['spec', 'forProvider', 'storageSizeMib'], '61440');
    const { composed } = run({
      composite: binding({ cluster: { engine: 'pg', storageSizeMib: 61440 } }),
      policy: POLICY,
      observed: { cluster: sent, 'database-orders': databaseReady('orders') },
    });
    // No less than there is: a disk does not shrink.
    expect([undefined, '81920']).toContain(at(composed.cluster?.resource, 'spec', 'forProvider', 'storageSizeMib'));
  });
});
