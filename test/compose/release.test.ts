import { describe, expect, test } from '@jest/globals';
import { releaseUnasked } from '../../src/compose/release.js';
import { asList, at, type Json, type JsonObject } from '../../src/lib/json.js';
import type { ObservedState } from '../support/run.js';
import { factsOf, resolved, withValue } from '../support/stages.js';
import { CLUSTER_ID, contentReady, databaseReady, NOTE, POLICY, userSettled } from '../support/states.js';

const LOOK = ['Observe'];
const KEPT = ['Observe', 'Create', 'Update'];
const ALL = [...KEPT, 'Delete'];

const BINDINGS = {
  own: { cluster: { engine: 'pg' } },
  orphaning: { cluster: { engine: 'pg' }, deletionPolicy: 'Orphan' },
  guest: { clusterRef: { uuid: CLUSTER_ID } },
  replacing: { cluster: { engine: 'pg' }, deletionPolicy: 'Orphan', connectionPools: [{ name: 'web', size: 5 }] },
} as const satisfies Readonly<Record<string, JsonObject>>;

const policy = { ...POLICY, references: { uuids: ['*'] } };
const withPolicies = (state: ObservedState, policies: Json | undefined): ObservedState =>
  withValue(state, ['spec', 'managementPolicies'], policies);
const content = (kind: string, fields: JsonObject = {}): ObservedState =>
  contentReady({ kind, spec: { forProvider: { clusterId: CLUSTER_ID, name: 'web', ...fields } } });

/** One of each kind that a spec lists in a cluster. */
const STATES = {
  'database-web': databaseReady('web'),
  'topic-web': content('KafkaTopic', { config: [{ retentionMs: '1' }] }),
  'schema-web': content('KafkaSchemaRegistry', { subjectName: 'web' }),
  'pool-web': content('ConnectionPool', { size: 5 }),
  'pool-web.2': content('ConnectionPool', { name: 'web_2', size: 5 }),
  'replica-web': content('Replica'),
  'logsink-opensearch-web': content('LogSinkOpenSearch'),
  'logsink-rsyslog-web': content('LogSinkRsyslog'),
} as const satisfies Readonly<Record<string, ObservedState>>;
type Key = keyof typeof STATES;

interface Given {
  readonly binding?: keyof typeof BINDINGS;
  readonly policies?: Json | undefined;
  readonly note?: string;
  readonly deleting?: boolean;
  readonly composed?: boolean;
}

function release(key: Key, given: Given) {
  const { binding = 'own', policies = KEPT, note, deleting = false, composed = false } = given;
  let state = withPolicies(STATES[key], 'policies' in given ? given.policies : policies);
  if (note !== undefined) state = withValue(state, ['metadata', 'annotations', NOTE], note);
  if (deleting) state = withValue(state, ['metadata', 'deletionTimestamp'], '2026-01-01T00:00:00Z');
  const objects = new Map<string, JsonObject>(composed ? [[key, {}]] : []);
  const by = resolved({ spec: BINDINGS[binding], policy, running: 'pg' });
  const released = releaseUnasked(by, factsOf({ [key]: state }).resources, objects);
  if (composed) objects.delete(key);
  return { objects: [...objects], released };
}

/** What stays desired with which policies, and what is reported. */
function told(key: Key, given: Given): string {
  const { objects, released } = release(key, given);
  const [entry] = objects;
  const desired = entry ? asList(at(entry[1], 'spec', 'managementPolicies')).join(' ') : 'left out';
  const [told] = released;
  return told ? `${desired}, and told: ${told.kind}, ${told.label}` : desired;
}

const DATA = ['database-web', 'topic-web', 'schema-web'] as const;
const REST = ['pool-web', 'replica-web', 'logsink-opensearch-web', 'logsink-rsyslog-web'] as const;
const WHAT: Readonly<Record<Key, string>> = {
  'database-web': 'database, database "web"',
  'topic-web': 'topic, topic "web"',
  'schema-web': 'schema, schema "web"',
  'pool-web': 'pool, pool "web"',
  'pool-web.2': 'pool, pool "web.2"',
  'replica-web': 'replica, replica "web"',
  'logsink-opensearch-web': 'openSearchSink, log sink "web"',
  'logsink-rsyslog-web': 'rsyslogSink, log sink "web"',
};

describe('what holds data and leaves the spec stays at DigitalOcean', () => {
  const bindings = ['own', 'orphaning', 'guest'] as const;
  const cases = DATA.flatMap((key) => bindings.map((binding) => [key, binding] as const));

  test.each(cases)('%s of a binding that is %s', (key, binding) => {
    for (const policies of [LOOK, KEPT])
      expect(told(key, { binding, policies })).toBe(`left out, and told: ${WHAT[key]}`);
    // The right to delete goes first, and it is reported as safe only once that is true.
    for (const policies of [ALL, ['*'], [], undefined, ['Observe', 'Delete']])
      expect(told(key, { binding, policies })).toBe(KEPT.join(' '));
  });
});

describe('what holds no data', () => {
  test.each(REST)('%s is deleted at DigitalOcean in two steps: nothing else would do it', (key) => {
    for (const policies of [LOOK, KEPT]) expect(told(key, { policies })).toBe(ALL.join(' '));
    for (const policies of [ALL, ['*'], []]) expect(told(key, { policies })).toBe('left out');
  });

  test.each(REST.flatMap((key) => (['orphaning', 'guest'] as const).map((binding) => [key, binding] as const)))(
    '%s of a binding that is %s stays there',
    (key, binding) => {
      expect(told(key, { binding, policies: KEPT })).toBe(`left out, and told: ${WHAT[key]}`);
      expect(told(key, { binding, policies: ALL })).toBe(KEPT.join(' '));
    },
  );

  test.each(REST)('%s that was taken over stays there: somebody else may have made it', (key) => {
    expect(told(key, { note: 'imported' })).toBe(`left out, and told: ${WHAT[key]}`);
    expect(told(key, { note: 'imported', policies: ALL })).toBe(KEPT.join(' '));
  });

  test.each(['pool-web', 'pool-web.2'] as const)('a generation of a pool that another one replaces goes: %s', (key) => {
    expect(told(key, { binding: 'replacing', policies: KEPT })).toBe(ALL.join(' '));
    expect(told(key, { binding: 'replacing', policies: ALL })).toBe('left out');
  });
});

describe('what stays is left alone', () => {
  test.each(Object.keys(STATES) as Key[])('%s that is composed', (key) =>
    expect(release(key, { composed: true })).toEqual({ objects: [], released: [] }),
  );

  test('and so is what is on no list', () => {
    const binding = resolved({ spec: BINDINGS.own, policy });
    const { resources } = factsOf({ 'user-web': userSettled('pg', 'web'), 'other-web': databaseReady('web') });
    const objects = new Map<string, JsonObject>();
    expect(releaseUnasked(binding, resources, objects)).toEqual([]);
    expect(objects).toEqual(new Map());
  });
});

test('what Kubernetes is already deleting is not reported again', () => {
  expect(told('database-web', { deleting: true })).toBe('left out');
});

test('what leaves stays as it was found, but for what the API server would not give back', () => {
  const odd = { clusterId: CLUSTER_ID, name: 'web', empty: '', none: null, list: [null, '', { a: null, b: 1 }] };
  const state = withValue(withPolicies(STATES['pool-web'], KEPT), ['spec', 'forProvider'], odd);
  const objects = new Map<string, JsonObject>();
  releaseUnasked(resolved({ spec: BINDINGS.own, policy }), factsOf({ 'pool-web': state }).resources, objects);
  expect([...objects]).toEqual([
    [
      'pool-web',
      expect.objectContaining({
        kind: 'ConnectionPool',
        metadata: { annotations: { 'crossplane.io/external-name': `${CLUSTER_ID}/web` } },
        spec: expect.objectContaining({
          forProvider: { clusterId: CLUSTER_ID, name: 'web', list: [{ b: 1 }] },
          writeConnectionSecretToRef: { name: 'orders-pool-web-conn' },
        }),
      }),
    ],
  ]);
});
