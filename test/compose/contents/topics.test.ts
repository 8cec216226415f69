import { describe, expect, test } from '@jest/globals';
import { at, type Json, type JsonObject } from '../../../src/lib/json.js';
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

/** A topic as it is once a spec was followed. */
function existing(topic: JsonObject, told: JsonObject = {}): Readonly<Record<string, ObservedState>> {
  const { resource = {} } = respond(kafka({ topics: [topic] })).composed[`topic-${topic.name}`] ?? {};
  return { [`topic-${topic.name}`]: contentReady(resource, told) };
}

describe('a topic', () => {
  test('is written as the provider wants it: what can be large is text', () => {
    const configuration = { retentionMs: 604800000, retentionBytes: -1, minInsyncReplicas: 2, cleanupPolicy: 'delete' };
    const response = respond(
      kafka({ topics: [{ name: 'events', partitions: 6, replicationFactor: 3, configuration }] }),
    );
    expect(sent(response, 'topic-events')).toMatchObject({
      name: 'events',
      partitionCount: 6,
      replicationFactor: 3,
      config: [{ retentionMs: '604800000', retentionBytes: '-1', minInsyncReplicas: 2, cleanupPolicy: 'delete' }],
    });
  });

  interface Case {
    readonly name: string;
    readonly reason: string;
    readonly before: JsonObject;
    readonly after: JsonObject;
    readonly sent: JsonObject;
    readonly refused?: string;
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
      refused: 'spec.topics[0].partitions: cannot shrink from 6 to 3: partitions only grow; set it to 6 or more',
    },
    {
      name: 'SettingGivenUp',
      reason: 'DigitalOcean keeps the last value, so it is reported instead of silently forgotten',
      before: { configuration: { retentionMs: 1000, preallocate: true } },
      after: { configuration: { preallocate: false } },
      sent: { config: [{ preallocate: false, retentionMs: '1000' }] },
      refused:
        'spec.topics[0].configuration.retentionMs: cannot be taken back: DigitalOcean keeps the last value, 1000; set it to the value that it should have',
    },
    {
      name: 'TooManyReplicas',
      reason: 'the running cluster has three nodes, the spec does not say how many',
      before: { replicationFactor: 2 },
      after: { replicationFactor: 5 },
      sent: { replicationFactor: 2 },
      refused: 'spec.topics[0].replicationFactor: 5 is more than the 3 nodes of the cluster: set it to 3 or less',
    },
  ];

  test.each(CASES)('$name: $reason', ({ before, after, sent: wanted, refused }) => {
    const observed = existing({ name: 'events', ...before });
    const response = respond(kafka({ topics: [{ name: 'events', ...after }] }), observed);
    expect(sent(response, 'topic-events')).toMatchObject(wanted);
    expect(response.conditions.SpecAccepted?.message).toBe(refused ?? '');
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
