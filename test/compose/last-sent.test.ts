import { describe, expect, test } from '@jest/globals';
import { lastSent } from '../../src/compose/last-sent.js';
import { asList, asObject, at, type Json, type JsonObject } from '../../src/lib/json.js';
import { type ObservedState, run, type TestResponse } from '../support/run.js';
import { condition, observedResource, withConditions, withValue } from '../support/stages.js';
import { binding, clusterReady, configurationReady, contentReady, POLICY } from '../support/states.js';

const RUNS = [condition('Ready', 'True'), condition('Synced', 'True')];
const FAILED = [...RUNS, condition('LastAsyncOperation', 'False', 'apply failed: 422 no')];
const FAILING = [condition('Ready', 'True'), condition('Synced', 'False', 'update failed: apply failed: 422 no')];
const REFUSED = [
  condition('Ready', 'False'),
  condition('Synced', 'True'),
  condition('LastAsyncOperation', 'False', 'apply failed: Error updating configuration: 422 no'),
];
const SUCCEEDED = [...RUNS, condition('LastAsyncOperation', 'True')];

/** Something that was sent one thing, and of which the provider shows another. */
function shown(
  state: ObservedState,
  sent: JsonObject,
  has: JsonObject,
  conditions: readonly JsonObject[],
): ObservedState {
  const both = withValue(
    withValue(state, ['spec', 'forProvider'], { ...asObject(at(state.resource, 'spec', 'forProvider')), ...sent }),
    ['status', 'atProvider'],
    { ...asObject(at(state.resource, 'status', 'atProvider')), ...has },
  );
  return withConditions(both, ...conditions);
}

const call = (spec: JsonObject, observed: Readonly<Record<string, ObservedState>>): TestResponse =>
  run({ composite: binding(spec), policy: POLICY, observed });
const sent = ({ composed }: TestResponse, key: string, name: string): Json | undefined =>
  at(composed[key]?.resource, 'spec', 'forProvider', name);

describe('what was sent last', () => {
  const cluster = (sent: JsonObject, has: JsonObject, conditions = FAILED): JsonObject =>
    lastSent(observedResource(shown({ resource: { kind: 'Cluster' } }, sent, has, conditions)));

  test.each<[reason: string, sent: JsonObject, has: JsonObject, want: JsonObject]>([
    ['DigitalOcean has it', { version: '17' }, { version: '17' }, { version: '17' }],
    [
      'DigitalOcean has another value',
      { version: '9', size: 'b' },
      { version: '8', size: 'a' },
      { version: '8', size: 'a' },
    ],
    ['the provider shows none', { sqlMode: 'ANSI' }, {}, { sqlMode: 'ANSI' }],
    [
      'a part of it is another',
      { maintenanceWindow: [{ day: 'monday', hour: '03:00' }] },
      { maintenanceWindow: [{ day: 'friday', hour: '03:00:00' }] },
      { maintenanceWindow: [{ day: 'friday', hour: '03:00' }] },
    ],
    ['neither has it, and its absence is no change', { storageSizeMib: '9' }, {}, {}],
    ['its absence is no change', { storageSizeMib: '9' }, { storageSizeMib: '5' }, {}],
  ])('after a failure: %s', (_reason, given, has, want) => expect(cluster(given, has)).toEqual(want));

  test.each([
    ['nothing failed', SUCCEEDED],
    ['nothing was ever changed', RUNS],
  ])('stays where %s', (_reason, conditions) =>
    expect(cluster({ version: '9' }, { version: '8' }, conditions)).toEqual({ version: '9' }),
  );
});

interface Case {
  readonly field: string;
  readonly engine: string;
  readonly refused: Json;
  readonly runs: Json;
  /** What is sent once the spec has no value any more. */
  readonly want: Json | undefined;
}

const CASES: readonly Case[] = [
  { field: 'version', engine: 'pg', refused: '18', runs: '17', want: '17' },
  { field: 'size', engine: 'pg', refused: 'db-s-9vcpu-9gb', runs: 'db-s-1vcpu-1gb', want: 'db-s-1vcpu-1gb' },
  { field: 'nodeCount', engine: 'pg', refused: 3, runs: 1, want: 1 },
  { field: 'region', engine: 'pg', refused: 'ams3', runs: 'nyc3', want: 'nyc3' },
  { field: 'storageSizeMib', engine: 'pg', refused: '99999', runs: '10240', want: undefined },
  { field: 'evictionPolicy', engine: 'valkey', refused: 'allkeys_lru', runs: 'noeviction', want: 'noeviction' },
  { field: 'sqlMode', engine: 'mysql', refused: 'ANSI', runs: 'TRADITIONAL', want: 'TRADITIONAL' },
  {
    field: 'maintenanceWindow',
    engine: 'pg',
    refused: [{ day: 'monday', hour: '03:00' }],
    runs: [{ day: 'friday', hour: '04:00' }],
    want: [{ day: 'friday', hour: '04:00' }],
  },
];

describe.each(CASES)(
  '$field that was refused, and is not asked for any more',
  ({ field, engine, refused, runs, want }) => {
    const spec = { cluster: { engine } };
    const world = (conditions: readonly JsonObject[], sent: Json = refused): TestResponse =>
      call(spec, { cluster: shown(clusterReady(engine as 'pg'), { [field]: sent }, { [field]: runs }, conditions) });

    test.each([
      ['between two tries', FAILED],
      ['while a try fails', FAILING],
    ])('is not sent again, %s', (_when, conditions) => expect(sent(world(conditions), 'cluster', field)).toEqual(want));

    test('is told by its name as long as the provider may try it', () => {
      for (const conditions of [FAILED, FAILING])
        expect(world(conditions).conditions.ClusterReady).toMatchObject({
          reason: 'ChangeFailed',
          message: expect.stringMatching(new RegExp(`cannot change ${field}\\b.*spec\\.cluster\\.${field}.*422`)),
        });
      expect(world(FAILING, want ?? runs).conditions.ClusterReady?.reason).toBe('ChangeFailed');
    });

    test('is forgotten once the provider has heard', () => {
      const told = world(FAILED, want ?? runs);
      expect(told.conditions.ClusterReady?.reason).toBe('OpenToInternet');
    });
  },
);

test('An upgrade that goes on is not taken back', () => {
  const cluster = shown(clusterReady('pg'), { version: '18' }, { version: '17' }, SUCCEEDED);
  expect(sent(call({ cluster: { engine: 'pg' } }, { cluster }), 'cluster', 'version')).toBe('18');
});

test('A default of the policy does not ask for anything', () => {
  const cluster = shown(clusterReady('pg'), { version: '18' }, { version: '17' }, FAILED);
  const policy = { ...POLICY, defaults: { ...asObject(POLICY.defaults), versions: { pg: '18' } } };
  const response = run({ composite: binding({ cluster: { engine: 'pg' } }), policy, observed: { cluster } });
  expect(sent(response, 'cluster', 'version')).toBe('17');
});

test('A setting of a configuration that was refused is left out, and the others stay', () => {
  const cluster = { cluster: clusterReady('pg') };
  const asked = { timezone: 'UTC', workMem: 4 };
  const made =
    call({ cluster: { engine: 'pg', configuration: asked } }, cluster).composed.configuration?.resource ?? {};
  const configuration = shown(configurationReady(made), { workMem: 1024 }, { timezone: 'UTC', workMem: 4 }, FAILED);
  const response = call({ cluster: { engine: 'pg' } }, { ...cluster, configuration });
  expect(at(response.composed.configuration?.resource, 'spec', 'forProvider')).toMatchObject({ timezone: 'UTC' });
  expect(sent(response, 'configuration', 'workMem')).toBeUndefined();
  expect(response.conditions.SpecAccepted?.message).not.toContain('workMem');
});

test.each<
  [reason: string, engine: string, field: string, value: Json, at: JsonObject, conditions: readonly JsonObject[]]
>([
  ['DigitalOcean shows none', 'pg', 'timezone', 'Nowhere/Land', { id: 'it' }, FAILED],
  ['the provider never reads it', 'kafka', 'logRetentionMs', '5', { id: 'it', logRetentionMs: '5' }, FAILED],
  ['the first request was refused', 'pg', 'timezone', 'Nowhere/Land', {}, REFUSED],
  ['the first request was refused, and it is never read', 'kafka', 'logRetentionMs', '5', {}, REFUSED],
])('A configuration of a refused value alone goes with it: %s', (_reason, engine, field, value, has, conditions) => {
  const cluster = { cluster: clusterReady(engine === 'pg' ? 'pg' : 'kafka') };
  const asked = call({ cluster: { engine, configuration: { [field]: value } } }, cluster);
  const made = configurationReady(asked.composed.configuration?.resource ?? {});
  const configuration = withConditions(withValue(made, ['status', 'atProvider'], has), ...conditions);
  const { composed, conditions: told } = call({ cluster: { engine } }, { ...cluster, configuration });
  expect(composed.configuration).toBeUndefined();
  expect(told.SpecAccepted).toMatchObject({ reason: 'Accepted' });
  // While the spec asks for it, it is sent.
  const again = call({ cluster: { engine, configuration: { [field]: value } } }, { ...cluster, configuration });
  expect(sent(again, 'configuration', field)).toBe(value);
});

test('A setting of a topic that was refused is left out', () => {
  const topics = [{ name: 'events', partitions: 6, configuration: { retentionMs: 1000 } }];
  const cluster = { cluster: clusterReady('kafka') };
  const first = call({ cluster: { engine: 'kafka' }, topics }, cluster).composed['topic-events']?.resource ?? {};
  const block = (retentionMs: string): JsonObject => ({ config: [{ retentionMs, cleanupPolicy: 'compact' }] });
  const topic = shown(contentReady(first), block('1'), block('604800000'), FAILED);
  const bare = [{ name: 'events', partitions: 6 }];
  const response = call({ cluster: { engine: 'kafka' }, topics: bare }, { ...cluster, 'topic-events': topic });
  expect(asList(sent(response, 'topic-events', 'config'))).toEqual([{ cleanupPolicy: 'compact' }]);
});
