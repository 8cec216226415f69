import { describe, expect, test } from '@jest/globals';
import { asString, at, type JsonObject } from '../../src/lib/json.js';
import { LAYOUT_ANNOTATIONS } from '../../src/observe/annotations.js';
import { settled } from '../rules/scenario.js';
import { type ObservedState, run, type TestResponse } from '../support/run.js';
import { type Observed, withDetails, withValue } from '../support/stages.js';
import {
  binding,
  clusterReplaced,
  databaseReady,
  NEW_CLUSTER_ID,
  PASSWORDS,
  POLICY,
  userAnswerLost,
  userFound,
  userLost,
  userObserved,
  userSettled,
  userStuck,
  userTakenOver,
} from '../support/states.js';

// Whose password comes into a Secret, and which cluster it opens.

const pg: JsonObject = { cluster: { engine: 'pg' } };
const ALL = settled('pg', binding(pg), POLICY);
const { 'secret-orders': written = { resource: {} }, ...UNWRITTEN } = ALL;
const respond = (observed: Observed, spec = pg, policy: JsonObject = POLICY): TestResponse =>
  run({ composite: binding(spec), policy, observed });

const entry = (resource: JsonObject | undefined, name: string): string | undefined => {
  const value = asString(at(resource, 'data', name));
  return value && Buffer.from(value, 'base64').toString();
};
const passwordIn = ({ composed }: TestResponse): string | undefined =>
  entry(composed['secret-orders']?.resource, 'password');
const OTHER = { 'attribute.password': PASSWORDS.other };

describe('a Secret that is not there yet', () => {
  test.each<{ name: string; reason: string; state: ObservedState; want: string | undefined }>([
    { name: 'Made', reason: 'made for this binding', state: userSettled('pg', 'orders'), want: PASSWORDS.user },
    { name: 'Created', reason: 'made for this binding', state: userStuck('pg', 'orders'), want: PASSWORDS.user },
    {
      name: 'AnswerLost',
      reason: 'refused, and found: it looks the same where somebody else was faster',
      state: userAnswerLost('pg', 'orders'),
      want: undefined,
    },
    { name: 'Found', reason: 'somebody else made it', state: withDetails(userFound('orders'), OTHER), want: undefined },
    { name: 'ReadBefore', reason: 'somebody else made it', state: userObserved('pg', 'orders'), want: undefined },
    { name: 'TakenOver', reason: 'somebody else made it', state: userTakenOver('pg', 'orders'), want: undefined },
  ])('is written only with the password of a user that was made for it: $name: $reason', ({ state, want }) =>
    expect(passwordIn(respond({ ...UNWRITTEN, 'user-orders': state }))).toBe(want),
  );

  test('is written of somebody else’s user where that was asked for', () => {
    const spec = { ...pg, users: [{ name: 'orders', mode: 'Observe' }] };
    expect(passwordIn(respond({ ...UNWRITTEN, 'user-orders': userObserved('pg', 'orders') }, spec))).toBe(
      PASSWORDS.user,
    );
  });
});

describe('a Secret that was written before', () => {
  test.each<[what: string, state: ObservedState]>([
    ['is found to be somebody else’s', withDetails(userFound('orders'), OTHER)],
    ['was taken over', userTakenOver('pg', 'orders')],
    ['is gone', userLost('pg', 'orders')],
  ])('stays as it is when its user %s', (_what, state) => {
    const response = respond({ ...ALL, 'user-orders': state });
    expect(response.composed['secret-orders']?.resource.data).toEqual(written.resource.data);
    expect(JSON.stringify(response.json)).not.toContain(Buffer.from(PASSWORDS.other).toString('base64'));
  });

  test('follows to the new password once its user was made again', () => {
    const again = userSettled('pg', 'orders', PASSWORDS.other);
    expect(passwordIn(respond({ ...ALL, 'user-orders': again }))).toBe(PASSWORDS.other);
  });
});

describe('the Secret of a cluster that was lost', () => {
  const CLUSTER_ID_PATH = ['spec', 'forProvider', 'clusterId'];
  const inNew = (state: ObservedState): ObservedState => withValue(state, CLUSTER_ID_PATH, NEW_CLUSTER_ID);
  const moved = withValue(clusterReplaced('pg'), ['status', 'atProvider', 'host'], 'new-host');
  const LOST: Observed = { ...ALL, cluster: moved };
  const FOLLOW = { ...POLICY, onLoss: 'Follow' };
  const markOf = ({ composed }: TestResponse): unknown =>
    at(composed['secret-orders']?.resource, 'metadata', 'annotations', LAYOUT_ANNOTATIONS.cluster);

  test.each(['Stop', 'Follow'])('stays as it is until something of the new one is known: %s', (onLoss) => {
    const response = respond(LOST, pg, { ...POLICY, onLoss });
    expect(response.composed['secret-orders']?.resource.data).toEqual(written.resource.data);
    expect(response.composed['secret-orders']?.ready).toBe(false);
    expect(response.compositeReady).toBe('READY_FALSE');
  });

  test('never names the new one where nothing is to follow, whatever is there', () => {
    const there = { ...LOST, 'user-orders': inNew(userSettled('pg', 'orders', PASSWORDS.other)) };
    const { composed } = respond({ ...there, 'database-orders': inNew(databaseReady('orders')) });
    expect(composed['secret-orders']?.resource.data).toEqual(written.resource.data);
  });

  test('is not written at all where nothing is to follow', () => {
    const { 'secret-orders': _, ...unwritten } = LOST;
    expect(respond(unwritten).composed['secret-orders']).toBeUndefined();
  });

  test('is written for the new one when user and database are there, and marked with it', () => {
    const there = {
      ...LOST,
      'user-orders': inNew(userSettled('pg', 'orders', PASSWORDS.other)),
      'database-orders': inNew(databaseReady('orders')),
    };
    const response = respond(there, pg, FOLLOW);
    expect([
      passwordIn(response),
      entry(response.composed['secret-orders']?.resource, 'host'),
      markOf(response),
    ]).toEqual([PASSWORDS.other, 'new-host', NEW_CLUSTER_ID]);
    expect(response.conditions.ClusterReady?.reason).toBe('ClusterLost');
    const followed = respond(
      { ...there, 'secret-orders': { resource: response.composed['secret-orders']?.resource ?? {} } },
      pg,
      FOLLOW,
    );
    // The mark stays, so that the next loss is told apart.
    expect(markOf(followed)).toBe(NEW_CLUSTER_ID);
    expect(passwordIn(followed)).toBe(PASSWORDS.other);
  });

  test('is not filled with what the old one’s knew', () => {
    const there = {
      ...LOST,
      'user-orders': withDetails(inNew(userSettled('pg', 'orders')), {}),
      'database-orders': inNew(databaseReady('orders')),
    };
    const response = respond(there, pg, FOLLOW);
    // The password opens nothing at the new address: the Secret stays what it was, whole, and is not ready.
    expect(response.composed['secret-orders']?.resource.data).toEqual(written.resource.data);
    expect(response.composed['secret-orders']?.ready).toBe(false);
  });
});
