import { describe, expect, test } from '@jest/globals';
import type { Json, JsonObject } from '../../../src/lib/json.js';
import { run, type TestResponse } from '../../support/run.js';
import { condition, type Observed, withConditions, withDetails } from '../../support/stages.js';
import { binding, clusterReady, databaseReady, PASSWORDS, POLICY, userSettled } from '../../support/states.js';

// A Secret that applications had and that somebody deleted: the status still names it.

const FAILING = withConditions(databaseReady('orders'), condition('Synced', 'False', 'observe failed: 503'));
const USERS: Observed = Object.fromEntries(['orders', 'web'].map((name) => [`user-${name}`, userSettled('pg', name)]));
const SEEN: Observed = { cluster: clusterReady('pg'), 'database-orders': FAILING, ...USERS };
const PG: JsonObject = { cluster: { engine: 'pg' } };

/** A composite whose status names Secrets. */
const named = (users: readonly Json[], spec: JsonObject = PG): JsonObject => ({
  ...binding(spec),
  status: { users },
});
const asked = (composite: JsonObject, observed: Observed = SEEN, policy: JsonObject = POLICY): TestResponse =>
  run({ composite, observed, policy });
const secretsIn = ({ composed }: TestResponse): readonly (readonly [string, Json | undefined])[] =>
  Object.entries(composed).flatMap(([key, { resource }]) =>
    resource.kind === 'Secret' ? [[key, Object(resource.metadata).name]] : [],
  );

interface Case {
  readonly name: string;
  readonly reason: string;
  readonly composite: JsonObject;
  readonly observed?: Observed;
  /** Resource keys and names of the Secrets that are written. */
  readonly want: readonly (readonly [string, string])[];
}

const WITHOUT_PASSWORD = { ...SEEN, 'user-orders': withDetails(userSettled('pg', 'orders'), {}) };
const TWO: JsonObject = { ...PG, users: [{ name: 'web' }, { name: 'orders' }] };
const EXTRA: JsonObject = { ...PG, connection: { extraSecrets: [{ format: 'Operator' }] } };
const HAD = { name: 'orders', secret: 'orders-credentials' };
const OTHERS: JsonObject = { ...PG, connection: { secret: { name: 'db' } } };

const CASES: readonly Case[] = [
  {
    name: 'Deleted',
    reason: 'applications had it: they need it back, whatever a database does',
    composite: named([HAD]),
    want: [['secret-orders', 'orders-credentials']],
  },
  { name: 'New', reason: 'nobody waits for it but new Pods', composite: binding(PG), want: [] },
  {
    name: 'AnotherUsers',
    reason: 'what one user had says nothing of another',
    composite: named([{ ...HAD, name: 'web' }]),
    want: [],
  },
  {
    name: 'AnotherName',
    reason: 'a new name is a new Secret',
    composite: named([HAD], OTHERS),
    want: [],
  },
  {
    name: 'Incomplete',
    reason: 'complete, or absent',
    composite: named([HAD]),
    observed: WITHOUT_PASSWORD,
    want: [],
  },
  {
    name: 'Extra',
    reason: 'one of two is new',
    composite: named([{ ...HAD, extraSecrets: ['orders-credentials-operator'] }], EXTRA),
    want: [
      ['secret-orders', 'orders-credentials'],
      ['secret-orders:orders-credentials-operator', 'orders-credentials-operator'],
    ],
  },
  {
    name: 'NewExtra',
    reason: 'the one that was there, not the one that was not',
    composite: named([HAD], EXTRA),
    want: [['secret-orders', 'orders-credentials']],
  },
  {
    name: 'Reordered',
    reason: 'it comes back under the name that applications mount',
    composite: named([HAD, { name: 'web', secret: 'orders-web-credentials' }], TWO),
    want: [
      ['secret-orders', 'orders-credentials'],
      ['secret-web', 'orders-web-credentials'],
    ],
  },
  {
    name: 'Damaged',
    reason: 'anybody may write anything into a status',
    composite: named([
      null,
      { name: 1, secret: 'x' },
      { name: 'orders', secret: 7, extraSecrets: 'orders-credentials' },
    ]),
    want: [],
  },
];

describe('a Secret that was deleted', () => {
  test.each(CASES)('$name: $reason', ({ composite, observed, want }) =>
    expect(secretsIn(asked(composite, observed)).toSorted()).toEqual(want),
  );

  test('stays named while nobody knows what to write, so that it is still known to be missed', () => {
    const { status } = asked(named([HAD]), WITHOUT_PASSWORD);
    expect(status.users).toEqual([{ ...HAD, ready: false }]);
    expect(status.binding).toBeUndefined();
    const back = asked(named([...(status.users as readonly Json[])]));
    expect(secretsIn(back)).toEqual([['secret-orders', 'orders-credentials']]);
    expect(back.composed['secret-orders']?.resource.data).toMatchObject({
      password: Buffer.from(PASSWORDS.user).toString('base64'),
    });
  });

  test('does not come back over one that somebody put in its place', () => {
    const stranger = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'orders-credentials', namespace: 'shop' } };
    const required = { 'existing-secret-orders-credentials': [stranger] };
    const response = run({ composite: named([HAD]), observed: SEEN, policy: POLICY, required });
    expect(secretsIn(response)).toEqual([]);
    // The status tells what is this binding's only.
    expect(response.status.users).toEqual([{ name: 'orders', ready: false }]);
  });
});
