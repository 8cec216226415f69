import { describe, expect, test } from '@jest/globals';
import { live } from '../../simulation/life.js';
import type { World } from '../../simulation/world.js';
import { at, type JsonObject } from '../../src/lib/json.js';
import { bindingOf, cloudWith, ELSEWHERE, liveHappily, passwords, respecify, said, worldWith } from './worlds.js';

const ids = ({ cloud }: World): readonly string[] => [...cloud.clusters.keys()];
const policies = (world: World) => at(world.snapshot().composed.get('cluster'), 'spec', 'managementPolicies');
const plain = (password = ''): string => Buffer.from(password, 'base64').toString();

describe('names that read the same', () => {
  test.each(['pg', 'mongodb'])('leave every %s user its own password', async (engine) => {
    const users = ['App', 'app', 'a_b', 'a-b', 'web-cluster'].map((name, i) => ({ name, secret: { name: `s${i}` } }));
    const neighbour = bindingOf({ cluster: { engine } }, 'orders-user-web');
    const world = worldWith(bindingOf({ cluster: { engine }, users }), [neighbour]);
    await liveHappily(world);
    const [cluster] = world.cloud.clusters.values();
    for (const [i, { name }] of users.entries())
      expect(plain(passwords(world).get(`shop/orders secret-${name}:s${i}`))).toBe(cluster?.users.get(name)?.password);
  });

  test('are two clusters', async () => {
    const world = worldWith(bindingOf({ cluster: { engine: 'pg' } }, 'orders', 'team-a'), [
      bindingOf({ cluster: { engine: 'pg' } }, 'a-orders', 'team'),
    ]);
    await liveHappily(world);
    const names = [...world.cloud.clusters.values()].map(({ fields }) => fields.name);
    expect(new Set(names).size).toBe(2);
  });

  test('keep out of the way of a Secret that somebody has made', async () => {
    const world = worldWith(bindingOf({ cluster: { engine: 'pg' } }));
    const name = 'orders-user-orders-conn';
    const metadata = { name, namespace: 'shop' };
    world.putObject({ apiVersion: 'v1', kind: 'Secret', type: 'Opaque', metadata, data: { password: 'eA==' } });
    await liveHappily(world);
    const secret = world.snapshot().objects.find((object) => at(object, 'metadata', 'name') === name);
    expect(at(secret, 'data')).toEqual({ password: 'eA==' });
  });
});

test('Nothing of a cluster is read before its adoption is confirmed', async () => {
  const world = worldWith(bindingOf({ cluster: { engine: 'pg', adopt: ELSEWHERE } }), [], cloudWith('pg'));
  await live(world);
  expect(said(world, 'SpecAccepted').reason).toBe('AdoptionPending');
  expect(world.snapshot().objects.filter(({ kind }) => kind === 'Secret')).toEqual([]);
  respecify(world, { cluster: { engine: 'pg', adopt: ELSEWHERE, adoptConfirmed: true } });
  await liveHappily(world);
});

describe('a Cluster resource that is gone', () => {
  const guarded = { engine: 'pg', trustedSources: [{ type: 'tag', value: 'web' }] };

  async function forgotten(spec: JsonObject): Promise<World> {
    // What DigitalOcean is to keep goes from Kubernetes alone.
    const world = worldWith(bindingOf({ deletionPolicy: 'Orphan', ...spec }));
    await liveHappily(world);
    world.deleteComposed('cluster');
    return world;
  }

  test('comes back to the same cluster, and a person is told', async () => {
    const world = await forgotten({ cluster: guarded });
    const [before, known] = [ids(world), passwords(world)];
    const told = new Set<unknown>();
    await live(world, () => void told.add(said(world, 'ClusterReady').reason));
    expect([...told]).toContain('ClusterForgotten');
    await liveHappily(world);
    expect([ids(world), passwords(world)]).toEqual([before, known]);
    expect(policies(world)).toEqual(['Observe', 'Create', 'Update']);
  });

  test('waits for a person where users and databases are all that is left', async () => {
    const world = await forgotten({ cluster: { engine: 'pg' } });
    const [before, known] = [ids(world), passwords(world)];
    await live(world);
    expect([ids(world), passwords(world)]).toEqual([before, known]);
    expect([policies(world), said(world, 'SpecAccepted').reason]).toEqual([['Observe'], 'AdoptionPending']);
    const cluster = { engine: 'pg', adopt: before[0] ?? '', adoptConfirmed: true };
    respecify(world, { deletionPolicy: 'Orphan', cluster });
    await liveHappily(world);
    expect([ids(world), passwords(world)]).toEqual([before, known]);
  });

  test('of a cluster that is gone too is a loss', async () => {
    const world = await forgotten({ cluster: guarded });
    const [was = ''] = ids(world);
    world.cloud.deleteCluster(was);
    await live(world);
    expect(ids(world)).not.toContain(was);
    expect(said(world, 'ClusterReady')).toMatchObject({ reason: 'ClusterLost', message: expect.stringContaining(was) });
  });

  test('of a Valkey cluster waits: only its status tells which it was', async () => {
    const world = await forgotten({ cluster: { engine: 'valkey' } });
    const before = ids(world);
    await live(world);
    expect([ids(world), said(world, 'SpecAccepted').reason]).toEqual([before, 'AdoptionPending']);
  });
});

test('A guest that hides the Cluster resource does not get the cluster of its host', async () => {
  const owner = bindingOf({ cluster: { engine: 'pg' }, sharing: { namespaces: ['billing'] } });
  const clusterRef = { binding: { name: 'orders', namespace: 'shop' } };
  const guest = bindingOf({ clusterRef, deletionPolicy: 'Orphan' }, 'invoices', 'billing');
  const world = worldWith(owner, [guest]);
  await liveHappily(world);
  world.deleteComposed('cluster', 'billing/invoices');
  const spec = { cluster: { engine: 'pg' }, deletionPolicy: 'Orphan' };
  for (const [name, spec_] of [
    ['first', spec],
    ['then', { ...spec, users: [], databases: [] }],
  ] as const) {
    respecify(world, spec_, 'billing/invoices');
    await live(world);
    const cluster = world.snapshot('billing/invoices').composed.get('cluster');
    expect([name, at(cluster, 'spec', 'managementPolicies')]).toEqual([name, ['Observe']]);
  }
});
