import { describe, expect, test } from '@jest/globals';
import type { Assessment } from '../../src/assess/assess.js';
import { transitions } from '../../src/assess/transitions.js';
import { CONDITION_TYPES, fails, holds, REASONS, type Reason } from '../../src/assess/verdict.js';
import type { JsonObject } from '../../src/lib/json.js';
import { readConditions } from '../../src/observe/observed-condition.js';
import { Severity } from '../../src/wire/response.js';

const GOOD: Assessment = {
  SpecAccepted: holds('Accepted'),
  ClusterReady: holds('Available'),
  UsersReady: holds('Available'),
  ConnectionReady: holds('Available'),
};

/** The events when a condition was shown before, and everything else is as it was. */
function events(before: readonly JsonObject[], now: Partial<Assessment>): readonly string[] {
  return transitions(readConditions(before), { ...GOOD, ...now }).map(
    ({ severity, reason, message }) => `${severity === Severity.Warning ? 'warning' : 'normal'} ${reason} ${message}`,
  );
}

const was = (type: string, status: string, reason: string): JsonObject => ({ type, status, reason });

describe('transitions', () => {
  test.each<{
    name: string;
    why: string;
    before: readonly JsonObject[];
    now: Partial<Assessment>;
    want: readonly string[];
  }>([
    {
      name: 'NeverShown',
      why: 'a Crossplane that stores no conditions would report it once a minute',
      before: [],
      now: {},
      want: [],
    },
    {
      name: 'Same',
      why: 'the steady state is no event',
      before: [was('ClusterReady', 'True', 'Available')],
      now: {},
      want: [],
    },
    {
      name: 'Better',
      why: 'what became usable is good news',
      before: [was('ClusterReady', 'False', 'Creating')],
      now: {},
      want: ['normal Available ClusterReady: available'],
    },
    {
      name: 'Worse',
      why: 'an error keeps its own words',
      before: [was('ClusterReady', 'True', 'Available')],
      now: { ClusterReady: fails('ProviderError', 'no such size') },
      want: ['warning ProviderError ClusterReady: no such size'],
    },
    {
      name: 'OtherMessage',
      why: 'another message of the same reason is no event',
      before: [{ ...was('ClusterReady', 'False', 'ProviderError'), message: 'old' }],
      now: { ClusterReady: fails('ProviderError', 'new') },
      want: [],
    },
    {
      name: 'OtherReason',
      why: 'another reason of the same status is one',
      before: [was('ConnectionReady', 'True', 'Available')],
      now: { ConnectionReady: holds('CredentialsKept', 'the last known values stay') },
      want: ['warning CredentialsKept ConnectionReady: the last known values stay'],
    },
    {
      name: 'Quiet',
      why: 'waiting is no event',
      before: [was('UsersReady', 'True', 'Available')],
      now: { UsersReady: fails('Creating', 'is about to be created') },
      want: [],
    },
    {
      name: 'Several',
      why: 'in the order of the conditions',
      before: [was('UsersReady', 'False', 'Creating'), was('ClusterReady', 'False', 'Creating')],
      now: {},
      want: ['normal Available ClusterReady: available', 'normal Available UsersReady: available'],
    },
    {
      name: 'OthersConditions',
      why: "Crossplane's own conditions are not ours to report",
      before: [was('Ready', 'False', 'Creating'), was('__proto__', 'False', 'x'), was('constructor', 'False', 'x')],
      now: {},
      want: [],
    },
  ])('$name: $why', ({ before, now, want }) => expect(events(before, now)).toEqual(want));

  test.each(Object.keys(REASONS) as Reason[])('%s gives the event in its row', (reason) => {
    const before = CONDITION_TYPES.map((type) => was(type, 'Unknown', 'Before'));
    const [event] = events(before, { SpecAccepted: fails(reason, 'text') }).filter((it) => it.includes('SpecAccepted'));
    expect(event?.split(' ')[0] ?? 'quiet').toBe(REASONS[reason]);
  });
});
