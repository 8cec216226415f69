import { describe, expect, test } from '@jest/globals';
import { asObject, at, type Json, type JsonObject } from '../../../src/lib/json.js';
import { type ObservedState, run, type TestResponse } from '../../support/run.js';
import { condition, withConditions, withValue } from '../../support/stages.js';
import { binding, CLUSTER_ID, clusterReady, contentReady, NOTE, POLICY } from '../../support/states.js';

const pg = (replica: JsonObject, cluster: JsonObject = {}): JsonObject =>
  binding({ cluster: { engine: 'pg', replicas: [{ name: 'ro', ...replica }], ...cluster }, users: [{ name: 'a' }] });
const respond = (
  composite: JsonObject,
  observed: Readonly<Record<string, ObservedState>> = {},
  policy: JsonObject = POLICY,
): TestResponse => run({ composite, policy, observed: { cluster: clusterReady('pg'), ...observed } });
const made = ({ composed }: TestResponse): JsonObject => composed['replica-ro']?.resource ?? {};
const sent = (response: TestResponse): Json | undefined => at(made(response), 'spec', 'forProvider');

const first = respond(pg({}));
const SHOWN = { region: 'nyc3', size: 'db-s-1vcpu-1gb', storageSizeMib: '10240' };
const running = { 'replica-ro': contentReady(made(first), SHOWN) };
const KEPT = ['Observe', 'Create', 'Update'];
const ALL = [...KEPT, 'Delete'];
const deletable = withValue(running['replica-ro'], ['spec', 'managementPolicies'], ALL);

describe('a replica', () => {
  test('is like its cluster, in its network, and named after it', () => {
    expect(sent(first)).toEqual({
      clusterId: CLUSTER_ID,
      name: 'shop-orders-ro',
      region: 'nyc3',
      size: 'db-s-1vcpu-1gb',
      privateNetworkUuid: 'bfe3479e-c5c8-4a09-a0f4-397a6605cfeb',
    });
  });

  test('of another region is in the network DigitalOcean gives it', () => {
    expect(sent(respond(pg({ region: 'fra1' })))).not.toHaveProperty('privateNetworkUuid');
  });

  test.each(['region', 'size'])(
    'waits until the %s of its cluster is known: the provider cannot do without',
    (field) => {
      const unknown = ['spec', 'status'].reduce(
        (state, part) => withValue(state, [part, part === 'spec' ? 'forProvider' : 'atProvider', field], undefined),
        clusterReady('pg'),
      );
      expect(respond(pg({}), { cluster: unknown }).composed).not.toHaveProperty('replica-ro');
      const known = respond(pg({ region: 'fra1', size: 'large' }), { cluster: unknown });
      expect(sent(known)).toMatchObject({ region: 'fra1', size: 'large' });
    },
  );

  test.each(['region', 'size'])(
    'is sent its own %s where none was sent: without it every change is blocked',
    (field) => {
      const unsent = withValue(running['replica-ro'], ['spec', 'forProvider', field], undefined);
      expect(sent(respond(pg({}), { 'replica-ro': unsent }))).toEqual(sent(respond(pg({}), running)));
    },
  );

  test('is in a region of small letters: in capitals it would be another one', () => {
    const capitals = withValue(clusterReady('pg'), ['status', 'atProvider', 'region'], 'NYC3');
    expect(sent(respond(pg({}), { cluster: capitals }))).toEqual(sent(first));
  });

  test('waits for the cluster', () => {
    expect(run({ composite: pg({}), policy: POLICY }).composed).not.toHaveProperty('replica-ro');
  });

  test('holds the cluster back until it is ready, not the Secrets', () => {
    expect(first.conditions.ClusterReady).toMatchObject({
      reason: 'PartsNotReady',
      message: expect.stringMatching(/^replica "ro": is about to be created;/),
    });
    expect(respond(pg({}), running).conditions.ClusterReady?.status).toBe('TRUE');
  });

  test('is deleted with its cluster, and keeps the name that the provider gave it', () => {
    expect(at(made(first), 'spec', 'managementPolicies')).toEqual(KEPT);
    expect(made(respond(pg({}), running))).toEqual({
      ...made(first),
      metadata: { annotations: { 'crossplane.io/external-name': `${CLUSTER_ID}/replicas/shop-orders-ro` } },
    });
  });

  describe('that is taken off the list', () => {
    const without = (fields: JsonObject = {}): JsonObject => binding({ cluster: { engine: 'pg' }, ...fields });

    test('goes in two steps: it has no data of its own, and nothing else would delete it', () => {
      const leaving = made(respond(without(), running));
      expect(at(leaving, 'spec', 'managementPolicies')).toEqual(ALL);
      expect(at(leaving, 'spec', 'forProvider')).toEqual(sent(first));
      expect(at(leaving, 'spec', 'writeConnectionSecretToRef')).toEqual({ name: 'orders-replica-ro-conn' });
      expect(respond(without(), { 'replica-ro': deletable }).composed).not.toHaveProperty('replica-ro');
    });

    test('stays at DigitalOcean with deletionPolicy Orphan', () => {
      expect(respond(without({ deletionPolicy: 'Orphan' }), running).composed).not.toHaveProperty('replica-ro');
    });

    test('stays at DigitalOcean when its cluster is handed over', () => {
      const handOver = (observed: Readonly<Record<string, ObservedState>>): TestResponse =>
        respond(binding({ clusterRef: { uuid: CLUSTER_ID } }), observed, { ...POLICY, references: { uuids: ['*'] } });
      expect(handOver(running).composed).not.toHaveProperty('replica-ro');
      expect(at(made(handOver({ 'replica-ro': deletable })), 'spec', 'managementPolicies')).toEqual(KEPT);
    });
  });

  test('that exists already in the binding’s own cluster is taken over as it was created', () => {
    const refusal = 'create failed: apply failed: Error creating DatabaseReplica: 422 replica name is not available: ';
    const taken = withConditions({ resource: made(first) }, condition('Synced', 'False', refusal));
    const sought = respond(pg({}), { 'replica-ro': taken });
    expect(at(made(sought), 'spec', 'managementPolicies')).toEqual(['Observe']);
    expect(at(made(sought), 'metadata', 'annotations')).toEqual({
      'crossplane.io/external-name': `${CLUSTER_ID},shop-orders-ro`,
      [NOTE]: 'imported',
    });
    const found = contentReady(made(sought), { region: 'fra1', size: 'db-s-4vcpu-8gb', storageSizeMib: '61440' });
    const response = respond(pg({}), { 'replica-ro': found });
    expect(at(made(response), 'spec', 'managementPolicies')).toEqual(KEPT);
    expect(sent(response)).toMatchObject({ region: 'fra1', size: 'db-s-4vcpu-8gb' });
    expect(sent(response)).not.toHaveProperty('storageSizeMib');
    const unlisted = respond(binding({ cluster: { engine: 'pg' } }), { 'replica-ro': found });
    expect(unlisted.composed).not.toHaveProperty('replica-ro');
  });
});

interface Case {
  readonly name: string;
  readonly reason: string;
  readonly asked: JsonObject;
  readonly sent: JsonObject;
  readonly unsent?: string;
  readonly refused?: string;
}

const CASES: readonly Case[] = [
  { name: 'Same', reason: 'nothing is asked for', asked: {}, sent: { size: 'db-s-1vcpu-1gb', region: 'nyc3' } },
  {
    name: 'Resize',
    reason: 'the only change there is',
    asked: { size: 'db-s-2vcpu-4gb', storageSizeMib: 20480 },
    sent: { size: 'db-s-2vcpu-4gb', storageSizeMib: '20480' },
  },
  {
    name: 'ResizeAlone',
    reason: 'the storage that it has is sent along, and is not enough for most sizes',
    asked: { size: 'db-s-2vcpu-4gb' },
    sent: { size: 'db-s-1vcpu-1gb' },
    refused:
      'spec.cluster.replicas[0].size: cannot change from db-s-1vcpu-1gb to db-s-2vcpu-4gb alone, since a resize sends the storage too: set storageSizeMib beside it to what the new size comes with, 10240 or more',
  },
  {
    name: 'ResizeWithTheStorageThatItHas',
    reason: 'who writes it knows that it is enough',
    asked: { size: 'db-s-2vcpu-2gb', storageSizeMib: 10240 },
    sent: { size: 'db-s-2vcpu-2gb' },
    unsent: 'storageSizeMib',
  },
  {
    name: 'ResizeWithLessStorage',
    reason: 'storage only grows, and the size waits for a storage that is enough',
    asked: { size: 'db-s-2vcpu-4gb', storageSizeMib: 5120 },
    sent: { size: 'db-s-1vcpu-1gb' },
    unsent: 'storageSizeMib',
    refused: 'spec.cluster.replicas[0].storageSizeMib: cannot shrink from 10240 to 5120 MiB',
  },
  {
    name: 'MoreStorage',
    reason: 'it grows by itself too',
    asked: { storageSizeMib: 20480 },
    sent: { size: 'db-s-1vcpu-1gb', storageSizeMib: '20480' },
  },
  {
    name: 'SameStorage',
    reason: 'what it has is not sent: autoscaling may make it more at any time',
    asked: { size: 'db-s-1vcpu-1gb', storageSizeMib: 10240 },
    sent: { size: 'db-s-1vcpu-1gb' },
    unsent: 'storageSizeMib',
  },
  {
    name: 'Move',
    reason: 'a region is fixed at creation',
    asked: { region: 'fra1' },
    sent: { region: 'nyc3' },
    refused: 'spec.cluster.replicas[0].region: cannot change from "nyc3" to "fra1"',
  },
  {
    name: 'LessStorage',
    reason: 'storage only grows',
    asked: { storageSizeMib: 5120 },
    sent: { size: 'db-s-1vcpu-1gb' },
    unsent: 'storageSizeMib',
    refused: 'spec.cluster.replicas[0].storageSizeMib: cannot shrink from 10240 to 5120 MiB',
  },
];

test.each(CASES)('a change of a replica: $name: $reason', ({ asked, sent: wanted, unsent, refused }) => {
  const response = respond(pg(asked), running);
  expect(sent(response)).toMatchObject(wanted);
  expect(Object.keys(asObject(sent(response)))).not.toContain(unsent);
  expect(response.conditions.SpecAccepted?.message).toContain(refused ?? '');
  expect(response.conditions.SpecAccepted?.status).toBe(refused ? 'FALSE' : 'TRUE');
});

describe('a replica that DigitalOcean refuses to create follows the spec', () => {
  const refused = (replica: JsonObject): Readonly<Record<string, ObservedState>> => ({
    'replica-ro': withConditions(
      { resource: made(respond(pg(replica))) },
      condition('Synced', 'False', 'create failed: invalid'),
    ),
  });

  test.each<[reason: string, before: JsonObject, asked: JsonObject]>([
    ['another size', {}, { size: 'large', storageSizeMib: 5120 }],
    ['less storage', { storageSizeMib: 9999999 }, { storageSizeMib: 20480 }],
    ['another region', { region: 'nyc9' }, { region: 'fra1' }],
    ['the region of its cluster, and so its network', { region: 'nyc9' }, {}],
    ['another region, and so none of its networks', {}, { region: 'fra1' }],
  ])('%s', (_reason, before, asked) => {
    const response = respond(pg(asked), refused(before));
    expect(sent(response)).toEqual(sent(respond(pg(asked))));
    expect(response.conditions.SpecAccepted?.reason).toBe('Accepted');
  });

  test('not while its cluster is not ready: then it stays as it is', () => {
    const cluster = withConditions(clusterReady('pg'), condition('Ready', 'False'), condition('Synced', 'True'));
    const response = respond(pg({ region: 'fra1' }), { cluster, ...refused({ region: 'nyc9' }) });
    expect(sent(response)).toMatchObject({ region: 'nyc9' });
    expect(response.conditions.SpecAccepted?.reason).toBe('Accepted');
  });
});

test('a replica that was made while its region changed in the spec keeps the one it has', () => {
  const state = withValue(running['replica-ro'], ['spec', 'forProvider', 'region'], 'fra1');
  const response = respond(pg({ region: 'fra1' }), { 'replica-ro': state });
  expect(sent(response)).toEqual(sent(first));
  expect(response.conditions.SpecAccepted?.reason).toBe('ImmutableField');
});

test('a replica that somebody else has resized stays as it is', () => {
  const larger = contentReady(made(first), { ...SHOWN, size: 'db-s-2vcpu-4gb', storageSizeMib: '61440' });
  const response = respond(pg({}), { 'replica-ro': larger });
  expect(sent(response)).toEqual({ ...asObject(sent(first)), size: 'db-s-2vcpu-4gb' });
});

test('the size of the cluster does not resize its replicas', () => {
  expect(sent(respond(pg({}, { size: 'db-s-8vcpu-16gb' }), running))).toMatchObject({ size: 'db-s-1vcpu-1gb' });
});

describe('refused', () => {
  test.each<[name: string, composite: JsonObject, message: string]>([
    [
      'replicas of kafka',
      binding({ cluster: { engine: 'kafka', replicas: [{ name: 'ro' }] } }),
      'spec.cluster.replicas: not supported for Kafka, only for engine pg, mysql: remove it',
    ],
    [
      'a region that the policy does not allow',
      pg({ region: 'fra1' }),
      'spec.cluster.replicas[0].region: "fra1" is not allowed by the policy (allowed: nyc3)',
    ],
    [
      'replicas of a cluster that lives elsewhere',
      binding({ clusterRef: { uuid: CLUSTER_ID, replicas: [] } }),
      'spec.clusterRef.replicas: unknown field',
    ],
  ])('%s', (_name, composite, message) => {
    expect(run({ composite, policy: { ...POLICY, allowed: { regions: ['nyc3'] } } }).fatal).toContain(message);
  });
});
