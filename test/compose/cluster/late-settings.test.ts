import { describe, expect, test } from '@jest/globals';
import {
  LATE_SETTINGS,
  type LateSettings,
  lateSettings,
  pendingSettings,
} from '../../../src/compose/cluster/late-settings.js';
import type { Engine } from '../../../src/gen/binding.js';
import type { JsonObject } from '../../../src/lib/json.js';
import { clusterFacts } from '../../../src/observe/cluster-facts.js';
import { behaviorOf, fieldsOf, wordOf } from '../../../src/provider/field-behavior.js';
import { recorded } from '../../support/recorded-states.js';
import type { ObservedState } from '../../support/run.js';
import { clusterOf, condition, observedResource, resolved, withConditions, withValue } from '../../support/stages.js';
import { clusterCreating, clusterReady, clusterRejected, clusterYoung } from '../../support/states.js';

const WINDOW = [{ day: 'tuesday', hour: '02:00' }];

function settingsOf(engine: Engine, cluster: JsonObject, state: ObservedState | undefined): LateSettings {
  const facts = clusterFacts(state && observedResource(state));
  return lateSettings(clusterOf(resolved({ spec: { cluster: { engine, ...cluster } } })), facts);
}

/** A state to whose spec some were sent, and what the provider shows of them. */
function having(state: ObservedState, sent: JsonObject, shown: JsonObject = {}): ObservedState {
  const put =
    (at: readonly string[], fields: JsonObject) =>
    (to: ObservedState): ObservedState =>
      Object.entries(fields).reduce((last, [name, value]) => withValue(last, [...at, name], value), to);
  return put(['status', 'atProvider'], shown)(put(['spec', 'forProvider'], sent)(state));
}

const SETTINGS: readonly (readonly [Engine, keyof LateSettings['sent'], JsonObject, LateSettings['sent']])[] = [
  ['pg', 'maintenanceWindow', { maintenanceWindow: WINDOW[0] ?? {} }, { maintenanceWindow: WINDOW }],
  ['mysql', 'sqlMode', { sqlMode: 'ANSI' }, { sqlMode: 'ANSI' }],
  ['valkey', 'evictionPolicy', { evictionPolicy: 'allkeys_lru' }, { evictionPolicy: 'allkeys_lru' }],
];

test('They are those that the provider sends after the creation, and none of them can be taken out', () => {
  const late = Object.entries(fieldsOf('Cluster')).filter(
    ([path, { sentAfterCreation }]) => sentAfterCreation && !/[.]/.test(path),
  );
  expect([...LATE_SETTINGS].sort()).toEqual(late.map(([path]) => path).sort());
  expect(SETTINGS.map(([, field]) => field).sort()).toEqual([...LATE_SETTINGS].sort());
  for (const field of LATE_SETTINGS)
    expect(['panic', 'sends']).toContain(wordOf(behaviorOf('Cluster', field)?.removed ?? 'kept'));
});

describe.each(SETTINGS)('of %s, %s', (engine, field, asked, sent) => {
  const running = clusterReady(engine);

  test.each<[string, ObservedState | undefined]>([
    ['is not there', undefined],
    ['is young', clusterYoung(engine)],
    ['is being created', clusterCreating(engine)],
    ['is refused', clusterRejected(engine, 'no')],
  ])('waits while the cluster %s: a refusal now would spoil it for ever', (_what, state) => {
    expect(settingsOf(engine, asked, state)).toEqual({ sent: {}, kept: [] });
  });

  test('is sent once the cluster has its id, ready or not', () => {
    expect(settingsOf(engine, asked, running)).toEqual({ sent, kept: [] });
    expect(settingsOf(engine, asked, withConditions(running))).toEqual({ sent, kept: [] });
  });

  test('is not taken back from a creation that knows of it', () => {
    const creating = having(clusterCreating(engine), sent as JsonObject);
    expect(settingsOf(engine, asked, creating)).toEqual({ sent, kept: [] });
  });

  test('keeps its last value when it is taken out', () => {
    expect(settingsOf(engine, {}, having(running, sent as JsonObject))).toEqual({
      sent,
      kept: [expect.objectContaining({ path: `spec.cluster.${field}` })],
    });
  });

  test('is not made up where it was never sent', () => {
    expect(settingsOf(engine, {}, having(running, {}, sent as JsonObject))).toEqual({ sent: {}, kept: [] });
  });

  test('comes back where taking it out makes every update fail', () => {
    const failing = withConditions(
      having(running, {}, sent as JsonObject),
      condition('LastAsyncOperation', 'False', 'no'),
    );
    expect(settingsOf(engine, {}, failing)).toEqual({
      sent,
      kept: [expect.objectContaining({ path: `spec.cluster.${field}` })],
    });
  });
});

test('A cluster whose window somebody took out heals: it gets the one that it has', () => {
  expect(settingsOf('pg', {}, recorded('cluster-window-removed'))).toEqual({
    sent: { maintenanceWindow: [{ day: 'sunday', hour: '03:00' }] },
    kept: [{ path: 'spec.cluster.maintenanceWindow', value: 'sunday 03:00', advice: 'write the value that you want' }],
  });
});

test.each<{ name: string; reason: string; sent: JsonObject; want: LateSettings['sent'] }>([
  { name: 'OtherEngine', reason: 'Terraform refuses it in every plan', sent: { sqlMode: 'ANSI' }, want: {} },
  { name: 'Blank', reason: 'it would switch strict mode off', sent: { evictionPolicy: '', sqlMode: '' }, want: {} },
  { name: 'NoWindow', reason: 'a list that is empty is none', sent: { maintenanceWindow: [] }, want: {} },
  { name: 'HalfWindow', reason: 'the provider refuses it', sent: { maintenanceWindow: [{ day: 'monday' }] }, want: {} },
  {
    name: 'CapitalDay',
    reason: 'it is read back in small letters',
    sent: { maintenanceWindow: [{ day: 'Friday', hour: '3:00' }] },
    want: { maintenanceWindow: [{ day: 'friday', hour: '03:00' }] },
  },
  {
    name: 'TwoWindows',
    reason: 'a second one is never sent',
    sent: { maintenanceWindow: [...WINDOW, { day: 'friday', hour: '03:00' }] },
    want: { maintenanceWindow: WINDOW },
  },
  {
    name: 'Seconds',
    reason: 'they make no difference',
    sent: { maintenanceWindow: [{ day: 'tuesday', hour: '02:00:30' }] },
    want: { maintenanceWindow: WINDOW },
  },
])('of what was sent, $name: $reason', ({ sent, want }) => {
  expect(settingsOf('pg', {}, having(clusterReady('pg'), sent)).sent).toEqual(want);
});

test.each<[string, string]>([
  ['02:00', '02:00'],
  ['23:59:59', '23:59'],
])('an hour %s of the spec, which lets seconds pass, is sent as %s', (hour, want) => {
  const { sent } = settingsOf('pg', { maintenanceWindow: { day: 'sunday', hour } }, clusterReady('pg'));
  expect(sent).toEqual({ maintenanceWindow: [{ day: 'sunday', hour: want }] });
});

describe('a setting is in force', () => {
  const MODE: JsonObject = { sqlMode: 'ANSI' };
  const running = clusterReady('mysql');
  const during = (state: ObservedState, ...more: readonly JsonObject[]): ObservedState =>
    withConditions(state, condition('Ready', 'True'), condition('Synced', 'True'), ...more);
  const waiting = { field: 'sqlMode', path: 'spec.cluster.sqlMode', to: 'ANSI' };
  const other: JsonObject = { sqlMode: 'ansi' };
  const stale = withValue(having(running, MODE), ['metadata', 'generation'], 9);
  const outdated = withConditions(stale, { ...condition('Synced', 'True'), observedGeneration: 8 });

  test.each<{ name: string; reason: string; state: ObservedState; want: readonly unknown[] }>([
    { name: 'Same', reason: 'it is read back', state: having(running, MODE, MODE), want: [] },
    {
      name: 'Unsent',
      reason: 'the provider knows nothing of it',
      state: running,
      want: [{ ...waiting, isSent: false }],
    },
    {
      name: 'Outdated',
      reason: 'the provider looked at another spec',
      state: outdated,
      want: [{ ...waiting, isSent: false }],
    },
    {
      name: 'Unread',
      reason: 'nothing is read back',
      state: having(running, MODE),
      want: [{ ...waiting, isSent: true }],
    },
    {
      name: 'Changed',
      reason: 'the old one is there still',
      state: having(running, other, other),
      want: [{ ...waiting, isSent: false }],
    },
    {
      name: 'Busy',
      reason: 'the old one is there until the operation ends',
      state: during(having(running, MODE, other), condition('AsyncOperation', 'False')),
      want: [{ ...waiting, isSent: true }],
    },
    {
      name: 'Failed',
      reason: 'the old one stays',
      state: during(having(running, MODE, other), condition('LastAsyncOperation', 'False', '422 no')),
      want: [{ ...waiting, isSent: true }],
    },
    {
      name: 'OtherwiseWritten',
      reason: 'the operation has succeeded',
      state: during(having(running, MODE, other), condition('LastAsyncOperation', 'True')),
      want: [],
    },
  ])('$name: $reason', ({ state, want }) => {
    expect(pendingSettings(MODE, observedResource(state))).toEqual(want);
  });

  test.each<[string, Engine, JsonObject, JsonObject]>([
    ['policy', 'valkey', { evictionPolicy: 'volatile_ttl' }, { evictionPolicy: 'allkeys_lru' }],
    ['window', 'pg', { maintenanceWindow: WINDOW }, { maintenanceWindow: [{ day: 'sunday', hour: '03:00:00' }] }],
  ])(
    'a %s is, until the value is there: an operation that has only begun looks like one that has ended',
    (_what, engine, sent, shown) => {
      const begun = having(clusterReady(engine), sent, shown);
      const state = withConditions(begun, condition('LastAsyncOperation', 'True'), condition('AsyncOperation', 'True'));
      expect(pendingSettings(sent, observedResource(state))).toMatchObject([{ isSent: true }]);
      expect(pendingSettings(sent, observedResource(having(state, {}, sent)))).toEqual([]);
    },
  );

  test('whether its hour is shown with seconds or not', () => {
    const desired = { maintenanceWindow: [{ day: 'sunday', hour: '03:00' }] };
    expect(pendingSettings(desired, observedResource(recorded('cluster-window-removed')))).toEqual([]);
  });

  test('and none that is not desired is missed', () => {
    expect(pendingSettings({}, observedResource(having(running, {}, MODE)))).toEqual([]);
  });
});
