import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isOfSql } from '../../../simulation/provider-sql/provider-sql.js';
import { asList, at, type Json, type JsonObject } from '../../../src/lib/json.js';
import { provided, settled } from '../../rules/scenario.js';
import { holds } from '../../support/property.js';
import { type ObservedState, run, type TestResponse } from '../../support/run.js';
import { sqlFailing } from '../../support/sql-provider.js';
import { withValue } from '../../support/stages.js';
import {
  binding,
  CLUSTER_ID,
  clusterReady,
  clusterReplaced,
  databaseReady,
  NEW_CLUSTER_ID,
  NOTE,
  PASSWORDS,
  POLICY,
  userFree,
  userSettled,
} from '../../support/states.js';

type Observed = Readonly<Record<string, ObservedState>>;
const SQL: JsonObject = { ...POLICY, sql: { provider: 'ProviderSql' } };

const OWNER_ONLY = binding({ cluster: { engine: 'pg' } });
const ALL_LEVELS = binding({
  cluster: { engine: 'pg' },
  databases: [{ name: 'orders', schemas: [{ name: 'audit' }], extensions: ['pgcrypto'] }, { name: 'archive' }],
  users: [{ name: 'orders' }, { name: 'reports', access: 'ReadOnly', databases: ['orders'] }, { name: 'worker' }],
});

/** The answers from nothing on, each to what the one before left, until nothing is new. */
function walk(composite: JsonObject, policy: JsonObject): readonly TestResponse[] {
  const answers: TestResponse[] = [];
  let observed: Observed = {};
  for (let round = 0; round < 16; round++) {
    const answer = run({ composite, policy, observed });
    answers.push(answer);
    observed = {
      ...observed,
      ...Object.fromEntries(
        Object.entries(answer.composed).map(([key, { resource }]) => [key, stateOf(key, resource, observed)]),
      ),
    };
  }
  return answers;
}

function stateOf(key: string, resource: JsonObject, observed: Observed): ObservedState {
  if (key === 'cluster') return clusterReady('pg');
  if (key.startsWith('user-') && !observed[key]) return userFree(key.slice('user-'.length));
  return provided('pg', key, resource);
}

const keysIn = ({ composed }: TestResponse): readonly string[] =>
  Object.keys(composed).filter((key) => key.startsWith('sql-'));
const parameters = (answer: TestResponse, key: string): Json | undefined =>
  at(answer.composed[key]?.resource, 'spec', 'forProvider');

describe('the rights of users', () => {
  test('the only user owns what it creates, through a role', () => {
    const answers = walk(OWNER_ONLY, SQL);
    const last = answers.at(-1) as TestResponse;
    const levels = /^sql-(?:role|grant|default)-(?:read|write):/;
    expect(
      keysIn(last)
        .filter((key) => !levels.test(key))
        .sort(),
    ).toEqual([
      'sql-config-.administrator',
      'sql-config-orders',
      'sql-grant-administrator',
      'sql-grant-member:orders:owner',
      'sql-grant-owner:orders',
      'sql-grant-owner:orders:public',
      'sql-role-owner',
      'sql-role-session:orders',
      'sql-secret-.administrator',
      'sql-secret-orders',
    ]);
    expect(parameters(last, 'sql-grant-member:orders:owner')).toEqual({ memberOf: 'orders-owner', role: 'orders' });
    expect(last.conditions.UsersReady).toMatchObject({ status: 'TRUE', reason: 'Available' });
    expect(last.conditions.ConnectionReady).toMatchObject({ status: 'TRUE' });
  });

  test("a user's Secret waits for its rights, and the condition says so", () => {
    const answers = walk(OWNER_ONLY, SQL);
    const first = answers.find(({ composed }) => composed['secret-orders']) as TestResponse;
    const before = answers[answers.indexOf(first) - 1] as TestResponse;
    expect(before.conditions.UsersReady).toMatchObject({ status: 'FALSE', reason: 'WaitingForRights' });
    expect(first.composed['sql-role-session:orders']?.ready).toBe(true);
  });

  test('a Secret that exists does not wait: rights are added to a binding from before', () => {
    const observed = settled('pg', OWNER_ONLY, POLICY);
    const answer = run({ composite: OWNER_ONLY, policy: SQL, observed });
    expect(answer.composed['secret-orders']).toBeDefined();
    expect(answer.composed['sql-secret-.administrator']).toBeDefined();
    expect(answer.conditions.UsersReady).toMatchObject({ status: 'FALSE', reason: 'WaitingForRights' });
    expect(answer.conditions.ConnectionReady).toMatchObject({ status: 'TRUE' });
  });

  test('roles do not have the name of a user, and keep theirs once they exist', () => {
    const users = [{ name: 'orders' }, { name: 'orders-read', access: 'ReadOnly' }];
    const named = binding({ cluster: { engine: 'pg' }, users });
    const answers = walk(named, SQL);
    const last = answers.at(-1) as TestResponse;
    expect(parameters(last, 'sql-grant-member:orders-read:read:orders:public')).toEqual({
      memberOf: 'orders:read',
      role: 'orders-read',
    });
    const roleOf = ({ composed }: TestResponse) =>
      at(composed['sql-role-read:orders:public']?.resource, 'metadata', 'annotations', 'crossplane.io/external-name');
    expect(roleOf(last)).toBe('orders:read');
    const observed = settled('pg', named, SQL);
    const left = run({ composite: OWNER_ONLY, policy: SQL, observed });
    expect(roleOf(left)).toBe('orders:read');
  });

  test('levels have a role for each database and schema, and members alone', () => {
    const last = walk(ALL_LEVELS, SQL).at(-1) as TestResponse;
    const members = keysIn(last).filter((key) => key.startsWith('sql-grant-member:'));
    expect(members.map((key) => parameters(last, key))).toEqual(
      expect.arrayContaining([
        { memberOf: 'orders-owner', role: 'orders' },
        { memberOf: 'orders-read', role: 'reports' },
        { memberOf: 'orders.audit-read', role: 'reports' },
        { memberOf: 'orders-write', role: 'worker' },
        { memberOf: 'orders.audit-write', role: 'worker' },
        { memberOf: 'archive-write', role: 'worker' },
      ]),
    );
    expect(members).toHaveLength(6);
    expect(last.conditions.UsersReady).toMatchObject({ status: 'TRUE', reason: 'Available' });
  });

  test('tables can be read by those who come later: the owner may create none before that is settled', () => {
    const answers = walk(OWNER_ONLY, SQL);
    const defaults = ['read', 'write'].flatMap((ending) =>
      ['table', 'sequence'].map((type) => `sql-default-${ending}:orders:public:${type}`),
    );
    const first = answers.findIndex(({ composed }) => composed['sql-grant-owner:orders:public']);
    const before = keysIn(answers[first - 1] as TestResponse);
    expect(before.filter((key) => key.startsWith('sql-default-')).sort()).toEqual(defaults.sort());
  });

  test('one right per role and place, and one default per role and kind: the provider tells no more apart', () => {
    const last = walk(ALL_LEVELS, SQL).at(-1) as TestResponse;
    const places = Object.values(last.composed)
      .filter(({ resource }) => isOfSql(resource) && ['Grant', 'DefaultPrivileges'].includes(String(resource.kind)))
      .map(({ resource }) => {
        const { role, database, schema, memberOf, objectType } = at(resource, 'spec', 'forProvider') as JsonObject;
        return JSON.stringify(
          resource.kind === 'Grant' ? [role, database, schema, memberOf] : [role, database, objectType],
        );
      });
    expect(new Set(places).size).toBe(places.length);
  });

  test('nothing may delete anything at the server', () => {
    const last = walk(ALL_LEVELS, SQL).at(-1) as TestResponse;
    const policies = Object.values(last.composed)
      .filter(({ resource }) => isOfSql(resource) && resource.kind !== 'ProviderConfig')
      .map(({ resource }) => asList(at(resource, 'spec', 'managementPolicies')));
    expect(policies.length).toBeGreaterThan(20);
    expect(policies.filter((list) => list.length === 0 || list.includes('Delete') || list.includes('*'))).toEqual([]);
  });

  test("the administrator's password is where the provider reads it, and in no message", () => {
    const last = walk(OWNER_ONLY, SQL).at(-1) as TestResponse;
    const data = at(last.composed['sql-secret-.administrator']?.resource, 'data') as Record<string, string>;
    const decoded = Object.entries(data).map(([key, text]) => [key, Buffer.from(text, 'base64').toString()]);
    expect(Object.fromEntries(decoded)).toEqual({
      endpoint: 'public-host',
      port: '25060',
      username: 'doadmin',
      password: PASSWORDS.cluster,
    });
  });

  test.each([
    ['no Secret of the user yet', { cluster: clusterReady('pg'), 'database-orders': databaseReady('orders') }],
    ['no database yet', { cluster: clusterReady('pg'), 'user-orders': userSettled('pg', 'orders') }],
  ] as const)('nothing is granted with %s: a failure would be tried again after many minutes', (_, observed) => {
    const { composed } = run({ composite: OWNER_ONLY, policy: SQL, observed });
    expect(Object.keys(composed).filter((key) => key.startsWith('sql-grant-member'))).toEqual([]);
    expect(composed['secret-orders']).toBeUndefined();
  });
});

describe('a change of access', () => {
  const withAccess = (access: string) =>
    binding({ cluster: { engine: 'pg' }, users: [{ name: 'orders' }, { name: 'worker', access }] });
  const BEFORE = withAccess('ReadWrite');
  const AFTER = withAccess('ReadOnly');
  const OLD = 'sql-grant-member:worker:write:orders:public';
  const NEW = 'sql-grant-member:worker:read:orders:public';

  /** What becomes of the old right in an answer. */
  const stepOf = ({ composed }: TestResponse): string => {
    const policies = asList(at(composed[OLD]?.resource, 'spec', 'managementPolicies'));
    return composed[OLD] === undefined ? 'gone' : policies.includes('Delete') ? 'may be deleted' : 'kept';
  };

  test('gives the new right before it takes the old one, and takes that in two steps', () => {
    let observed: Observed = settled('pg', BEFORE, SQL);
    expect(observed[OLD]).toBeDefined();
    const seen: (readonly [step: string, isNewThere: boolean])[] = [];
    while (seen.length < 8 && seen.at(-1)?.[0] !== 'gone') {
      const answer = run({ composite: AFTER, policy: SQL, observed });
      seen.push([stepOf(answer), observed[NEW] !== undefined]);
      const made = Object.entries(answer.composed).filter(([key]) => key.startsWith('sql-'));
      const states = made.map(([key, { resource }]) => [key, provided('pg', key, resource)] as const);
      observed = { ...observed, ...Object.fromEntries(states) };
    }
    expect(seen.filter(([step]) => step !== 'kept')).toEqual([
      ['may be deleted', true],
      ['gone', true],
    ]);
  });

  test('the rights of a user who leaves the list go with the user', () => {
    const observed = settled('pg', BEFORE, SQL);
    const { composed } = run({ composite: OWNER_ONLY, policy: SQL, observed });
    expect(composed[OLD]).toBeUndefined();
  });

  test('a policy without sql takes nothing away', () => {
    const observed = settled('pg', BEFORE, SQL);
    const { composed } = run({ composite: BEFORE, policy: POLICY, observed });
    const deleting = Object.values(composed).filter(
      ({ resource }) => isOfSql(resource) && asList(at(resource, 'spec', 'managementPolicies')).includes('Delete'),
    );
    expect(deleting).toEqual([]);
  });
});

describe('a user that is an owner no more', () => {
  const spec = (access: string) =>
    binding({ cluster: { engine: 'pg' }, users: [{ name: 'orders' }, { name: 'worker', access }] });
  const SESSION = 'sql-role-session:worker';

  test('begins its sessions as itself before what it logs in with to say so goes', () => {
    let observed: Observed = settled('pg', spec('Owner'), SQL);
    const seen: Json[] = [];
    for (let round = 0; round < 8; round++) {
      const { composed } = run({ composite: spec('ReadOnly'), policy: SQL, observed });
      const session = composed[SESSION]?.resource;
      seen.push([
        at(session, 'spec', 'forProvider', 'configurationParameters') ?? null,
        at(session, 'spec', 'managementPolicies') ?? null,
        composed['sql-secret-worker'] !== undefined,
      ]);
      const states = Object.entries(composed).map(
        ([key, { resource }]) => [key, provided('pg', key, resource)] as const,
      );
      observed = Object.fromEntries(
        states.map(([key, state]) => [key, isOfSql(state.resource) ? state : (observed[key] ?? state)]),
      );
    }
    const steps = seen.filter((step, i) => JSON.stringify(step) !== JSON.stringify(seen[i - 1]));
    const role = [{ name: 'role', value: 'orders-owner' }];
    expect(steps).toEqual([
      [role, ['Observe'], true],
      [[], ['Observe', 'Update'], true],
      [null, null, false],
    ]);
  });
});

describe('a user from before', () => {
  const withUsers = (users: Json) => binding({ cluster: { engine: 'pg' }, users });
  /** What a binding becomes that had none of this, once nothing is new. */
  function upgraded(before: JsonObject, after: JsonObject): TestResponse {
    let observed: Observed = settled('pg', before, POLICY);
    for (let round = 0; round < 9; round++) {
      const { composed } = run({ composite: after, policy: SQL, observed });
      const made = Object.entries(composed).filter(([key]) => key.startsWith('sql-'));
      const states = made.map(([key, { resource }]) => [key, provided('pg', key, resource)] as const);
      observed = { ...observed, ...Object.fromEntries(states) };
    }
    return run({ composite: after, policy: SQL, observed });
  }
  const isMember = ({ composed }: TestResponse): boolean => composed['sql-grant-member:orders:owner'] !== undefined;
  const actsAsRole = ({ composed }: TestResponse): boolean => composed['sql-role-session:orders'] !== undefined;

  test('may own tables, which the role could not reach: it becomes a member alone', () => {
    const answer = upgraded(OWNER_ONLY, OWNER_ONLY);
    expect([isMember(answer), actsAsRole(answer)]).toEqual([true, false]);
    expect(answer.conditions.UsersReady).toMatchObject({ status: 'TRUE', reason: 'Available' });
  });

  test('acts as the role once the spec says that it is an owner', () => {
    const answer = upgraded(OWNER_ONLY, withUsers([{ name: 'orders', access: 'Owner' }]));
    expect([isMember(answer), actsAsRole(answer)]).toEqual([true, true]);
  });

  test('keeps what others are to read, and what to run is told', () => {
    const both = withUsers([{ name: 'orders' }, { name: 'worker' }]);
    const { conditions } = upgraded(both, both);
    expect(conditions.UsersReady).toMatchObject({ status: 'TRUE', reason: 'RightsNotGiven' });
    expect(conditions.UsersReady?.message).toContain('REASSIGN OWNED BY "orders" TO "orders-owner"');
  });

  test.each([
    { reason: 'the first user is removed', walk: [['orders']] },
    { reason: 'the users change places, and back', walk: [['orders', 'first'], ['first', 'orders'], ['orders']] },
  ])('that becomes the owner since $reason may own tables all the same', ({ walk }) => {
    const steps = [['first', 'orders'], ...walk].map((names) => withUsers(names.map((name) => ({ name }))));
    let observed: Observed = settled('pg', withUsers([{ name: 'first' }, { name: 'orders' }]), POLICY);
    for (const composite of steps)
      for (let round = 0; round < 9; round++) {
        const { composed } = run({ composite, policy: SQL, observed });
        const states = Object.entries(composed).map(
          ([key, { resource }]) => [key, observed[key] ?? stateOf(key, resource, observed)] as const,
        );
        observed = Object.fromEntries(states);
      }
    const answer = run({ composite: steps.at(-1) as JsonObject, policy: SQL, observed });
    expect([isMember(answer), actsAsRole(answer)]).toEqual([true, false]);
  });
});

describe('isolation', () => {
  const ISOLATED: JsonObject = { ...POLICY, sql: { provider: 'ProviderSql', isolate: true } };
  const GRANT = 'sql-grant-owner:orders';
  const isClosed = (answer: TestResponse): boolean | undefined =>
    answer.composed[GRANT] && at(parameters(answer, GRANT), 'revokePublicOnDb') === true;

  test('is there from the start in a new binding', () => {
    const first = walk(OWNER_ONLY, ISOLATED).find(({ composed }) => composed[GRANT]);
    expect(first && isClosed(first)).toBe(true);
  });

  test('waits in one that is in use until everybody has rights by which to connect', () => {
    const observed = settled('pg', OWNER_ONLY, SQL);
    const { 'sql-grant-member:orders:owner': _, ...without } = observed;
    expect(isClosed(run({ composite: OWNER_ONLY, policy: ISOLATED, observed: without }))).toBe(false);
    expect(isClosed(run({ composite: OWNER_ONLY, policy: ISOLATED, observed }))).toBe(true);
  });

  test('needs a privilege more, or the provider would not look', () => {
    const observed = settled('pg', OWNER_ONLY, SQL);
    const privileges = (policy: JsonObject) =>
      asList(at(parameters(run({ composite: OWNER_ONLY, policy, observed }), GRANT), 'privileges')).length;
    expect(privileges(ISOLATED)).toBeGreaterThan(privileges(SQL));
  });

  test('stays when the policy does not ask for it any more: nothing could open the database again', () => {
    const observed = settled('pg', OWNER_ONLY, ISOLATED);
    expect(isClosed(run({ composite: OWNER_ONLY, policy: SQL, observed }))).toBe(true);
  });
});

describe('a cluster in the place of a lost one', () => {
  const ANNOTATION = 'databasebinding.fn.crossplane.io/cluster';
  const note = (id: string): ObservedState => withValue(clusterReplaced('pg'), ['metadata', 'annotations', NOTE], id);

  test.each([
    { reason: 'nothing was lost', cluster: clusterReady('pg'), want: CLUSTER_ID },
    { reason: 'nobody has said to go on with the empty one', cluster: note(CLUSTER_ID), want: CLUSTER_ID },
    { reason: 'the binding has gone on with it', cluster: note(NEW_CLUSTER_ID), want: NEW_CLUSTER_ID },
  ])('makes the provider look at once, if $reason: by an annotation', ({ cluster, want }) => {
    const { composed } = run({
      composite: OWNER_ONLY,
      policy: SQL,
      observed: { ...settled('pg', OWNER_ONLY, SQL), cluster },
    });
    const objects = Object.values(composed).filter(
      ({ resource }) => isOfSql(resource) && resource.kind !== 'ProviderConfig',
    );
    expect(objects.length).toBeGreaterThan(10);
    for (const { resource } of objects) expect(at(resource, 'metadata', 'annotations', ANNOTATION)).toBe(want);
  });
});

describe('what is told', () => {
  test('without sql in the policy: that the user cannot create tables, and what a person can run', () => {
    const { conditions, compositeReady } = run({
      composite: OWNER_ONLY,
      policy: POLICY,
      observed: settled('pg', OWNER_ONLY, POLICY),
    });
    expect(conditions.UsersReady).toMatchObject({ status: 'TRUE', reason: 'RightsNotGiven' });
    expect(conditions.UsersReady?.message).toMatch(/GRANT ALL ON SCHEMA public TO "orders"/);
    expect(compositeReady).not.toBe('READY_FALSE');
  });

  test("a refused extension by the provider's own message, while Secrets are written", () => {
    const composite = binding({
      cluster: { engine: 'pg' },
      databases: [{ name: 'orders', extensions: ['dblink'] }],
    });
    const observed = settled('pg', composite, SQL);
    const key = 'sql-extension-orders:dblink';
    const { resource } = observed[key] as ObservedState;
    const message =
      'create failed: cannot create extension: pq: permission denied to create extension "dblink" (42501)';
    const failing = { ...observed, [key]: sqlFailing(resource, message) };
    const unwritten = Object.entries(failing).filter(([name]) => name !== 'secret-orders');
    const { conditions, composed } = run({ composite, policy: SQL, observed: Object.fromEntries(unwritten) });
    expect(conditions.UsersReady).toMatchObject({ status: 'FALSE', reason: 'ProviderError' });
    expect(conditions.UsersReady?.message).toMatch(/extension "dblink" in database "orders": .*permission denied/);
    expect(composed['secret-orders']).toBeDefined();
  });
});

describe('whatever is observed', () => {
  const states = settled('pg', ALL_LEVELS, SQL);
  const keys = Object.keys(states);

  /** What has to be there before an object is composed for the first time. */
  const NEEDS: Readonly<Record<string, readonly string[]>> = {
    'sql-role-owner': ['sql-config-.administrator'],
    'sql-grant-owner:orders:public': ['sql-role-owner', 'database-orders'],
    'sql-grant-member:orders:owner': ['sql-role-owner', 'user-orders', 'sql-grant-owner:orders:public'],
    'sql-default-read:orders:public:table': [
      'sql-role-read:orders:public',
      'sql-grant-administrator',
      'sql-role-owner',
    ],
    'sql-role-session:orders': ['sql-grant-member:orders:owner', 'sql-config-orders'],
  };

  test('no object is composed before all that it needs is ready, and none that exists is left out', () =>
    holds(
      fc.property(fc.subarray(keys), (there) => {
        const observed = Object.fromEntries(there.map((key) => [key, states[key] as ObservedState]));
        const { composed, fatal } = run({ composite: ALL_LEVELS, policy: SQL, observed });
        expect(fatal).toBeUndefined();
        expect(there.filter((key) => key.startsWith('sql-') && composed[key] === undefined)).toEqual([]);
        const early = Object.entries(NEEDS).filter(
          ([key, needed]) =>
            composed[key] !== undefined && !there.includes(key) && needed.some((name) => !there.includes(name)),
        );
        expect(early).toEqual([]);
      }),
      200,
    ));
});
