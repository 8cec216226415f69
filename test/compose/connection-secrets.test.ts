import { describe, expect, test } from '@jest/globals';
import { asObject, at, type JsonObject } from '../../src/lib/json.js';
import { decode } from '../rules/resources.js';
import { caseOf } from '../support/cases.js';
import { type ObservedState, run, type TestRequest, type TestResponse } from '../support/run.js';
import { condition, withValue } from '../support/stages.js';
import { binding, clusterReady, POLICY, userFree, userSettled } from '../support/states.js';

const SECRET = ['spec', 'writeConnectionSecretToRef', 'name'] as const;
const secretOf = ({ composed }: TestResponse, key: string) => at(composed[key]?.resource, ...SECRET);
const SHARED = 'orders-user-a-b-conn';

/** A resource whose connection details the provider writes to a Secret. */
const withSecret = (state: ObservedState, name: string): ObservedState =>
  withValue(state, ['spec', 'writeConnectionSecretToRef'], { name });

const NOT_ITS_OWN = condition(
  'Synced',
  'False',
  'cannot create or update connection secret: existing secret is not controlled by UID "0c1d"',
);

describe('two users with one connection Secret', () => {
  const given = caseOf('two-users-one-connection-secret');
  const app = (response: TestResponse, key: string): string =>
    decode(at(response.composed[key]?.resource, 'data', 'password'));
  const last = (key: string): string => decode(at(given.observed?.[key]?.resource, 'data', 'password'));

  test('the older one keeps it, and the other one gets its own', () => {
    const response = run(given);
    expect(secretOf(response, 'user-a_b')).toBe(SHARED);
    expect(secretOf(response, 'user-a-b')).toMatch(/^orders-user-a-b-[0-9a-f]{8}-conn$/);
  });

  test('nobody gets the password of the other one', () => {
    const response = run(given);
    expect([app(response, 'secret-a_b:s1'), app(response, 'secret-a-b:s2')]).toEqual([
      last('secret-a_b:s1'),
      last('secret-a-b:s2'),
    ]);
  });

  test.each([
    [
      'the provider says whose it is not',
      (user: ObservedState) => withValue(user, ['status', 'conditions'], [NOT_ITS_OWN]),
    ],
    [
      'nothing tells whose it is',
      (user: ObservedState) =>
        withValue(user, ['metadata', 'annotations', 'crossplane.io/external-create-pending'], '2026-11-22T11:05:00Z'),
    ],
  ])('also where %s', (_reason, changed) => {
    const { observed = {} } = given;
    const older = observed['user-a_b'];
    if (!older) throw new Error('the case has no such user');
    const response = run({ ...given, observed: { ...observed, 'user-a_b': changed(older) } });
    expect(secretOf(response, 'user-a_b')).not.toBe(secretOf(response, 'user-a-b'));
    expect(app(response, 'secret-a_b:s1')).toBe(last('secret-a_b:s1'));
  });

  test('a further call changes nothing more', () => {
    const moved = String(secretOf(run(given), 'user-a-b'));
    const { observed = {} } = given;
    const user = observed['user-a-b'];
    const cannot = user && withSecret(withValue(user, ['status', 'conditions'], [NOT_ITS_OWN]), moved);
    expect(
      secretOf(run({ ...given, observed: { ...observed, ...(cannot && { 'user-a-b': cannot }) } }), 'user-a-b'),
    ).toBe(moved);
  });
});

describe('a resource that exists', () => {
  test('keeps the Secret it has, whatever it would be called today', () => {
    const observed = { cluster: withSecret(clusterReady('pg'), 'orders-x7k2p-cluster-conn') };
    const response = run({ composite: binding({ cluster: { engine: 'pg' } }), policy: POLICY, observed });
    expect(secretOf(response, 'cluster')).toBe('orders-x7k2p-cluster-conn');
    expect(Object.keys(response.requirements)).not.toContainEqual(expect.stringMatching(/^connection-secret-/));
  });

  test('keeps the name that a new one would get', () => {
    const users = [{ name: 'a_b' }, { name: 'a-b' }];
    const observed = {
      cluster: clusterReady('pg'),
      'user-a_b': withSecret(userSettled('pg', 'a_b'), SHARED),
      'user-a-b': userSettled('pg', 'a-b'),
    };
    const spec = { cluster: { engine: 'pg' }, users: [{ ...users[0], secret: { name: 's1' } }, users[1] ?? {}] };
    const response = run({ composite: binding(spec), policy: POLICY, observed });
    expect(secretOf(response, 'user-a_b')).toBe(SHARED);
    expect(secretOf(response, 'user-a-b')).toMatch(/^orders-user-a-b-[0-9a-f]{8}-conn$/);
  });
});

describe('a new resource', () => {
  const composite = binding({ cluster: { engine: 'pg' } });
  const held = (...ownerReferences: readonly JsonObject[]): TestRequest => ({
    composite,
    policy: POLICY,
    required: {
      'connection-secret-orders-cluster-conn': [
        {
          apiVersion: 'v1',
          kind: 'Secret',
          metadata: { name: 'orders-cluster-conn', namespace: 'shop', ownerReferences },
        },
      ],
    },
  });

  test('has Crossplane look up whether its Secret is there already', () => {
    const { requirements } = run({ composite, policy: POLICY });
    expect(asObject(requirements['connection-secret-orders-cluster-conn'])).toMatchObject({
      apiVersion: 'v1',
      kind: 'Secret',
      matchName: 'orders-cluster-conn',
      namespace: 'shop',
    });
  });

  test.each<{ name: string; reason: string; request: TestRequest; want: unknown }>([
    { name: 'Free', reason: 'the usual name', request: { composite, policy: POLICY }, want: 'orders-cluster-conn' },
    {
      name: 'AnApplications',
      reason: 'the provider would refuse to write it',
      request: held({ uid: 'somebody', controller: true }),
      want: expect.stringMatching(/^orders-cluster-[0-9a-f]{8}-conn$/),
    },
    {
      name: 'Uncontrolled',
      reason: 'the provider would take it over',
      request: held(),
      want: expect.stringMatching(/^orders-cluster-[0-9a-f]{8}-conn$/),
    },
  ])('$name: $reason', ({ request, want }) => {
    const response = run(request);
    expect(secretOf(response, 'cluster')).toEqual(want);
    // Whatever the answer is, the same is asked again.
    expect(Object.keys(response.requirements)).toContain('connection-secret-orders-cluster-conn');
  });

  test('asks nothing for what has no connection details yet', () => {
    const observed = {
      cluster: withSecret(clusterReady('pg'), 'orders-cluster-conn'),
      'user-orders': userFree('orders'),
    };
    const { requirements } = run({ composite, policy: POLICY, observed });
    expect(Object.keys(requirements)).not.toContain('connection-secret-orders-user-orders-conn');
  });
});
