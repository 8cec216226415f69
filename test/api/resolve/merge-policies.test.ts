import { expect, test } from '@jest/globals';
import { mergePolicies } from '../../../src/api/resolve/merge-policies.js';
import type { JsonObject } from '../../../src/lib/json.js';

interface Case {
  readonly name: string;
  readonly reason: string;
  readonly first: JsonObject;
  readonly second: JsonObject;
  readonly want: JsonObject;
}

const CASES: readonly Case[] = [
  {
    name: 'Both',
    reason: 'a field of only one of them stays',
    first: { tags: ['a'] },
    second: { clusterName: 'x' },
    want: { tags: ['a'], clusterName: 'x' },
  },
  {
    name: 'Value',
    reason: 'of two values the first wins, even if it is false',
    first: { required: { privateNetwork: false } },
    second: { required: { privateNetwork: true } },
    want: { required: { privateNetwork: false } },
  },
  {
    name: 'List',
    reason: 'a list is a value: no item of another environment slips in',
    first: { allowed: { regions: ['fra1'] } },
    second: { allowed: { regions: ['nyc3'], engines: ['pg'] } },
    want: { allowed: { regions: ['fra1'], engines: ['pg'] } },
  },
  {
    name: 'Deep',
    reason: 'objects are merged however deep they are',
    first: { defaults: { cluster: { region: 'fra1' } } },
    second: { defaults: { cluster: { region: 'nyc3', size: 's' }, versions: { pg: '17' } } },
    want: { defaults: { cluster: { region: 'fra1', size: 's' }, versions: { pg: '17' } } },
  },
  {
    name: 'Kinds',
    reason: 'an object and another value are not merged; the validator reports them',
    first: { defaults: 'none' },
    second: { defaults: { cluster: {} } },
    want: { defaults: 'none' },
  },
  {
    name: 'Names',
    reason: 'a class may have any name',
    first: { classes: { constructor: { size: 'a' } } },
    second: JSON.parse('{"classes": {"__proto__": {"size": "b"}}}') as JsonObject,
    want: JSON.parse('{"classes": {"constructor": {"size": "a"}, "__proto__": {"size": "b"}}}') as JsonObject,
  },
];

test.each(CASES)('$name: $reason', ({ first, second, want }) => {
  expect(mergePolicies(first, second)).toEqual(want);
});
