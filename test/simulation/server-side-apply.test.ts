import { expect, test } from '@jest/globals';
import { applyIntent } from '../../simulation/api-server/server-side-apply.js';
import type { JsonObject } from '../../src/lib/json.js';

interface Case {
  readonly name: string;
  readonly reason: string;
  readonly existing: JsonObject;
  readonly before: JsonObject;
  readonly intent: JsonObject;
  readonly want: JsonObject;
}

const CASES: readonly Case[] = [
  {
    name: 'Create',
    reason: 'nothing is there yet',
    existing: {},
    before: {},
    intent: { a: { b: 1 } },
    want: { a: { b: 1 } },
  },
  {
    name: 'Overwrite',
    reason: 'the owner applies by force',
    existing: { a: 2 },
    before: { a: 1 },
    intent: { a: 1 },
    want: { a: 1 },
  },
  {
    name: 'KeepOthers',
    reason: 'fields of others stay',
    existing: { a: 1, x: { y: 1 } },
    before: { a: 1 },
    intent: { a: 2 },
    want: { a: 2, x: { y: 1 } },
  },
  {
    name: 'Remove',
    reason: 'a field no longer wanted goes, and the object it leaves empty',
    existing: { a: { b: 1 }, c: 1 },
    before: { a: { b: 1 }, c: 1 },
    intent: { c: 1 },
    want: { c: 1 },
  },
  {
    name: 'RemoveBesideOthers',
    reason: 'a sibling of another owner keeps the object',
    existing: { a: { b: 1, x: 1 } },
    before: { a: { b: 1 } },
    intent: {},
    want: { a: { x: 1 } },
  },
  {
    name: 'LostOwnership',
    reason: 'a field somebody changed since is theirs',
    existing: { a: 'theirs' },
    before: { a: 'ours' },
    intent: {},
    want: { a: 'theirs' },
  },
  {
    name: 'ReplaceList',
    reason: 'lists are replaced whole',
    existing: { l: [1, 2] },
    before: { l: [1, 2] },
    intent: { l: [3] },
    want: { l: [3] },
  },
  {
    name: 'DropNull',
    reason: 'the API server does not store a null',
    existing: { a: 1 },
    before: {},
    intent: { a: null },
    want: {},
  },
  {
    name: 'KeepEmpty',
    reason: 'an empty object that is wanted stays',
    existing: {},
    before: {},
    intent: { a: {} },
    want: { a: {} },
  },
  {
    name: 'KeepEmptyAgain',
    reason: 'one that was empty before loses nothing',
    existing: { a: {} },
    before: { a: {} },
    intent: { a: {} },
    want: { a: {} },
  },
  {
    name: 'EmptiedByItsOwner',
    reason: 'an object that is wanted empty and loses its last field by that becomes null',
    existing: { a: { b: 1 }, c: 1 },
    before: { a: { b: 1 }, c: 1 },
    intent: { a: {}, c: 1 },
    want: { a: null, c: 1 },
  },
  {
    name: 'EmptiedDeepInside',
    reason: 'so does one inside of another',
    existing: { a: { b: { c: { d: 1 } } } },
    before: { a: { b: { c: { d: 1 } } } },
    intent: { a: { b: {} } },
    want: { a: { b: null } },
  },
  {
    name: 'EmptiedBesideOthers',
    reason: 'a field of another owner keeps the object',
    existing: { a: { b: 1, x: 1 } },
    before: { a: { b: 1 } },
    intent: { a: {} },
    want: { a: { x: 1 } },
  },
];

test.each(CASES)('$name: $reason', ({ existing, before, intent, want }) => {
  expect(applyIntent(existing, before, intent)).toEqual(want);
});

test('A key called __proto__ is a key like any other', () => {
  const intent: JsonObject = JSON.parse('{"__proto__": {"a": 1}}');
  const applied = applyIntent({}, {}, intent);
  expect(Object.keys(applied)).toEqual(['__proto__']);
  expect(Object.getPrototypeOf(applied)).toBe(Object.prototype);
});
