import { describe, expect, test } from '@jest/globals';
import { DigitalOcean } from '../../simulation/provider/digitalocean.js';
import { at, type JsonObject } from '../../src/lib/json.js';
import { clusterParameters, existingCluster, ManagedResource, managed, said, writes } from './managed-resource.js';

const WITHOUT_LATE_INITIALIZATION = ['Observe', 'Create', 'Update', 'Delete'];

// What DigitalOcean shows of a ready cluster, as regular expressions where it makes something up.
const READY = {
  pg: {
    user: 'doadmin',
    database: 'defaultdb',
    port: 25060,
    uri: /^postgresql:\/\/doadmin:AVNS_[\w-]+@orders-do-user-1234567-0\.[a-p]\.db\.ondigitalocean\.com:25060\/defaultdb\?sslmode=require$/,
  },
  mysql: {
    user: 'doadmin',
    database: 'defaultdb',
    port: 25060,
    uri: /^mysql:\/\/doadmin:AVNS_[\w-]+@orders-[^:]+:25060\/defaultdb\?ssl-mode=REQUIRED$/,
  },
  mongodb: {
    user: 'doadmin',
    database: 'admin',
    port: 27017,
    uri: /^mongodb\+srv:\/\/doadmin:\w{16}@orders-[0-9a-f]{8}\.mongo\.ondigitalocean\.com\/admin\?tls=true&authSource=admin&replicaSet=orders$/,
  },
  valkey: { user: 'default', database: '', port: 25061, uri: /^rediss:\/\/default:AVNS_[\w-]+@orders-[^:]+:25061$/ },
  kafka: {
    user: 'doadmin',
    database: '',
    port: 25073,
    uri: /^orders-do-user-1234567-0\.[a-p]\.db\.ondigitalocean\.com:25073$/,
  },
  opensearch: { user: 'doadmin', database: '', port: 25060, uri: /^https:\/\/doadmin:AVNS_[\w-]+@orders-[^:]+:25060$/ },
};

describe.each(Object.entries(READY))('a Cluster of %s', (engine, { uri, ...fields }) => {
  test('becomes ready with its connection details', () => {
    const cluster = new ManagedResource(managed('Cluster', clusterParameters(engine))).poll();
    expect(said(cluster.resource, 'Ready')).toBe('True Available');
    expect(said(cluster.resource, 'Synced')).toBe('True ReconcileSuccess');
    expect(at(cluster.resource, 'status', 'atProvider')).toMatchObject({ ...fields, id: cluster.externalName });
    expect(cluster.details['attribute.uri']).toMatch(uri);
    expect(cluster.details['attribute.private_uri']).toContain('private-orders-');
    expect('attribute.ui_uri' in cluster.details).toBe(engine === 'opensearch');
  });
});

const POLLS = [
  { polls: 1, reason: 'the API server shows it before its controller gets to it', ready: 'nothing', named: false },
  { polls: 2, reason: 'the creation runs', ready: 'False Creating', named: false },
  { polls: 4, reason: 'the creation has ended, nobody looked yet', ready: 'False Creating', named: false },
  { polls: 5, reason: 'its name and its details are told first', ready: 'False Creating', named: true },
  { polls: 6, reason: 'it was observed', ready: 'True Available', named: true },
];

test.each(POLLS)('After $polls polls of a new Cluster $reason', ({ polls, ready, named }) => {
  const cluster = new ManagedResource(managed('Cluster', clusterParameters('pg'))).poll(polls);
  expect(said(cluster.resource, 'Ready')).toBe(ready);
  expect(cluster.externalName !== undefined).toBe(named);
  expect(Object.keys(cluster.details).length > 0).toBe(named);
});

test('Without late initialisation it is ready before its status tells anything', () => {
  const manifest = managed('Cluster', clusterParameters('pg'), { policies: WITHOUT_LATE_INITIALIZATION });
  const cluster = new ManagedResource(manifest).poll(5);
  expect(said(cluster.resource, 'Ready')).toBe('True Available');
  expect(cluster.externalName).toBeDefined();
  expect(at(cluster.resource, 'status', 'atProvider')).toEqual({});
  expect(at(cluster.poll(1).resource, 'status', 'atProvider', 'id')).toBe(cluster.externalName);
});

test('Late initialisation happens under the policies that contain it only', () => {
  const chosen = ['privateNetworkUuid', 'projectId', 'storageSizeMib'];
  const parametersUnder = (policies: readonly string[]) => {
    const cluster = new ManagedResource(managed('Cluster', clusterParameters('pg'), { policies })).poll();
    const parameters = Object.keys(Object(at(cluster.resource, 'spec', 'forProvider')));
    return parameters.filter((key) => chosen.includes(key)).sort();
  };
  expect(parametersUnder(['*'])).toEqual(chosen);
  expect(parametersUnder(WITHOUT_LATE_INITIALIZATION)).toEqual([]);
});

test('A field that cannot change in place blocks the resource', () => {
  const cluster = new ManagedResource(managed('Cluster', clusterParameters('pg'))).poll();
  cluster.edit({ name: 'invoices', nodeCount: 2 }).poll();
  expect(said(cluster.resource, 'Synced')).toContain('Instance cannot be destroyed');
  expect(at(cluster.resource, 'status', 'atProvider', 'nodeCount')).toBe(1);
});

test('A field that can change in place does, asynchronously', () => {
  const cluster = new ManagedResource(managed('Cluster', clusterParameters('pg'))).poll();
  cluster.edit({ nodeCount: 2 }).poll(1);
  // It says so of the new spec, and the operation has only begun.
  expect(said(cluster.resource, 'Synced')).toBe('True ReconcileSuccess');
  expect(said(cluster.resource, 'AsyncOperation')).toBe('True Finished');
  expect(at(cluster.resource, 'status', 'atProvider', 'nodeCount')).toBe(1);
  cluster.poll(1);
  expect(at(cluster.resource, 'status', 'atProvider', 'nodeCount')).toBe(2);
  expect(said(cluster.resource, 'Synced')).toBe('True ReconcileSuccess');
});

test('Observing shows the public URI with an empty password', () => {
  const { cloud, id } = existingCluster('pg', 'legacy');
  const manifest = managed('Cluster', {}, { externalName: id, policies: ['Observe'] });
  const cluster = new ManagedResource(manifest, cloud).poll();
  expect(cluster.details['attribute.uri']).toContain('doadmin:@legacy-');
  expect(cluster.details['attribute.password']).toMatch(/^AVNS_/);
});

test('Observing what does not exist, or is gone, is an error that says so', () => {
  const { cloud, id } = existingCluster('pg', 'legacy');
  const cluster = new ManagedResource(
    managed('Cluster', {}, { externalName: id, policies: ['Observe'] }),
    cloud,
  ).poll();
  cloud.clusters.delete(id);
  expect(said(cluster.poll().resource, 'Synced')).toBe(
    'False ReconcileError: observe failed: external resource does not exist',
  );
  expect(at(cluster.resource, 'status', 'atProvider', 'id')).toBe(id);
});

test('Adopting writes nothing, and completes the public URI', () => {
  const { cloud, id } = existingCluster('pg', 'legacy');
  const before = cloud.clusters.get(id);
  const cluster = new ManagedResource(
    managed('Cluster', {}, { externalName: id, policies: ['Observe'] }),
    cloud,
  ).poll();
  cluster.edit(clusterParameters('pg', 'legacy')).settle(id, WITHOUT_LATE_INITIALIZATION).poll();
  expect(said(cluster.resource, 'Synced')).toBe('True ReconcileSuccess');
  expect(cluster.details['attribute.uri']).toMatch(/:\/\/doadmin:AVNS_[\w-]+@legacy-/);
  expect(cloud.clusters.get(id)).toBe(before);
});

test('The password of an imported MongoDB is never told', () => {
  const { cloud, id } = existingCluster('mongodb', 'legacy');
  const cluster = new ManagedResource(
    managed('Cluster', {}, { externalName: id, policies: ['Observe'] }),
    cloud,
  ).poll();
  cluster.edit(clusterParameters('mongodb', 'legacy')).settle(id, WITHOUT_LATE_INITIALIZATION).poll();
  expect(said(cluster.resource, 'Ready')).toBe('True Available');
  expect(cluster.details['attribute.password']).toBeUndefined();
  expect(cluster.details['attribute.uri']).toContain('doadmin:@');
});

test('A Cluster without a version is refused before DigitalOcean is asked', () => {
  const { version: _, ...parameters } = clusterParameters('pg');
  const cluster = new ManagedResource(managed('Cluster', parameters)).poll(4);
  expect(said(cluster.resource, 'Synced')).toMatch(/create failed: apply failed: .*"version" is required/s);
  expect(cluster.cloud.traffic.take()).toEqual([]);
});

test('Adopting one without its version is refused, and the message tells it', () => {
  const { cloud, id } = existingCluster('pg', 'legacy');
  const manifest = managed('Cluster', {}, { externalName: id, policies: ['Observe'] });
  const { version: _, ...parameters } = clusterParameters('pg', 'legacy');
  const cluster = new ManagedResource(manifest, cloud).poll();
  cluster.edit(parameters).settle(id, WITHOUT_LATE_INITIALIZATION).poll();
  expect(said(cluster.resource, 'Synced')).toMatch(/plan failed: .*Set the pg version .* saved to state: 17/s);
  expect(said(cluster.resource, 'Ready')).toBe('True Available');
});

describe('a Cluster that is deleted at DigitalOcean', () => {
  function lostCluster() {
    const manifest = managed('Cluster', clusterParameters('pg'), { policies: WITHOUT_LATE_INITIALIZATION });
    const cluster = new ManagedResource(manifest).poll();
    const id = String(cluster.externalName);
    cluster.cloud.deleteCluster(id);
    cluster.cloud.traffic.take();
    return { cluster, id };
  }

  test('is made anew, empty, under another id', () => {
    const { cluster, id } = lostCluster();
    cluster.poll(2);
    expect(said(cluster.resource, 'Ready')).toBe('False Creating');
    expect([cluster.externalName, at(cluster.resource, 'status', 'atProvider', 'id')]).toEqual([id, id]);
    cluster.poll();
    const [made] = cluster.cloud.clusters.values();
    expect(made?.id).not.toBe(id);
    expect(cluster.externalName).toBe(made?.id);
    expect(said(cluster.resource, 'Synced')).toBe('True ReconcileSuccess');
    expect(writes(cluster.cloud)).toEqual(['POST /v2/databases 201']);
  });

  test('notes the creation anew', () => {
    const pending = (resource: JsonObject | undefined) =>
      at(resource, 'metadata', 'annotations', 'crossplane.io/external-create-pending');
    const { cluster } = lostCluster();
    const before = pending(cluster.resource);
    cluster.poll(12, '2026-01-01T01:00:00Z');
    expect([before, pending(cluster.resource)]).toEqual(['2026-01-01T00:00:15Z', '2026-01-01T01:00:00Z']);
  });

  test('has its old id written over as often as somebody writes it back', () => {
    const { cluster, id } = lostCluster();
    cluster.poll();
    const made = cluster.externalName;
    cluster.settle(id, WITHOUT_LATE_INITIALIZATION).poll();
    expect(cluster.externalName).toBe(made);
    expect(cluster.cloud.clusters.size).toBe(1);
  });

  test('is looked for by its old id where that was written back and the provider has started anew', () => {
    const { cluster, id } = lostCluster();
    cluster.poll().settle(id, WITHOUT_LATE_INITIALIZATION).restart().poll();
    expect(said(cluster.resource, 'Synced')).toMatch(/cluster name is not available: $/);
    expect(cluster.externalName).toBe(id);
  });

  test('is missing where it is only observed', () => {
    const { cluster, id } = lostCluster();
    cluster.settle(id, ['Observe']).poll();
    expect(said(cluster.resource, 'Synced')).toBe(
      'False ReconcileError: observe failed: external resource does not exist',
    );
    expect(cluster.cloud.clusters.size).toBe(0);
  });
});

test('Redis still runs, but cannot be had any more', () => {
  const cloud = new DigitalOcean();
  cloud.makeElsewhere('9cc10173-e9ea-4176-9dbc-a4cee4c4ff30', 'redis');
  expect([...cloud.clusters.values()].map(({ fields }) => fields.engine)).toEqual(['redis']);
  expect(cloud.createCluster({ engine: 'redis', name: 'a', region: 'nyc3' })).toMatchObject({ ok: false });
});

const REFUSED = [
  {
    name: 'UnknownRegion',
    parameters: { region: 'mars1' },
    cause: /422 \(request "[0-9a-f-]{36}"\) invalid region: $/,
  },
  {
    name: 'NameTaken',
    parameters: { name: 'taken' },
    cause: /422 \(request "[0-9a-f-]{36}"\) cluster name is not available: $/,
  },
];

test.each(REFUSED)('A refused creation says why: $name', ({ parameters, cause }) => {
  const { cloud } = existingCluster('pg', 'taken');
  const cluster = new ManagedResource(managed('Cluster', { ...clusterParameters('pg'), ...parameters }), cloud).poll(4);
  expect(said(cluster.resource, 'Synced')).toMatch(cause);
  expect(said(cluster.resource, 'LastAsyncOperation')).toMatch(cause);
  expect(said(cluster.resource, 'Ready')).toBe('False Creating');
  expect(cluster.externalName).toBeUndefined();
});

const DELETED = [
  { policies: ['*'], stays: false },
  { policies: WITHOUT_LATE_INITIALIZATION, stays: false },
  { policies: ['Observe', 'Create', 'Update'], stays: true },
];

test.each(DELETED)(
  'Deleted with policies $policies the cluster stays at DigitalOcean: $stays',
  ({ policies, stays }) => {
    const cluster = new ManagedResource(managed('Cluster', clusterParameters('pg'), { policies })).poll();
    cluster.delete().poll();
    expect(cluster.resource).toBeUndefined();
    expect(cluster.cloud.clusters.size).toBe(stays ? 1 : 0);
  },
);

test('A Cluster needs what its CRD demands unless it is observed only', () => {
  expect(() => new ManagedResource(managed('Cluster', { engine: 'pg' }))).toThrow(
    'spec.forProvider.name is a required',
  );
  expect(() => new ManagedResource(managed('Cluster', {}, { policies: ['Observe'] }))).not.toThrow();
});
