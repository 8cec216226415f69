import { describe, expect, test } from '@jest/globals';
import { live } from '../../simulation/life.js';
import { engineFacts } from '../../simulation/provider/engine-facts.js';
import { profileOf } from '../../src/engines/engines.js';
import { RUNNING_ENGINES } from '../../src/gen/binding.js';
import { at, type JsonObject } from '../../src/lib/json.js';
import {
  bindingOf,
  cloudWith,
  ELSEWHERE,
  holdings,
  keys,
  liveHappily,
  liveWithoutLoss,
  passwords,
  respecify,
  said,
  worldWith,
} from './worlds.js';

const CLUSTER = {
  apiVersion: 'database.digitalocean.m.crossplane.io/v1alpha1',
  kind: 'Cluster',
  namespace: 'shop',
  name: 'theirs',
};

/** A Cluster resource that somebody keeps in the namespace. */
function theirCluster(engine: string): JsonObject {
  const { apiVersion, kind, namespace, name } = CLUSTER;
  const nodeCount = engine === 'kafka' ? 3 : 1;
  const version = engineFacts(engine)?.version ?? '';
  const forProvider = { engine, name, nodeCount, region: 'nyc3', size: 'db-s-1vcpu-2gb', version };
  return { apiVersion, kind, metadata: { name, namespace }, spec: { forProvider } };
}

describe.each([...RUNNING_ENGINES])('a running %s cluster', (engine) => {
  const byUuid = () => worldWith(bindingOf({ clusterRef: { uuid: ELSEWHERE } }), [], cloudWith(engine));
  const { users } = profileOf(engine);

  test('gets a user and a Secret by its UUID, and is not touched', async () => {
    const world = byUuid();
    const before = { ...world.cloud.clusters.get(ELSEWHERE)?.fields };
    await liveHappily(world);
    expect(world.cloud.clusters.get(ELSEWHERE)?.fields).toEqual(before);
    expect([...passwords(world).keys()]).toEqual([`shop/orders secret-${users.supported ? 'shop_orders' : 'default'}`]);
    expect(at(world.snapshot().composed.get('cluster'), 'spec')).toMatchObject({
      forProvider: {},
      managementPolicies: ['Observe'],
    });
  });

  test('is left as it was found when the binding is deleted', async () => {
    const world = byUuid();
    const before = holdings(world);
    await liveHappily(world);
    world.deleteBinding();
    await live(world);
    expect(holdings(world)).toEqual(before);
  });

  test('that is gone at DigitalOcean is told, and the Secret stays', async () => {
    const world = byUuid();
    await liveHappily(world);
    const before = [keys(world), passwords(world)];
    world.cloud.clusters.delete(ELSEWHERE);
    for (let count = 0; count < 6; count += 1) await world.round();
    expect([keys(world), passwords(world)]).toEqual(before);
    expect(said(world, 'ClusterReady')).toMatchObject({ status: 'False', reason: 'ClusterNotFound' });
  });

  test('of another engine than expected gets nothing, until the expectation is mended', async () => {
    const expected = engine === 'pg' ? 'mysql' : 'pg';
    const world = worldWith(bindingOf({ clusterRef: { uuid: ELSEWHERE, engine: expected } }), [], cloudWith(engine));
    await liveWithoutLoss(world);
    expect(keys(world)).toEqual(['cluster']);
    expect(said(world, 'SpecAccepted')).toMatchObject({ status: 'False', reason: 'EngineMismatch' });
    for (const type of users.supported ? ['UsersReady', 'ConnectionReady'] : ['ConnectionReady'])
      expect(said(world, type)).toMatchObject({ status: 'False', reason: expect.stringContaining('WaitingFor') });
    respecify(world, { clusterRef: { uuid: ELSEWHERE, engine } });
    await liveHappily(world);
  });
});

describe('a Cluster resource', () => {
  const binding = bindingOf({ clusterRef: { cluster: { name: 'theirs' } } });

  test.each(['pg', 'kafka', 'valkey'])('of %s is waited for, used, and not missed too much', async (engine) => {
    const world = worldWith(binding);
    await liveWithoutLoss(world);
    expect(said(world, 'ClusterReady')).toMatchObject({ reason: 'ClusterNotFound' });
    expect(said(world, 'ConnectionReady')).toMatchObject({ status: 'False', reason: 'WaitingForCluster' });
    world.putObject(theirCluster(engine));
    await world.round();
    expect(said(world, 'ClusterReady')).toMatchObject({ reason: 'OwnerNotReady' });
    await liveHappily(world);
    expect(world.cloud.clusters.size).toBe(1);
    const before = [keys(world), passwords(world)];
    world.putObject({
      ...theirCluster(engine),
      spec: { ...Object(theirCluster(engine).spec), managementPolicies: ['Observe'] },
    });
    world.deleteObject(CLUSTER);
    for (let count = 0; count < 6; count += 1) await world.round();
    expect([keys(world), passwords(world)]).toEqual(before);
    expect(said(world, 'SpecAccepted')).toMatchObject({ status: 'False', reason: 'ClusterNotFound' });
  });
});

const refersTo = (name: string) => ({ clusterRef: { binding: { name } } });

describe('a reference that leads nowhere', () => {
  test('to itself is refused', async () => {
    const world = worldWith(bindingOf(refersTo('orders')));
    await live(world);
    expect(said(world, 'SpecAccepted')).toMatchObject({ status: 'False', reason: 'InvalidSpec' });
  });

  test('in a circle is told on both sides', async () => {
    const world = worldWith(bindingOf(refersTo('web')), [bindingOf(refersTo('orders'), 'web')]);
    await live(world);
    const told = world.bindings.map((name) => [keys(world, name), said(world, 'ClusterReady', name).reason]);
    expect(told).toEqual([
      [[], 'OwnerIsReferenced'],
      [[], 'OwnerIsReferenced'],
    ]);
  });

  test('to one that refers itself is told, until the right one is named', async () => {
    const owner = bindingOf({ cluster: { engine: 'pg' } }, 'owner');
    const world = worldWith(bindingOf(refersTo('web')), [bindingOf(refersTo('owner'), 'web'), owner]);
    await live(world);
    expect(said(world, 'ClusterReady')).toMatchObject({ reason: 'OwnerIsReferenced' });
    respecify(world, refersTo('owner'));
    await liveHappily(world);
  });

  test('any more does not lead to another cluster: the binding keeps its own', async () => {
    const world = worldWith(bindingOf({ clusterRef: { uuid: ELSEWHERE } }), [], cloudWith('pg'));
    const other = world.cloud.makeElsewhere('5f0c7a52-3d1e-4b7a-8f5d-2a9b6c1e0d43', 'pg', { name: 'other' });
    await liveHappily(world);
    const before = [keys(world), passwords(world), holdings(world)];
    respecify(world, { clusterRef: { uuid: other.id } });
    await liveWithoutLoss(world);
    expect([keys(world), passwords(world), holdings(world)]).toEqual(before);
    expect(said(world, 'SpecAccepted')).toMatchObject({ status: 'False', reason: 'ImmutableField' });
  });
});

test('A user that exists is observed, and stays when the binding goes', async () => {
  const world = worldWith(
    bindingOf({ clusterRef: { uuid: ELSEWHERE }, users: [{ name: 'orders' }, { name: 'old', mode: 'Observe' }] }),
    [],
    cloudWith('pg'),
  );
  world.cloud.createUser(ELSEWHERE, 'old', {});
  const before = holdings(world);
  await liveHappily(world);
  const old = world.cloud.clusters.get(ELSEWHERE)?.users.get('old')?.password ?? '';
  expect(Buffer.from(passwords(world).get('shop/orders secret-old') ?? '', 'base64').toString()).toBe(old);
  world.deleteBinding();
  await live(world);
  expect(holdings(world)).toEqual(before);
});
