import { describe, expect, test } from '@jest/globals';
import { asObject, at, type Json, type JsonObject } from '../../../src/lib/json.js';
import { type ObservedState, run, type TestResponse } from '../../support/run.js';
import { condition, withConditions, withValue } from '../../support/stages.js';
import {
  applied,
  binding,
  CLUSTER_ID,
  CREATED_AT,
  clusterReady,
  contentReady,
  NOTE,
  POLICY,
} from '../../support/states.js';

const kafka = (fields: JsonObject, cluster: JsonObject = {}): JsonObject =>
  binding({ cluster: { engine: 'kafka', ...cluster }, ...fields });

function respond(composite: JsonObject, observed: Readonly<Record<string, ObservedState>> = {}): TestResponse {
  return run({ composite, policy: POLICY, observed: { cluster: clusterReady('kafka'), ...observed } });
}

const KEPT = ['Observe', 'Create', 'Update'];
const sent = ({ composed }: TestResponse, key: string): Json | undefined =>
  at(composed[key]?.resource, 'spec', 'forProvider');

/** A topic as it is once a spec was followed: it is made, and then gets its settings. */
function existing(topic: JsonObject, told: JsonObject = {}): Readonly<Record<string, ObservedState>> {
  const key = `topic-${topic.name}`;
  const follow = (observed: Readonly<Record<string, ObservedState>>): Readonly<Record<string, ObservedState>> => {
    const { resource = {} } = respond(kafka({ topics: [topic] }), observed).composed[key] ?? {};
    return { [key]: contentReady(resource, told) };
  };
  return follow(follow({}));
}

/** A topic with other parameters than the function would send. */
function former(parameters: JsonObject, atProvider: JsonObject = {}): Readonly<Record<string, ObservedState>> {
  const state = existing({ name: 'events' })['topic-events'] ?? { resource: {} };
  const sentNow = asObject(at(state.resource, 'spec', 'forProvider'));
  const old = withValue(state, ['spec', 'forProvider'], { ...sentNow, ...parameters });
  const told = asObject(at(old.resource, 'status', 'atProvider'));
  return { 'topic-events': withValue(old, ['status', 'atProvider'], { ...told, ...atProvider }) };
}

describe('a topic', () => {
  test('is written as the provider wants it: what can be large is text', () => {
    const configuration = {
      retentionMs: 604800000,
      retentionBytes: -1,
      minInsyncReplicas: 2,
      cleanupPolicy: 'delete',
      minCleanableDirtyRatio: 0.1,
    };
    const topic = { name: 'events', partitions: 6, replicationFactor: 3, configuration };
    const young = respond(kafka({ topics: [topic] }));
    // A creation with any setting sends zero and false for others.
    expect(sent(young, 'topic-events')).toEqual({
      clusterId: CLUSTER_ID,
      name: 'events',
      partitionCount: 6,
      replicationFactor: 3,
    });
    const response = respond(kafka({ topics: [topic] }), existing({ name: 'events', partitions: 6 }));
    expect(sent(response, 'topic-events')).toMatchObject({
      name: 'events',
      partitionCount: 6,
      replicationFactor: 3,
      config: [
        {
          retentionMs: '604800000',
          retentionBytes: '-1',
          minInsyncReplicas: 2,
          cleanupPolicy: 'delete',
          minCleanableDirtyRatio: Math.fround(0.1),
        },
      ],
    });
  });

  interface Old {
    readonly name: string;
    readonly reason: string;
    readonly before: JsonObject;
    readonly told?: JsonObject;
    readonly asked?: JsonObject;
    readonly want: JsonObject;
  }

  const OLD: readonly Old[] = [
    {
      name: 'Preallocated',
      reason: 'it is sent at every look, as it is never read back',
      before: { config: [{ preallocate: true, cleanupPolicy: 'compact' }] },
      want: { config: [{ cleanupPolicy: 'compact' }] },
    },
    {
      name: 'PreallocatedAlone',
      reason: 'no empty block is sent',
      before: { config: [{ preallocate: true }] },
      want: {},
    },
    {
      name: 'Inexact',
      reason: 'it is rounded where it stays',
      before: { config: [{ minCleanableDirtyRatio: 0.1 }] },
      want: { config: [{ minCleanableDirtyRatio: Math.fround(0.1) }] },
    },
    {
      name: 'PartitionsTakenOut',
      reason: 'without a number three are sent, which is refused with all else',
      before: { partitionCount: 12 },
      want: { partitionCount: 12 },
    },
    {
      name: 'PartitionsRememberedByTheProvider',
      reason: 'the higher number is the one that it has',
      before: { partitionCount: 6 },
      told: { partitionCount: 12 },
      want: { partitionCount: 12 },
    },
    {
      name: 'PartitionsNeverSaid',
      reason: 'from then on the number is always sent',
      before: {},
      told: { partitionCount: 3 },
      want: { partitionCount: 3 },
    },
    {
      name: 'PartitionsForgotten',
      reason: 'after an import the provider knows no number, and what was sent still counts',
      before: { partitionCount: 6 },
      told: { partitionCount: 0 },
      asked: { partitions: 3 },
      want: { partitionCount: 6 },
    },
  ];

  test.each(OLD)('that is there: $name, $reason', ({ before, told, asked, want }) => {
    const response = respond(kafka({ topics: [{ name: 'events', ...asked }] }), former(before, told));
    expect(sent(response, 'topic-events')).toEqual({ clusterId: CLUSTER_ID, name: 'events', ...want });
  });

  test('that is not there yet gets no settings, also where an earlier version sent some', () => {
    const topic = { name: 'events', configuration: { retentionMs: 1000 } };
    const { resource = {} } = respond(kafka({ topics: [topic] }), existing(topic)).composed['topic-events'] ?? {};
    const state = withValue({ resource }, ['metadata'], { name: 'orders-topic' });
    const response = respond(kafka({ topics: [{ name: 'events' }] }), { 'topic-events': state });
    expect(sent(response, 'topic-events')).toEqual({ clusterId: CLUSTER_ID, name: 'events' });
    expect(response.conditions.SpecAccepted?.reason).toBe('Accepted');
  });

  interface Case {
    readonly name: string;
    readonly reason: string;
    readonly before: JsonObject;
    readonly after: JsonObject;
    readonly sent: JsonObject;
    readonly told?: string;
  }

  const CASES: readonly Case[] = [
    {
      name: 'MorePartitions',
      reason: 'a higher number is made in place',
      before: { partitions: 3 },
      after: { partitions: 6 },
      sent: { partitionCount: 6 },
    },
    {
      name: 'FewerPartitions',
      reason: 'partitions only grow',
      before: { partitions: 6 },
      after: { partitions: 3 },
      sent: { partitionCount: 6 },
      told: 'spec.topics[0].partitions: cannot shrink from 6 to 3: partitions only grow; set it to 6 or more',
    },
    {
      name: 'SettingGivenUp',
      reason: 'DigitalOcean keeps the last value, so it is reported instead of silently forgotten',
      before: { configuration: { retentionMs: 1000, messageDownConversionEnable: true } },
      after: { configuration: { messageDownConversionEnable: false } },
      sent: { config: [{ messageDownConversionEnable: false, retentionMs: '1000' }] },
      told: 'spec.topics[0].configuration.retentionMs: not set, so 1000 stays: write the value that you want',
    },
    {
      name: 'NumbersGivenUp',
      reason: 'without them the provider would send its own, and with fewer partitions every change fails',
      before: { partitions: 6, replicationFactor: 3 },
      after: {},
      sent: { partitionCount: 6, replicationFactor: 3 },
      told: 'spec.topics[0].replicationFactor: not set, so 3 stays: write the value that you want; spec.topics[0].partitions: not set, so 6 stays: write the value that you want',
    },
    {
      name: 'UsualNumbersGivenUp',
      reason: 'they are what the provider sends without them',
      before: { partitions: 3, replicationFactor: 2, configuration: { minInsyncReplicas: 1 } },
      after: {},
      sent: { partitionCount: 3, replicationFactor: 2, config: [{ minInsyncReplicas: 1 }] },
    },
    {
      name: 'TooManyReplicas',
      reason: 'the running cluster has three nodes, the spec does not say how many',
      before: { replicationFactor: 2 },
      after: { replicationFactor: 5 },
      sent: { replicationFactor: 2 },
      told: 'spec.topics[0].replicationFactor: 5 is more than the 3 nodes of the cluster: set it to 3 or less',
    },
  ];

  test.each(CASES)('$name: $reason', ({ before, after, sent: wanted, told }) => {
    const observed = existing({ name: 'events', ...before });
    const response = respond(kafka({ topics: [{ name: 'events', ...after }] }), observed);
    expect(sent(response, 'topic-events')).toMatchObject(wanted);
    expect(response.conditions.SpecAccepted?.message).toBe(told ?? '');
  });

  const CHANGE_FAILED = condition('LastAsyncOperation', 'False', 'apply failed: Error updating topic: 422 no');
  const FAILING = condition('Synced', 'False', 'update failed: apply failed: 422 no');
  const RUNS = [condition('Ready', 'True'), condition('Synced', 'True')];

  interface Refused {
    readonly name: string;
    readonly reason: string;
    readonly conditions: readonly JsonObject[];
    /** What was sent last, where it is not what was refused. */
    readonly before?: number;
    readonly asked: JsonObject;
    readonly want: number;
    readonly told?: string;
  }

  const REFUSED: readonly Refused[] = [
    {
      name: 'Corrected',
      reason: 'the provider remembers what was refused as done',
      conditions: [...RUNS, CHANGE_FAILED],
      asked: { partitions: 6 },
      want: 6,
    },
    {
      name: 'CorrectedWhileItFails',
      reason: 'the provider says so in another condition too',
      conditions: [condition('Ready', 'True'), FAILING],
      asked: { partitions: 6 },
      want: 6,
    },
    {
      name: 'CorrectionArrived',
      reason: 'the provider says so before it shows the number',
      conditions: [...RUNS, condition('LastAsyncOperation', 'True')],
      before: 6,
      asked: { partitions: 6 },
      want: 6,
    },
    {
      name: 'TakenOut',
      reason: 'without a number three are sent, and what it has is not known',
      conditions: [...RUNS, CHANGE_FAILED],
      asked: {},
      want: 2000,
      told: 'spec.topics[0].partitions: not set, so 2000 stays: write the value that you want',
    },
    {
      name: 'NotRefused',
      reason: 'partitions only grow',
      conditions: [...RUNS, condition('LastAsyncOperation', 'True')],
      asked: { partitions: 6 },
      want: 2000,
      told: 'spec.topics[0].partitions: cannot shrink from 2000 to 6: partitions only grow; set it to 2000 or more',
    },
  ];

  test.each(REFUSED)('whose partitions were refused: $name: $reason', ({ conditions, before, asked, want, told }) => {
    const state = former({ partitionCount: before ?? 2000 }, { partitionCount: 2000 })['topic-events'];
    const observed = { 'topic-events': withConditions(state ?? { resource: {} }, ...conditions) };
    const response = respond(kafka({ topics: [{ name: 'events', ...asked }] }), observed);
    expect(at(sent(response, 'topic-events'), 'partitionCount')).toBe(want);
    expect(response.conditions.SpecAccepted?.message).toBe(told ?? '');
  });

  test.each<[reason: string, asked: JsonObject, want: JsonObject]>([
    ['fewer are asked for', { partitions: 6, replicationFactor: 2 }, { partitionCount: 6, replicationFactor: 2 }],
    ['nothing is asked for any more', {}, {}],
    ['what cannot be made is not sent', { replicationFactor: 5 }, { replicationFactor: 3 }],
  ])('that DigitalOcean refused to make follows the spec: %s', (_reason, asked, want) => {
    const { resource = {} } =
      respond(kafka({ topics: [{ name: 'events', partitions: 2000, replicationFactor: 3 }] })).composed[
        'topic-events'
      ] ?? {};
    const refused = withConditions(
      { resource: { ...resource, metadata: { name: 'orders-topic' } } },
      condition('Synced', 'False', 'create failed: apply failed: Error creating topic: 422 no'),
    );
    const response = respond(kafka({ topics: [{ name: 'events', ...asked }] }), { 'topic-events': refused });
    expect(sent(response, 'topic-events')).toEqual({ clusterId: CLUSTER_ID, name: 'events', ...want });
    expect(response.conditions.SpecAccepted?.reason).toBe(
      asked.replicationFactor === 5 ? 'UnsupportedChange' : 'Accepted',
    );
  });

  test('of more replicas than nodes is not made in another way', () => {
    const response = respond(kafka({ topics: [{ name: 'events', replicationFactor: 5 }] }));
    expect(Object.keys(response.composed)).not.toContain('topic-events');
    expect(response.conditions.SpecAccepted?.reason).toBe('UnsupportedChange');
  });

  test('is deleted with its cluster, and noted once it exists', () => {
    const topic = { name: 'events' };
    const young = respond(kafka({ topics: [topic] })).composed['topic-events']?.resource;
    expect(at(young, 'spec', 'managementPolicies')).toEqual(KEPT);
    expect(at(young, 'metadata')).toBeUndefined();
    const made = respond(kafka({ topics: [topic] }), existing(topic)).composed['topic-events']?.resource;
    expect(at(made, 'spec', 'managementPolicies')).toEqual(KEPT);
    expect(at(made, 'metadata', 'annotations')).toEqual({
      'crossplane.io/external-name': `${CLUSTER_ID}/topic/events`,
      [NOTE]: CREATED_AT,
    });
  });

  test('that exists already in the binding’s own cluster is observed, and then managed', () => {
    const topic = { name: 'events', partitions: 3 };
    const resource = respond(kafka({ topics: [topic] })).composed['topic-events']?.resource ?? {};
    const taken = withConditions(
      { resource: { ...resource, metadata: { name: 'orders-topic' } } },
      condition(
        'Synced',
        'False',
        'create failed: apply failed: Error creating topic: 422 topic name is not available',
      ),
    );
    const told = (state: ObservedState): Json => {
      const { composed } = respond(kafka({ topics: [topic] }), { 'topic-events': state });
      const it = composed['topic-events']?.resource;
      return [
        at(it, 'spec', 'managementPolicies') ?? null,
        at(it, 'metadata', 'annotations', 'crossplane.io/external-name') ?? null,
      ];
    };
    expect(told(taken)).toEqual([['Observe'], `${CLUSTER_ID},events`]);
    const found = withValue(
      existing(topic)['topic-events'] ?? taken,
      ['metadata', 'annotations', 'crossplane.io/external-name'],
      `${CLUSTER_ID},events`,
    );
    expect(told(withValue(found, ['spec', 'managementPolicies'], ['Observe']))).toEqual([
      KEPT,
      `${CLUSTER_ID}/topic/events`,
    ]);
  });

  describe('that is taken off the list', () => {
    const observed = existing({ name: 'events', configuration: { retentionMs: 1000 } });
    const TOLD = [
      expect.objectContaining({
        reason: 'ContentReleased',
        message: 'topic "events" is no longer managed; it stays at DigitalOcean with its data',
      }),
    ];

    test('holds data, so it stays at DigitalOcean', () => {
      const response = respond(kafka({ topics: [] }), observed);
      expect(response.composed).not.toHaveProperty('topic-events');
      expect(response.results).toEqual(TOLD);
    });

    test('loses the right to delete first, where it has that', () => {
      const full = withValue(observed['topic-events'] ?? { resource: {} }, ['spec', 'managementPolicies'], ['*']);
      const response = respond(kafka({ topics: [] }), { 'topic-events': full });
      const it = response.composed['topic-events']?.resource;
      expect(at(it, 'spec', 'managementPolicies')).toEqual(KEPT);
      expect(at(it, 'spec', 'forProvider')).toEqual(at(full.resource, 'spec', 'forProvider'));
      expect(response.results).toEqual([]);
    });
  });

  test('that is not ready holds the connection back, and says so', () => {
    const { resource = {} } = respond(kafka({ topics: [{ name: 'events' }] })).composed['topic-events'] ?? {};
    const waiting = respond(kafka({ topics: [{ name: 'events' }] }), { 'topic-events': applied(resource) });
    expect(waiting.compositeReady).toBe('READY_FALSE');
    expect(waiting.composed['topic-events']?.ready).toBe(false);
  });
});

describe('a schema', () => {
  const schema = { subject: 'events-value', type: 'avro', schema: '"string"' };

  test('is made, and kept as it was made', () => {
    const made = respond(kafka({ schemas: [schema] }));
    expect(sent(made, 'schema-events-value')).toMatchObject({
      subjectName: 'events-value',
      schemaType: 'avro',
      schema: '"string"',
    });
    const observed = { 'schema-events-value': contentReady(made.composed['schema-events-value']?.resource ?? {}) };
    const changed = respond(kafka({ schemas: [{ ...schema, schema: '"long"' }] }), observed);
    expect(sent(changed, 'schema-events-value')).toMatchObject({ schema: '"string"' });
    expect(changed.conditions.SpecAccepted).toMatchObject({
      reason: 'ImmutableField',
      message: expect.stringContaining('spec.schemas[0].schema: cannot be changed'),
    });
  });

  test('that the registry refused can be corrected', () => {
    const { resource = {} } =
      respond(kafka({ schemas: [{ ...schema, schema: '{' }] })).composed['schema-events-value'] ?? {};
    const refused = withConditions({ resource }, condition('Synced', 'False', 'create failed: apply failed: 422 no'));
    const corrected = respond(kafka({ schemas: [{ ...schema, type: 'json' }] }), { 'schema-events-value': refused });
    expect(sent(corrected, 'schema-events-value')).toMatchObject({ schema: '"string"', schemaType: 'json' });
    expect(corrected.conditions.SpecAccepted?.reason).toBe('Accepted');
  });
});

describe('refused', () => {
  test.each([
    [
      'topics of another engine',
      binding({ cluster: { engine: 'pg' }, topics: [{ name: 'a' }] }),
      'spec.topics: not supported for PostgreSQL, only for engine kafka: remove it',
    ],
    [
      'more replicas than nodes',
      kafka({ topics: [{ name: 'a', replicationFactor: 5 }] }, { nodeCount: 3 }),
      "spec.topics[0].replicationFactor: 5 is more than the cluster's 3 nodes (spec.cluster.nodeCount): lower it, or add nodes",
    ],
    [
      'more replicas in sync than replicas',
      kafka({ topics: [{ name: 'a', replicationFactor: 2, configuration: { minInsyncReplicas: 3 } }] }),
      "spec.topics[0].configuration.minInsyncReplicas: 3 is more than the topic's 2 replicas (replicationFactor): lower it, or add replicas",
    ],
    [
      'an unknown setting',
      kafka({ topics: [{ name: 'a', configuration: { retentionMS: 1 } }] }),
      'spec.topics[0].configuration.retentionMS: unknown field, did you mean "retentionMs"?',
    ],
    [
      'a setting that the provider never reads back',
      kafka({ topics: [{ name: 'a', configuration: { preallocate: true } }] }),
      'spec.topics[0].configuration.preallocate: unknown field',
    ],
    [
      'a word that the provider does not take',
      kafka({ topics: [{ name: 'a', configuration: { messageFormatVersion: '9.0' } }] }),
      'spec.topics[0].configuration.messageFormatVersion: unsupported value (supported: 0.8.0, ',
    ],
    [
      'schemas in a cluster that lives elsewhere',
      binding({
        clusterRef: { uuid: '66bd85d7-5f57-428b-a009-7ac6d0506aad', engine: 'kafka' },
        schemas: [{ subject: 'a', type: 'json', schema: '{}' }],
      }),
      'spec.schemas: not possible with clusterRef, only in a cluster that the binding controls',
    ],
  ])('%s', (_name, composite, message) => {
    const policy = { ...POLICY, references: { uuids: ['*'] } };
    expect(run({ composite, policy }).fatal).toContain(message);
  });
});
