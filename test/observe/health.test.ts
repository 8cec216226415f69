import { describe, expect, test } from '@jest/globals';
import type { Json, JsonObject } from '../../src/lib/json.js';
import { causeOfFailedChange, type Health, isChangeFailing } from '../../src/observe/health.js';
import { condition, observedResource } from '../support/stages.js';

const health = (conditions: Json): Health => observedResource({ resource: { status: { conditions } } }).health;

const ready: Health = { state: 'ready' };
const waiting: Health = { state: 'waiting' };
const failing = (message: string): Health => ({ state: 'failing', message });

interface Case {
  readonly name: string;
  readonly reason: string;
  readonly conditions: Json;
  readonly want: Health;
}

const cases: readonly Case[] = [
  {
    name: 'ReadyAndSynced',
    reason: 'only both together mean ready',
    conditions: [condition('Ready', 'True'), condition('Synced', 'True')],
    want: ready,
  },
  {
    name: 'ReadyOnly',
    reason: 'the provider has not looked at the newest spec yet',
    conditions: [condition('Ready', 'True')],
    want: waiting,
  },
  {
    name: 'ReadyAndSyncedUnknown',
    reason: 'unknown is not true',
    conditions: [condition('Ready', 'True'), condition('Synced', 'Unknown')],
    want: waiting,
  },
  {
    name: 'Creating',
    reason: 'not ready without an error is on its way',
    conditions: [condition('Ready', 'False'), condition('Synced', 'True')],
    want: waiting,
  },
  {
    name: 'NotSynced',
    reason: 'nobody knows what runs there',
    conditions: [condition('Ready', 'True'), condition('Synced', 'False', 'observe failed: no')],
    want: failing('no'),
  },
  {
    name: 'ChangeFailed',
    reason: 'what runs outlives a change that fails',
    conditions: [condition('Ready', 'True'), condition('Synced', 'False', 'update failed: no')],
    want: ready,
  },
  {
    name: 'CreationFailed',
    reason: 'between two tries only the last operation has the error',
    conditions: [
      condition('Ready', 'False'),
      condition('Synced', 'True'),
      condition('LastAsyncOperation', 'False', 'apply failed: no'),
    ],
    want: failing('no'),
  },
  {
    name: 'OldFailure',
    reason: 'an old failure does not matter once it is ready',
    conditions: [
      condition('Ready', 'True'),
      condition('Synced', 'True'),
      condition('LastAsyncOperation', 'False', 'old'),
    ],
    want: ready,
  },
  {
    name: 'SyncedBeforeOperation',
    reason: 'the newest error counts',
    conditions: [condition('Synced', 'False', 'new'), condition('LastAsyncOperation', 'False', 'old')],
    want: failing('new'),
  },
  {
    name: 'ReasonOnly',
    reason: 'without a message the reason is better than nothing',
    conditions: [condition('Synced', 'False')],
    want: failing('Reason'),
  },
  {
    name: 'NoReason',
    reason: 'a sentence in any case',
    conditions: [{ type: 'Synced', status: 'False' }],
    want: failing('the provider gives no reason'),
  },
  {
    name: 'NothingLeftOfTheMessage',
    reason: 'a sentence in any case',
    conditions: [condition('Synced', 'False', '\u001b[0m : ')],
    want: failing('the provider gives no reason'),
  },
  {
    name: 'Twice',
    reason: 'the last one of a type counts',
    conditions: [condition('Ready', 'False'), condition('Synced', 'True'), condition('Ready', 'True')],
    want: ready,
  },
  { name: 'None', reason: 'nothing is known yet', conditions: [], want: waiting },
  { name: 'NoList', reason: 'a wrong type is ignored', conditions: { Ready: 'True' }, want: waiting },
  { name: 'Null', reason: 'a wrong type is ignored', conditions: null, want: waiting },
  {
    name: 'WrongTypes',
    reason: 'anything that is not a condition is skipped',
    conditions: [null, 'Ready', 1, [], {}, { type: 7 }, { type: 'Ready', status: true }, { type: 'Synced', status: 1 }],
    want: waiting,
  },
  {
    name: 'InheritedNames',
    reason: 'a type is a key like any other',
    conditions: [condition('__proto__', 'False', 'no'), condition('constructor', 'False', 'no')],
    want: waiting,
  },
];

describe('health', () => {
  test.each(cases)('$name: $reason', ({ conditions, want }) => expect(health(conditions)).toEqual(want));

  test('a resource without a status waits', () => expect(observedResource({ resource: {} }).health).toEqual(waiting));
});

test.each<[boolean, string, readonly JsonObject[]]>([
  [true, 'it was ready before', [condition('Ready', 'True'), condition('Synced', 'False', 'update failed: no')]],
  [false, 'it never was', [condition('Ready', 'False'), condition('Synced', 'False', 'update failed: no')]],
  [false, 'it cannot be looked at', [condition('Ready', 'True'), condition('Synced', 'False', 'observe failed: no')]],
  [false, 'nothing says what fails', [condition('Ready', 'True'), condition('Synced', 'False')]],
  [false, 'nothing fails', [condition('Ready', 'True'), condition('Synced', 'True', 'update failed: no')]],
])('that only a change fails is %s where %s', (want, _why, conditions) => {
  expect(isChangeFailing(observedResource({ resource: { status: { conditions } } }).conditions)).toBe(want);
});

const RUNS = [condition('Ready', 'True'), condition('Synced', 'True')];
const failed = (message?: string): JsonObject => condition('LastAsyncOperation', 'False', message);

test.each<[cause: string | undefined, why: string, conditions: readonly JsonObject[]]>([
  ['no', 'the last operation says so', [...RUNS, failed('apply failed: no')]],
  ['the provider gives no reason', 'a sentence in any case', [...RUNS, failed('')]],
  ['no', 'between two tries', [condition('Ready', 'True'), condition('Synced', 'False', 'update failed: no')]],
  [
    undefined,
    'nothing runs yet',
    [condition('Ready', 'False'), condition('Synced', 'True'), failed('apply failed: no')],
  ],
  [undefined, 'it was made good', [...RUNS, condition('LastAsyncOperation', 'True')]],
  [undefined, 'nothing was ever done', RUNS],
  [undefined, 'nobody has looked at it yet', []],
  [
    undefined,
    'a creation was refused before it was there',
    [...RUNS, failed('apply failed: Error creating Database DB: no')],
  ],
])('the cause of a failed change is %j where %s', (want, _why, conditions) => {
  expect(causeOfFailedChange(observedResource({ resource: { status: { conditions } } }).conditions)).toBe(want);
});
