import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../src/lib/json.js';
import { differencesOf } from '../../src/provider/differences.js';
import type { ProviderKind } from '../../src/provider/field-behavior.js';

interface Case {
  readonly name: string;
  readonly reason: string;
  readonly kind: ProviderKind;
  readonly wanted: JsonObject;
  readonly shown: JsonObject;
  readonly want: readonly string[];
}

const WINDOW = { day: 'monday', hour: '03:00' };

const CASES: readonly Case[] = [
  { name: 'Same', reason: 'nothing differs', kind: 'Cluster', wanted: { size: 'a' }, shown: { size: 'a' }, want: [] },
  { name: 'Other', reason: 'it differs', kind: 'Cluster', wanted: { size: 'a' }, shown: { size: 'b' }, want: ['size'] },
  {
    name: 'Absent',
    reason: 'it is not there yet',
    kind: 'Cluster',
    wanted: { sqlMode: 'ANSI' },
    shown: {},
    want: ['sqlMode'],
  },
  { name: 'Unwanted', reason: 'DigitalOcean chose it', kind: 'Cluster', wanted: {}, shown: { size: 'b' }, want: [] },
  {
    name: 'ForceNew',
    reason: 'it never changes',
    kind: 'Cluster',
    wanted: { name: 'a' },
    shown: { name: 'b' },
    want: [],
  },
  { name: 'Unknown', reason: 'the provider does not know it', kind: 'Cluster', wanted: { x: 1 }, shown: {}, want: [] },
  {
    name: 'Case',
    reason: 'it makes no difference',
    kind: 'Cluster',
    wanted: { region: 'NYC3' },
    shown: { region: 'nyc3' },
    want: [],
  },
  {
    name: 'Tags',
    reason: 'neither order nor case makes a difference',
    kind: 'Cluster',
    wanted: { tags: ['B', 'a'] },
    shown: { tags: ['a', 'b'] },
    want: [],
  },
  {
    name: 'MoreTags',
    reason: 'one is missing',
    kind: 'Cluster',
    wanted: { tags: ['a', 'b'] },
    shown: { tags: ['a'] },
    want: ['tags'],
  },
  {
    name: 'Block',
    reason: 'seconds make no difference',
    kind: 'Cluster',
    wanted: { maintenanceWindow: [WINDOW] },
    shown: { maintenanceWindow: [{ ...WINDOW, hour: '03:00:00' }] },
    want: [],
  },
  {
    name: 'OtherBlock',
    reason: 'the field in the block is named',
    kind: 'Cluster',
    wanted: { maintenanceWindow: [WINDOW] },
    shown: { maintenanceWindow: [{ ...WINDOW, day: 'friday' }] },
    want: ['maintenanceWindow.day'],
  },
  {
    name: 'NoBlock',
    reason: 'nothing in it is there',
    kind: 'KafkaTopic',
    wanted: { config: [{ retentionMs: '1000' }] },
    shown: {},
    want: ['config.retentionMs'],
  },
  {
    name: 'Digits',
    reason: 'a number is the same in quotes',
    kind: 'Replica',
    wanted: { storageSizeMib: '10240' },
    shown: { storageSizeMib: 10240 },
    want: [],
  },
  {
    name: 'NeverRead',
    reason: 'what is shown was only sent',
    kind: 'KafkaTopic',
    wanted: { partitionCount: 6 },
    shown: { partitionCount: 3 },
    want: [],
  },
  {
    name: 'NeverReadBlock',
    reason: 'nothing in it is',
    kind: 'User',
    wanted: { settings: [{ acl: [{ topic: 'a', permission: 'admin' }] }] },
    shown: {},
    want: [],
  },
  {
    name: 'Secret',
    reason: 'a reference is not what is shown',
    kind: 'LogSinkRsyslog',
    wanted: { caCertSecretRef: { name: 'a', key: 'b' } },
    shown: {},
    want: [],
  },
  {
    name: 'Rules',
    reason: 'neither their order nor what DigitalOcean adds makes a difference',
    kind: 'Firewall',
    wanted: {
      rule: [
        { type: 'tag', value: 'a' },
        { type: 'tag', value: 'b' },
      ],
    },
    shown: {
      rule: [
        { type: 'tag', uuid: '2', value: 'b' },
        { uuid: '1', type: 'tag', value: 'a' },
      ],
    },
    want: [],
  },
  {
    name: 'OtherRules',
    reason: 'one is missing',
    kind: 'Firewall',
    wanted: { rule: [{ type: 'tag', value: 'a' }] },
    shown: {
      rule: [
        { type: 'tag', value: 'a' },
        { type: 'tag', value: 'b' },
      ],
    },
    want: ['rule'],
  },
];

describe('what differs', () => {
  test.each(CASES)('$name: $reason', ({ kind, wanted, shown, want }) => {
    expect(differencesOf(kind, wanted, shown)).toEqual(want);
  });
});
