import { describe, expect, test } from '@jest/globals';
import { composeUser, composeWatch, leaveUser } from '../../../src/compose/contents/compose-user.js';
import { asList, at, type Json, type JsonObject } from '../../../src/lib/json.js';
import { userStage } from '../../../src/observe/user-stage.js';
import { composingOf } from '../../support/composing.js';
import type { ObservedState } from '../../support/run.js';
import { condition, factsOf, observedResource, resolved, withConditions, withValue } from '../../support/stages.js';
import {
  CLUSTER_ID,
  CREATED_AT,
  clusterReady,
  clusterReplaced,
  NOTE,
  POLICY,
  userAnswerLost,
  userCreating,
  userFound,
  userFree,
  userLost,
  userObserved,
  userOfGuest,
  userSettled,
  userSought,
  userStuck,
  userTakenOver,
  userYoung,
} from '../../support/states.js';

type Mode = 'Manage' | 'Observe';

interface Given {
  readonly engine?: 'pg' | 'mongodb';
  readonly mode?: Mode;
  readonly deletionPolicy?: 'Delete' | 'Orphan';
  readonly open?: boolean;
  readonly cluster?: ObservedState | undefined;
  /** In a referenced cluster. */
  readonly guest?: boolean;
}

function bindingOf({ engine = 'pg', mode = 'Manage', deletionPolicy = 'Delete', guest = false }: Given) {
  const target = guest ? { clusterRef: { uuid: CLUSTER_ID } } : { cluster: { engine } };
  return resolved({
    spec: { ...target, users: [{ name: 'web', mode }], deletionPolicy },
    policy: { ...POLICY, references: { uuids: ['*'] } },
    ...(guest ? { running: engine } : {}),
  });
}

/** What is desired of the user `web` after it was observed in a state. */
function compose(state: ObservedState | undefined, given: Given = {}): JsonObject | undefined {
  const { engine = 'pg', open = true } = given;
  const cluster = 'cluster' in given ? given.cluster : clusterReady(engine);
  const binding = bindingOf(given);
  const [user] = binding.users;
  if (!user) throw new Error('cannot use the case: it has no user');
  const observed = state && observedResource(state);
  const stage = observed ? userStage(observed, undefined) : 'looking';
  const composing = composingOf(binding, factsOf(cluster ? { cluster } : {}), open);
  return composeUser(composing, user, observed, stage);
}

/** What a person asks of a user's manifest: what the provider may do, under which name, and whether it tells the password. */
const told = (user: JsonObject | undefined): Json => [
  asList(at(user, 'spec', 'managementPolicies')).join(' '),
  at(user, 'metadata', 'annotations', 'crossplane.io/external-name') ?? null,
  at(user, 'spec', 'writeConnectionSecretToRef') === undefined ? 'nothing read' : 'password read',
];

const IMPORT = `${CLUSTER_ID},web`;
const LOOK: Json = ['Observe', IMPORT, 'nothing read'];
const MAKE: Json = ['Observe Create Update', 'web', 'nothing read'];
const KEEP: Json = ['Observe', IMPORT, 'password read'];

const STATES = {
  sought: userSought('web'),
  free: userFree('web'),
  found: userFound('web'),
  observed: userObserved('pg', 'web'),
  takenOver: userTakenOver('pg', 'web'),
  young: userYoung('web'),
  creating: userCreating('web'),
  answerLost: userAnswerLost('pg', 'web'),
  stuck: userStuck('pg', 'web'),
  settled: userSettled('pg', 'web'),
  lost: userLost('pg', 'web'),
} as const satisfies Readonly<Record<string, ObservedState>>;

describe('a user that is to be made', () => {
  test.each<[state: keyof typeof STATES | undefined, want: Json, reason: string]>([
    [undefined, LOOK, 'is looked for first: under its bare name the provider would take over whoever has it'],
    ['sought', LOOK, 'nothing is known yet'],
    ['found', LOOK, 'is somebody else’s: nothing of it is read'],
    ['observed', LOOK, 'what was read on purpose is read no more, and is not deleted either'],
    ['takenOver', LOOK, 'whoever came between the look and the creation is let go, with its password'],
    ['free', MAKE, 'nobody has the name'],
    ['young', MAKE, 'the provider has not begun'],
    ['creating', MAKE, 'stays as it is until it exists'],
    ['answerLost', LOOK, 'refused, and found: it looks the same where somebody else was faster'],
    ['stuck', KEEP, 'settles as soon as the provider has overwritten its external name'],
    ['settled', KEEP, 'stays settled: the same state gives the same manifest'],
    ['lost', MAKE, 'is made again'],
  ])('%s: %j: %s', (state, want) => expect(told(compose(state && STATES[state]))).toEqual(want));

  // A user is deleted with its cluster; in a cluster that outlives the binding it is deleted by itself.
  test.each<{ name: string; reason: string; given: Given; want: string }>([
    { name: 'Delete', reason: 'it is deleted with its cluster', given: {}, want: 'Observe' },
    { name: 'Orphan', reason: 'DigitalOcean keeps all', given: { deletionPolicy: 'Orphan' }, want: 'Observe' },
    { name: 'Guest', reason: 'it has to be deleted by itself', given: { guest: true }, want: 'Observe Delete' },
    {
      name: 'GuestOrphan',
      reason: 'DigitalOcean keeps it',
      given: { guest: true, deletionPolicy: 'Orphan' },
      want: 'Observe',
    },
    {
      name: 'GuestObserved',
      reason: 'what somebody else made is never deleted',
      given: { guest: true, mode: 'Observe' },
      want: 'Observe',
    },
  ])('settled, $name: $reason', ({ given, want }) => {
    const [policies] = asList(told(compose(STATES.settled, given)));
    expect(policies).toBe(want);
  });

  test.each(['sought', 'found', 'observed', 'takenOver', 'free', 'young', 'creating'] as const)(
    'has no right to delete anything before it is made: %s',
    (state) => expect(String(told(compose(STATES[state], { guest: true })))).not.toContain('Delete'),
  );
});

describe('the note on a user that is to be made', () => {
  const NOTE_PATH = ['metadata', 'annotations', NOTE];
  const PENDING = ['metadata', 'annotations', 'crossplane.io/external-create-pending'];
  const noted = (state: ObservedState, note: string): ObservedState => withValue(state, NOTE_PATH, note);
  const begun = (state: ObservedState): ObservedState => withValue(state, PENDING, CREATED_AT);
  const RETRY = `web after ${CREATED_AT}`;

  test.each<[name: string, reason: string, state: ObservedState, given: Given, want: string | undefined]>([
    ['New', 'nothing was tried', STATES.free, {}, undefined],
    ['Found', 'it is somebody else’s', STATES.found, {}, 'not made here'],
    ['Settled', 'its name', STATES.settled, {}, 'web'],
    ['Lost', 'it was the binding’s, and is found again as such', noted(STATES.lost, 'web'), {}, undefined],
    ['Gone', 'what was tried before proves nothing', noted(begun(STATES.free), 'not made here'), {}, RETRY],
    ['Retried', 'until it is created', noted(begun(STATES.young), RETRY), {}, RETRY],
    ['Again', 'then its name counts', noted(withValue(STATES.stuck, PENDING, '2026-01-02'), RETRY), {}, 'web'],
    [
      'GoneWhileClosed',
      'whoever comes meanwhile is somebody else too',
      noted(begun(STATES.free), 'not made here'),
      { open: false },
      'not made here',
    ],
  ])('%s: %s', (_name, _reason, state, given, want) => expect(at(compose(state, given), ...NOTE_PATH)).toBe(want));
});

describe('a user that is only observed', () => {
  test.each([undefined, ...(Object.keys(STATES) as (keyof typeof STATES)[])])(
    '%s: only the import finds it, and its password is read',
    (state) => expect(told(compose(state && STATES[state], { mode: 'Observe' }))).toEqual(KEEP),
  );
});

describe('a user of an engine that shows a password only once', () => {
  const EXPECTED: Readonly<Record<string, string>> = { make: 'password read', keep: 'password read' };
  test.each([
    [userFree('web'), 'make'],
    [userYoung('web'), 'make'],
    [userCreating('web'), 'make'],
    [userStuck('mongodb', 'web'), 'keep'],
    [userSettled('mongodb', 'web'), 'keep'],
    [withValue(userSettled('mongodb', 'web'), ['status', 'atProvider'], {}), 'keep'],
    [userLost('mongodb', 'web'), 'make'],
  ])('has it written down from its creation on (%#)', (state, step) => {
    const [, , read] = asList(told(compose(state, { engine: 'mongodb' })));
    expect(read).toBe(EXPECTED[step]);
  });

  test.each([undefined, userSought('web'), userFound('web')])(
    'and not before: nobody knows whose it is (%#)',
    (state) => {
      const [, , read] = asList(told(compose(state, { engine: 'mongodb' })));
      expect(read).toBe('nothing read');
    },
  );
});

describe('the cluster of a user', () => {
  test('is waited for, and once there is a user it never leaves', () => {
    expect(compose(undefined, { open: false })).toBeUndefined();
    for (const state of Object.values(STATES))
      for (const cluster of [undefined, clusterReady('pg')])
        expect(compose(state, { open: false, cluster })).toBeDefined();
  });

  test.each(['free', 'lost'] as const)('has to be open to make one: %s', (state) => {
    const [policies] = asList(told(compose(STATES[state], { open: false })));
    expect(policies).toBe('Observe');
  });

  test('is the one that it was made in, and nothing is made in one that is gone', () => {
    for (const state of [STATES.settled, STATES.lost, STATES.free]) {
      const user = compose(state, { cluster: clusterReplaced('pg') });
      expect(at(user, 'spec', 'forProvider')).toEqual({ clusterId: CLUSTER_ID });
      expect(told(user)).toEqual(state === STATES.free ? LOOK : KEEP);
    }
  });

  // The external name has the id of the cluster too; the bare name would never import again.
  test('is known from its external name, even if all else is missing', () => {
    const bare = withValue(withValue(STATES.settled, ['spec', 'forProvider'], {}), ['status', 'atProvider'], {});
    expect(told(compose(bare, { cluster: undefined }))).toEqual(KEEP);
  });

  test('may be unknown: then the user stays as it was found, and is only observed', () => {
    const nowhere = withValue(STATES.young, ['spec', 'forProvider'], { mysqlAuthPlugin: 'a' });
    const user = compose(nowhere, { cluster: undefined });
    expect(told(user)).toEqual(['Observe', 'web', 'nothing read']);
    expect(at(user, 'spec', 'forProvider')).toEqual({ mysqlAuthPlugin: 'a' });
  });
});

test('a user that was looked for under an error is not made', () => {
  const failing = withConditions(userSought('web'), condition('Synced', 'False', 'observe failed: 401'));
  expect(told(compose(failing))).toEqual(LOOK);
});

test('the watch of a guest’s user only observes, and reads nothing', () => {
  const binding = bindingOf({ guest: true });
  const [user] = binding.users;
  expect(user).toBeDefined();
  if (!user) return;
  const watch = composeWatch(binding, user, CLUSTER_ID);
  expect(told(watch)).toEqual(['Observe', `${CLUSTER_ID},${user.login}`, 'nothing read']);
  expect(at(watch, 'spec', 'forProvider')).toEqual({ clusterId: CLUSTER_ID });
});

describe('a user that the spec no longer lists', () => {
  const leave = (state: ObservedState, given: Given = {}): Json => {
    const observed = observedResource(state);
    const left = leaveUser(bindingOf(given), 'web', 'web', observed, userStage(observed, undefined));
    return left ? told(left) : 'left out';
  };
  const DELETED: Json = ['Observe Delete', IMPORT, 'password read'];
  const leaving = userOfGuest('pg', 'web');
  const nowhere = withValue(withValue(STATES.young, ['spec', 'forProvider'], {}), ['status'], undefined);

  test.each<{ name: string; reason: string; state: ObservedState; given?: Given; want: Json }>([
    { name: 'Settled', reason: 'first the right to delete it', state: STATES.settled, want: DELETED },
    { name: 'Leaving', reason: 'then it goes, and the provider deletes it', state: leaving, want: 'left out' },
    { name: 'Stuck', reason: 'under its bare name it could not be deleted', state: STATES.stuck, want: DELETED },
    { name: 'AnswerLost', reason: 'it may be somebody else’s', state: STATES.answerLost, want: LOOK },
    {
      name: 'Orphan',
      reason: 'DigitalOcean keeps it',
      state: STATES.settled,
      given: { deletionPolicy: 'Orphan' },
      want: 'left out',
    },
    {
      name: 'LeavingOrphan',
      reason: 'it loses the right to delete that it had',
      state: leaving,
      given: { deletionPolicy: 'Orphan' },
      want: KEEP,
    },
    { name: 'Found', reason: 'it is somebody else’s', state: STATES.found, want: 'left out' },
    { name: 'Observed', reason: 'it is somebody else’s', state: STATES.observed, want: 'left out' },
    {
      name: 'TakenOver',
      reason: 'first it is only observed: with its present policies it could be created again',
      state: STATES.takenOver,
      want: LOOK,
    },
    {
      name: 'FoundWithDelete',
      reason: 'a right that an earlier version gave is taken back',
      state: withValue(STATES.found, ['spec', 'managementPolicies'], ['Observe', 'Delete']),
      want: LOOK,
    },
    { name: 'Free', reason: 'there is nothing', state: STATES.free, want: 'left out' },
    { name: 'Creating', reason: 'first it has to show whether it was created', state: STATES.creating, want: LOOK },
    {
      name: 'CreatedMeanwhile',
      reason: 'what the provider began to create is deleted, whether it is known already or not',
      state: withValue(STATES.settled, ['status'], undefined),
      want: DELETED,
    },
    { name: 'Lost', reason: 'nothing is left of it', state: STATES.lost, want: 'left out' },
    { name: 'Nowhere', reason: 'its cluster is unknown', state: nowhere, want: 'left out' },
  ])('$name: $reason', ({ state, given, want }) => expect(leave(state, given)).toEqual(want));
});
