import { describe, expect, test } from '@jest/globals';
import { creationNote, isGone, isMadeAgain, isNameInUse } from '../../src/observe/presence.js';
import type { ObservedState } from '../support/run.js';
import { condition, observedResource, withConditions, withValue } from '../support/stages.js';
import {
  CLUSTER_ID,
  CREATED_AT,
  clusterRejected,
  databaseLost,
  databaseNameTaken,
  databaseReady,
  GONE,
  NOTE,
  userFree,
  userLost,
  userOfGuest,
  userStuck,
  userYoung,
} from '../support/states.js';

const marked = (state: ObservedState, annotation: string, value: string | undefined): ObservedState =>
  withValue(state, ['metadata', 'annotations', annotation], value);
const PENDING = 'crossplane.io/external-create-pending';
const EXTERNAL_NAME = 'crossplane.io/external-name';
const LATER = '2026-01-02T00:00:00Z';

/** What the provider says of `Synced`, and of which generation of three. */
const told = (message: string, observedGeneration?: number): ObservedState =>
  withConditions(databaseReady('web'), {
    ...condition('Synced', 'False', message),
    ...(observedGeneration === undefined ? {} : { observedGeneration }),
  });

describe('isGone', () => {
  test.each<{ name: string; reason: string; state: ObservedState; want: boolean }>([
    { name: 'NeverThere', reason: 'looked for and not found', state: userFree('web'), want: true },
    { name: 'Lost', reason: 'it stays Ready, only Synced shows it', state: userLost('pg', 'web'), want: true },
    { name: 'LostDatabase', reason: 'the same for every kind', state: databaseLost('web'), want: true },
    { name: 'Ready', reason: 'it is there', state: databaseReady('web'), want: false },
    { name: 'WithDelete', reason: 'then the provider reports nothing', state: userOfGuest('pg', 'web'), want: false },
    { name: 'AnotherError', reason: 'an error is not a loss', state: userStuck('pg', 'web'), want: false },
    { name: 'EarlierSpec', reason: 'about the earlier spec', state: userYoung('web'), want: false },
    { name: 'NoGeneration', reason: 'the provider does not always set it', state: told(GONE), want: true },
    { name: 'ThisGeneration', reason: 'about the current spec', state: told(GONE, 3), want: true },
    { name: 'OtherGeneration', reason: 'about the earlier spec', state: told(GONE, 2), want: false },
    {
      name: 'Synced',
      reason: 'an old message beside a good status does not count',
      state: withConditions(databaseReady('web'), condition('Synced', 'True', GONE)),
      want: false,
    },
    {
      name: 'AnotherCondition',
      reason: 'only Synced is about the lookup',
      state: withConditions(databaseReady('web'), condition('LastAsyncOperation', 'False', GONE)),
      want: false,
    },
    { name: 'NoStatus', reason: 'nothing was looked for', state: { resource: {} }, want: false },
  ])('$name: $reason', ({ state, want }) => expect(isGone(observedResource(state))).toBe(want));
});

describe('isNameInUse', () => {
  const taken = databaseNameTaken('web');
  test.each<{ name: string; reason: string; state: ObservedState; want: boolean }>([
    {
      name: 'Taken',
      reason: 'DigitalOcean refuses the name, the resource has no counterpart',
      state: taken,
      want: true,
    },
    {
      name: 'AlreadyExists',
      reason: 'the other wording',
      state: withConditions(taken, condition('Synced', 'False', 'create failed: 409 topic already exists')),
      want: true,
    },
    {
      name: 'Named',
      reason: 'it has its counterpart: the message is about something else',
      state: marked(taken, EXTERNAL_NAME, `${CLUSTER_ID}/database/web`),
      want: false,
    },
    {
      name: 'Known',
      reason: 'the provider knows its id',
      state: withValue(taken, ['status', 'atProvider', 'id'], `${CLUSTER_ID}/database/web`),
      want: false,
    },
    {
      name: 'AnotherRefusal',
      reason: 'there is nothing to import',
      state: clusterRejected('pg', 'invalid region'),
      want: false,
    },
    { name: 'NotYetTried', reason: 'nothing was reported', state: withConditions(taken), want: false },
    {
      name: 'EarlierSpec',
      reason: 'about another name',
      state: withConditions(taken, {
        ...condition('Synced', 'False', 'database name is not available'),
        observedGeneration: 2,
      }),
      want: false,
    },
  ])('$name: $reason', ({ state, want }) => expect(isNameInUse(observedResource(state))).toBe(want));
});

describe('what holds data', () => {
  const ready = databaseReady('web');
  const fresh = marked(ready, NOTE, undefined);
  const again = marked(ready, PENDING, LATER);
  const found = marked(fresh, PENDING, undefined);

  test.each<{ name: string; reason: string; state: ObservedState; note: string | undefined; isMadeAgain: boolean }>([
    {
      name: 'Creating',
      reason: 'nothing is there yet',
      state: withConditions(fresh),
      note: undefined,
      isMadeAgain: false,
    },
    { name: 'Fresh', reason: 'noted once it is ready', state: fresh, note: CREATED_AT, isMadeAgain: false },
    { name: 'Noted', reason: 'the note stays', state: ready, note: CREATED_AT, isMadeAgain: false },
    { name: 'Found', reason: 'nobody created it', state: found, note: 'found', isMadeAgain: false },
    {
      name: 'Lost',
      reason: 'the note stays, nothing was created yet',
      state: databaseLost('web'),
      note: CREATED_AT,
      isMadeAgain: false,
    },
    {
      name: 'Again',
      reason: 'the provider has created it again: the note is from the first time',
      state: again,
      note: CREATED_AT,
      isMadeAgain: true,
    },
    {
      name: 'AgainUnderWay',
      reason: 'reported once it exists',
      state: withConditions(again),
      note: CREATED_AT,
      isMadeAgain: false,
    },
    {
      name: 'FoundThenMade',
      reason: 'what existed before any creation is gone, too',
      state: marked(again, NOTE, 'found'),
      note: 'found',
      isMadeAgain: true,
    },
    {
      name: 'Acknowledged',
      reason: 'without its note it counts as fresh',
      state: marked(again, NOTE, undefined),
      note: LATER,
      isMadeAgain: false,
    },
  ])('$name: $reason', ({ state, note, isMadeAgain: again }) => {
    const resource = observedResource(state);
    expect([creationNote(resource), isMadeAgain(resource)]).toEqual([note, again]);
  });

  test('has no note without a resource', () => expect(creationNote(undefined)).toBeUndefined());
});
