import { describe, expect, test } from '@jest/globals';
import { nameInExternalName } from '../../src/observe/external-name.js';
import { keepsItsName, type UserStage, userStage } from '../../src/observe/user-stage.js';
import type { ObservedState } from '../support/run.js';
import { condition, observedResource, withConditions, withValue } from '../support/stages.js';
import {
  CLUSTER_ID,
  CREATED_AT,
  NOTE,
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
  watchGone,
  watchReady,
} from '../support/states.js';

const ANNOTATIONS = ['metadata', 'annotations'];
const NAME = [...ANNOTATIONS, 'crossplane.io/external-name'];
const STATUS_ID = ['status', 'atProvider', 'id'];

/** A state whose conditions are about the spec before. */
const outdated = (state: ObservedState): ObservedState => withValue(state, ['metadata', 'generation'], 4);
const named = (state: ObservedState, name: string): ObservedState => withValue(state, NAME, name);
const PENDING = 'crossplane.io/external-create-pending';
const LATER = '2026-01-02T00:00:00Z';
const marked = (state: ObservedState, annotation: string, value: string): ObservedState =>
  withValue(state, [...ANNOTATIONS, annotation], value);
/** Created after somebody else had the name, when the provider had tried before. */
const retried = (state: ObservedState): ObservedState => marked(state, NOTE, `web after ${CREATED_AT}`);
const beingDeleted = (state: ObservedState): ObservedState =>
  withValue(state, ['metadata', 'deletionTimestamp'], '2026-01-01T00:00:00Z');

interface Case {
  readonly name: string;
  readonly reason: string;
  readonly user: ObservedState;
  readonly watch?: ObservedState;
  readonly want: UserStage;
}

const CASES: readonly Case[] = [
  { name: 'Sought', reason: 'the provider has not looked yet', user: userSought('web'), want: 'looking' },
  {
    name: 'ImportFails',
    reason: 'an error says nothing of whether there is such a user',
    user: withConditions(userSought('web'), condition('Synced', 'False', 'observe failed: 401 Unable to authenticate')),
    want: 'looking',
  },
  { name: 'Free', reason: 'the provider has looked and found nothing', user: userFree('web'), want: 'free' },
  {
    name: 'FreeUnderAnEarlierSpec',
    reason: 'what was not found under another name may be there under this one',
    user: outdated(userFree('web')),
    want: 'looking',
  },
  {
    name: 'Found',
    reason: 'it is there, and the provider never began to create it',
    user: userFound('web'),
    want: 'foreign',
  },
  {
    name: 'Observed',
    reason: 'what was only read on purpose stays somebody else’s',
    user: userObserved('pg', 'web'),
    want: 'foreign',
  },
  {
    name: 'FoundAndGone',
    reason: 'once somebody else’s user is deleted its name is free',
    user: withConditions(
      userFound('web'),
      condition('Synced', 'False', 'observe failed: external resource does not exist'),
    ),
    want: 'free',
  },
  { name: 'Young', reason: 'the provider may create it, and has not begun', user: userYoung('web'), want: 'making' },
  { name: 'Creating', reason: 'the provider has begun', user: userCreating('web'), want: 'making' },
  {
    name: 'CreationRefused',
    reason: 'the provider tries again',
    user: withConditions(userCreating('web'), condition('Synced', 'False', 'create failed: apply failed: 503')),
    want: 'making',
  },
  {
    name: 'TakenOver',
    reason: 'it came to be between the look and the creation, so nothing was created',
    user: userTakenOver('pg', 'web'),
    want: 'foreign',
  },
  {
    name: 'AnswerLost',
    reason: 'refused, and found: it looks the same where somebody else was faster',
    user: userAnswerLost('pg', 'web'),
    want: 'foreign',
  },
  {
    name: 'Stuck',
    reason: 'the provider has written its id over the name',
    user: userStuck('pg', 'web'),
    want: 'made',
  },
  {
    name: 'JustCreated',
    reason: 'the external name comes before the status has the id',
    user: withValue(
      withConditions(userStuck('pg', 'web'), condition('Ready', 'True'), condition('Synced', 'True')),
      STATUS_ID,
      undefined,
    ),
    want: 'made',
  },
  {
    name: 'IdOfNobody',
    reason: 'an id alone does not tell who made it',
    user: withValue(userStuck('pg', 'web'), ANNOTATIONS, { 'crossplane.io/external-name': `${CLUSTER_ID}/user/web` }),
    want: 'foreign',
  },
  { name: 'Settled', reason: 'it is there, and the provider created it', user: userSettled('pg', 'web'), want: 'made' },
  {
    name: 'SettledBeforeItsIdIsKnown',
    reason: 'its password may be told only once, so it is never looked for as if nobody knew it',
    user: withValue(userSettled('mongodb', 'web'), STATUS_ID, undefined),
    want: 'made',
  },
  {
    name: 'SettledUnderAnOldError',
    reason: 'the provider is stuck until it has looked at the import',
    user: outdated(named(userStuck('pg', 'web'), `${CLUSTER_ID},web`)),
    want: 'made',
  },
  { name: 'Lost', reason: 'it was created, and is not found any more', user: userLost('pg', 'web'), want: 'lost' },
  {
    name: 'MadeAgainYoung',
    reason: 'that it was gone was about the earlier spec',
    user: outdated(named(userLost('pg', 'web'), 'web')),
    want: 'making',
  },
  {
    name: 'RetriedYoung',
    reason: 'somebody else’s user went, and the provider has not begun',
    user: retried(userYoung('web')),
    want: 'making',
  },
  {
    name: 'RetriedAndFound',
    reason: 'what the provider began before it was free does not count for whoever has the name now',
    user: retried(marked(userTakenOver('pg', 'web'), PENDING, CREATED_AT)),
    want: 'foreign',
  },
  {
    name: 'RetriedAndMade',
    reason: 'the provider has begun anew',
    user: marked(retried(userStuck('pg', 'web')), PENDING, LATER),
    want: 'made',
  },
  {
    name: 'RetriedUnderAnotherName',
    reason: 'the note is about another user',
    user: marked(marked(userStuck('pg', 'web'), NOTE, `shop_web after ${CREATED_AT}`), PENDING, LATER),
    want: 'foreign',
  },
  { name: 'OfGuest', reason: 'with the right to delete it', user: userOfGuest('pg', 'web'), want: 'made' },
  {
    name: 'OfGuestWatched',
    reason: 'what looks beside it finds it',
    user: userOfGuest('pg', 'web'),
    watch: watchReady('web'),
    want: 'made',
  },
  {
    name: 'OfGuestLost',
    reason: 'with the right to delete the provider tells no loss, what only looks does',
    user: userOfGuest('pg', 'web'),
    watch: watchGone('web'),
    want: 'lost',
  },
  {
    name: 'OfGuestLostBefore',
    reason: 'what is on its way out tells of the time before',
    user: userOfGuest('pg', 'web'),
    watch: beingDeleted(watchGone('web')),
    want: 'made',
  },
  {
    name: 'OfGuestMadeAgainYoung',
    reason: 'that it was ready was about the earlier spec, and nothing is created yet',
    user: outdated(named(userOfGuest('pg', 'web'), 'web')),
    want: 'making',
  },
  {
    name: 'FoundAndWatched',
    reason: 'a watch tells nothing of what was never made',
    user: userFound('web'),
    watch: watchGone('web'),
    want: 'foreign',
  },
  {
    name: 'NoName',
    reason: 'nothing was looked for',
    user: withValue(userSought('web'), ANNOTATIONS, {}),
    want: 'making',
  },
];

describe('userStage', () => {
  test.each(CASES)('$name: $reason', ({ user, watch, want }) =>
    expect(userStage(observedResource(user), watch && observedResource(watch))).toBe(want),
  );

  test('every stage is met', () =>
    expect(new Set(CASES.map(({ want }) => want))).toEqual(
      new Set<UserStage>(['looking', 'free', 'making', 'made', 'lost', 'foreign']),
    ));

  // Whatever else stands on it, only the provider's own note makes a user the binding's.
  test.each(CASES.filter(({ want }) => want === 'made' || want === 'lost'))(
    'without the provider’s note $name is nobody’s to delete',
    ({ user, watch }) => {
      const unmarked = withValue(user, [...ANNOTATIONS, 'crossplane.io/external-create-pending'], undefined);
      expect(['made', 'lost']).not.toContain(userStage(observedResource(unmarked), watch && observedResource(watch)));
    },
  );
});

describe('a user stays under the name that it has', () => {
  const created = (state: ObservedState): ObservedState =>
    withValue(named(state, `${CLUSTER_ID}/user/web`), STATUS_ID, 'x');
  const noted = (state: ObservedState): ObservedState =>
    withValue(state, [...ANNOTATIONS, 'databasebinding.fn.crossplane.io/note'], 'web');

  test.each<[keeps: boolean, reason: string, user: ObservedState]>([
    [true, 'the provider finds it again', created(userSettled('pg', 'web'))],
    [
      true,
      'it is known, and DigitalOcean does not answer',
      noted(created(withConditions(userSettled('pg', 'web'), condition('Synced', 'False', '503')))),
    ],
    [
      true,
      'an id of its own says nothing',
      withConditions(named(userSettled('pg', 'web'), CLUSTER_ID), condition('Ready', 'False')),
    ],
    [false, 'the provider takes it for the name', userStuck('pg', 'web')],
    [false, 'it was told the import', userSettled('pg', 'web')],
    [
      false,
      'only an import is found',
      noted(
        created(
          withConditions(
            userSettled('pg', 'web'),
            condition('Synced', 'False', 'observe failed: must use the ID of the source database cluster'),
          ),
        ),
      ),
    ],
    [false, 'it is not found yet', withValue(created(userSettled('pg', 'web')), STATUS_ID, undefined)],
    [false, 'it is another one', named(userSettled('pg', 'web'), 'other')],
  ])('%p: %s', (keeps, _, user) => expect(keepsItsName(observedResource(user), 'web')).toBe(keeps));
});

describe('nameInExternalName', () => {
  test.each<[external: string | undefined, want: string | undefined, reason: string]>([
    ['web', 'web', 'as it is created'],
    [`${CLUSTER_ID}/user/web`, 'web', 'as the provider writes it'],
    [`${CLUSTER_ID},web`, 'web', 'as it is imported'],
    [`${CLUSTER_ID},a,b`, 'a,b', 'all that comes after the cluster'],
    [`${CLUSTER_ID}/user/a/b`, 'a/b', 'all that comes after the cluster'],
    ['shop_orders', 'shop_orders', 'of a guest'],
    [`${CLUSTER_ID}/database/web`, `${CLUSTER_ID}/database/web`, 'no user'],
    [undefined, undefined, 'nothing has a name yet'],
    [`${CLUSTER_ID}/users/web`, 'web', 'in other words'],
    [`${CLUSTER_ID}/web`, 'web', 'as a pool is called'],
    [`${CLUSTER_ID}:web`, 'web', 'with another separator'],
    [CLUSTER_ID, undefined, 'an id of its own has no name'],
    [`${'x'.repeat(36)},web`, `${'x'.repeat(36)},web`, 'what is no id does not stand for a cluster'],
  ])('%p is %p: %s', (external, want) => expect(nameInExternalName(external)).toBe(want));
});
