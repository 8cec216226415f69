import { describe, expect, test } from '@jest/globals';
import { at, type Json, type JsonObject } from '../../src/lib/json.js';
import { type ObservedState, run, type TestResponse } from '../support/run.js';
import { binding, CLUSTER_ID, clusterReady, contentReady, POLICY } from '../support/states.js';

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
const running = { 'replica-ro': contentReady(made(first), { storageSizeMib: '10240' }) };

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

  test('goes when it is taken off the list: it has no data of its own', () => {
    expect(respond(binding({ cluster: { engine: 'pg' } }), running).composed).not.toHaveProperty('replica-ro');
  });

  test('stays at DigitalOcean when its cluster is handed over', () => {
    const handedOver = respond(binding({ clusterRef: { uuid: CLUSTER_ID } }), running, {
      ...POLICY,
      references: { uuids: ['*'] },
    });
    expect(at(made(handedOver), 'spec', 'managementPolicies')).toEqual(['Observe', 'Create', 'Update']);
  });
});

interface Case {
  readonly name: string;
  readonly reason: string;
  readonly asked: JsonObject;
  readonly sent: JsonObject;
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
    sent: { storageSizeMib: '10240' },
    refused: 'spec.cluster.replicas[0].storageSizeMib: cannot shrink from 10240 to 5120 MiB',
  },
];

test.each(CASES)('a change of a replica: $name: $reason', ({ asked, sent: wanted, refused }) => {
  const response = respond(pg(asked), running);
  expect(sent(response)).toMatchObject(wanted);
  expect(response.conditions.SpecAccepted?.message).toContain(refused ?? '');
  expect(response.conditions.SpecAccepted?.status).toBe(refused ? 'FALSE' : 'TRUE');
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
