import { describe, expect, test } from '@jest/globals';
import { at, type JsonObject } from '../../src/lib/json.js';
import { existingCluster, ManagedResource, managed, said, writes } from './managed-resource.js';

interface Case {
  readonly kind: string;
  readonly engine: string;
  readonly forProvider: JsonObject;
  readonly path: string;
  /** What the provider calls it, behind the cluster's id. */
  readonly id: string;
  readonly refusal: string;
}

const CASES: readonly Case[] = [
  {
    kind: 'KafkaTopic',
    engine: 'kafka',
    forProvider: { name: 'events', partitionCount: 3 },
    path: 'topics',
    id: '/topic/events',
    refusal: 'topic name is not available',
  },
  {
    kind: 'ConnectionPool',
    engine: 'pg',
    forProvider: { name: 'web', mode: 'transaction', size: 5, dbName: 'defaultdb', user: 'doadmin' },
    path: 'pools',
    id: '/web',
    refusal: 'pool name is not available',
  },
  {
    kind: 'Replica',
    engine: 'pg',
    forProvider: { name: 'ro', region: 'nyc3', size: 'db-s-1vcpu-1gb' },
    path: 'replicas',
    id: '/replicas/ro',
    refusal: 'cluster name is not available',
  },
];

const KEPT = ['Observe', 'Create', 'Update'];

describe.each(CASES)('a $kind whose name is taken', ({ kind, engine, forProvider, path, id: suffix, refusal }) => {
  function orphan() {
    const { cloud, id } = existingCluster(engine);
    const manifest = managed(kind, { clusterId: id, ...forProvider }, { name: 'first', policies: KEPT });
    new ManagedResource(manifest, cloud).poll().delete().poll();
    expect(writes(cloud)).toEqual([`POST /v2/databases/${id}/${path} 201`]);
    const second = managed(kind, { clusterId: id, ...forProvider }, { name: 'second', policies: KEPT });
    return { cloud, id, second: new ManagedResource(second, cloud).poll() };
  }

  test('is refused', () => {
    const { second } = orphan();
    expect(said(second.resource, 'Synced')).toMatch(new RegExp(`create failed: .*: 422 .* ${refusal}: $`));
    expect(said(second.resource, 'Ready')).toBe('False Creating');
    expect(second.externalName).toBeUndefined();
  });

  test('is adopted by its external name, without a change', () => {
    const { cloud, id, second } = orphan();
    cloud.traffic.take();
    second.settle(`${id}${suffix}`, KEPT).poll();
    expect(said(second.resource, 'Synced')).toBe('True ReconcileSuccess');
    expect(said(second.resource, 'Ready')).toBe('True Available');
    expect(at(second.resource, 'status', 'atProvider', 'id')).toBe(`${id}${suffix}`);
    expect(writes(cloud)).toEqual([]);
  });

  test('is made anew where it is lost', () => {
    const { cloud, id, second } = orphan();
    second.settle(`${id}${suffix}`, KEPT).poll();
    cloud.clusters.get(id)?.contents.clear();
    cloud.traffic.take();
    second.poll();
    expect(said(second.resource, 'Synced')).toBe('True ReconcileSuccess');
    expect(writes(cloud)).toEqual([`POST /v2/databases/${id}/${path} 201`]);
  });
});
