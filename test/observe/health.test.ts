import { describe, expect, test } from '@jest/globals';
import type { Json } from '../../src/lib/json.js';
import type { Health } from '../../src/observe/health.js';
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
    reason: 'only both together mean usable',
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
    reason: 'a change that is refused makes what exists fail, ready or not',
    conditions: [condition('Ready', 'True'), condition('Synced', 'False', 'update failed: no')],
    want: failing('no'),
  },
  {
    name: 'CreationFailed',
    reason: 'between two tries the error stands in the last operation only',
    conditions: [
      condition('Ready', 'False'),
      condition('Synced', 'True'),
      condition('LastAsyncOperation', 'False', 'apply failed: no'),
    ],
    want: failing('no'),
  },
  {
    name: 'OldFailure',
    reason: 'an operation that failed once says nothing of what is ready now',
    conditions: [
      condition('Ready', 'True'),
      condition('Synced', 'True'),
      condition('LastAsyncOperation', 'False', 'old'),
    ],
    want: ready,
  },
  {
    name: 'SyncedBeforeOperation',
    reason: 'the newest error is told',
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
    reason: 'of a type that stands twice the last counts',
    conditions: [condition('Ready', 'False'), condition('Synced', 'True'), condition('Ready', 'True')],
    want: ready,
  },
  { name: 'None', reason: 'nothing is known yet', conditions: [], want: waiting },
  { name: 'NoList', reason: 'a wrong type is nothing', conditions: { Ready: 'True' }, want: waiting },
  { name: 'Null', reason: 'a wrong type is nothing', conditions: null, want: waiting },
  {
    name: 'WrongTypes',
    reason: 'what is no condition is passed over',
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

  test('without a status it waits', () => expect(observedResource({ resource: {} }).health).toEqual(waiting));
});
