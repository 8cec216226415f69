import { describe, expect, test } from '@jest/globals';
import { live } from '../../simulation/life.js';
import type { World } from '../../simulation/world.js';
import { profileOf } from '../../src/engines/engines.js';
import { ENGINES, RUNNING_ENGINES } from '../../src/gen/binding.js';
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

const FULL = ['Observe', 'Create', 'Update', 'Delete'];

const fieldsOf = ({ cloud }: World, id = ELSEWHERE): JsonObject => ({ ...cloud.clusters.get(id)?.fields });
const policies = (world: World) => at(world.snapshot().composed.get('cluster'), 'spec', 'managementPolicies');
const clusterId = (world: World): string => String(at(world.snapshot().binding, 'status', 'cluster', 'id'));

describe.each([...ENGINES])('adopting a %s cluster', (engine) => {
  const asked = { engine, adopt: ELSEWHERE, size: 'db-s-4vcpu-8gb' };
  const adopter = () => worldWith(bindingOf({ cluster: asked }), [], cloudWith(engine));

  test('only looks at it at first, and tells what would change', async () => {
    const world = adopter();
    const before = [fieldsOf(world), holdings(world)];
    await liveWithoutLoss(world);
    expect([fieldsOf(world), holdings(world)]).toEqual(before);
    expect(policies(world)).toEqual(['Observe']);
    expect(keys(world)).toEqual(['cluster']);
    expect(said(world, 'SpecAccepted')).toMatchObject({
      status: 'False',
      reason: 'AdoptionPending',
      message:
        'spec.cluster.adopt: adopting the cluster changes size from db-s-1vcpu-2gb to db-s-4vcpu-8gb; set adoptConfirmed to true to take it over',
    });
  });

  test('once confirmed changes what was told, and nothing else', async () => {
    const world = adopter();
    await liveWithoutLoss(world);
    const before = fieldsOf(world);
    respecify(world, { cluster: { ...asked, adoptConfirmed: true } });
    await liveHappily(world);
    expect(policies(world)).toEqual(FULL);
    // A disk grows with the size.
    const storageSizeMib = before.storageSizeMib === '0' ? '0' : '143360';
    expect(fieldsOf(world)).toEqual({ ...before, size: 'db-s-4vcpu-8gb', storageSizeMib });
    expect([...world.cloud.clusters.keys()]).toEqual([ELSEWHERE]);
    expect([...passwords(world).keys()]).toEqual([
      profileOf(engine).users.supported ? 'shop/orders secret-orders' : 'shop/orders secret-default',
    ]);
  });

  test('that was confirmed beforehand looks at it first all the same', async () => {
    const world = worldWith(
      bindingOf({ cluster: { engine, adopt: ELSEWHERE, adoptConfirmed: true } }),
      [],
      cloudWith(engine),
    );
    const before = fieldsOf(world);
    await world.round();
    expect(policies(world)).toEqual(['Observe']);
    await liveHappily(world);
    expect([policies(world), fieldsOf(world)]).toEqual([FULL, before]);
  });
});

test.each([...RUNNING_ENGINES])('A cluster that turns out to be %s is not taken for something else', async (engine) => {
  const cluster = { engine: engine === 'valkey' ? 'pg' : 'valkey', adopt: ELSEWHERE, adoptConfirmed: true };
  const world = worldWith(bindingOf({ cluster }), [], cloudWith(engine));
  const before = [fieldsOf(world), holdings(world)];
  await liveWithoutLoss(world);
  expect([fieldsOf(world), holdings(world)]).toEqual(before);
  expect([policies(world), keys(world)]).toEqual([['Observe'], ['cluster']]);
  expect(said(world, 'SpecAccepted')).toMatchObject({
    status: 'False',
    reason: 'EngineMismatch',
    message: expect.stringContaining(`the cluster is ${engine}, not ${cluster.engine}`),
  });
});

test('What adopting would not follow is told beforehand too', async () => {
  const cluster = {
    engine: 'pg',
    adopt: ELSEWHERE,
    version: '16',
    projectId: '00000000-2f36-4656-8980-c278ecb146db',
    maintenanceWindow: { day: 'tuesday', hour: '02:00' },
  };
  const world = worldWith(bindingOf({ cluster }), [], cloudWith('pg'));
  await liveWithoutLoss(world);
  const { reason, message } = said(world, 'SpecAccepted');
  expect(reason).toBe('AdoptionPending');
  for (const told of [
    'maintenanceWindow (cannot be compared)',
    'cannot go back from 17 to 16',
    'spec.cluster.projectId: cannot change',
  ])
    expect(message).toContain(told);
  // What is refused changes nothing.
  expect(message).not.toContain('version from 17 to 16');
});

test('Once adopted, the spec need not say so any more', async () => {
  const world = worldWith(
    bindingOf({ cluster: { engine: 'pg', adopt: ELSEWHERE, adoptConfirmed: true } }),
    [],
    cloudWith('pg'),
  );
  await liveHappily(world);
  const before = [keys(world), passwords(world), holdings(world), fieldsOf(world), policies(world)];
  respecify(world, { cluster: { engine: 'pg' } });
  await liveHappily(world);
  expect([keys(world), passwords(world), holdings(world), fieldsOf(world), policies(world)]).toEqual(before);
});

describe.each([...ENGINES])('handing over a %s cluster', (engine) => {
  const controlled = { cluster: { engine, nodeCount: profileOf(engine).nodes.default } };

  async function handedOver(): Promise<World> {
    const world = worldWith(bindingOf(controlled));
    await liveHappily(world);
    respecify(world, { clusterRef: { uuid: clusterId(world) } });
    return world;
  }

  test('changes nothing but who controls it', async () => {
    const world = await handedOver();
    const before = [keys(world), passwords(world), holdings(world), fieldsOf(world, clusterId(world))];
    await liveHappily(world);
    expect(policies(world)).toEqual(['Observe']);
    expect([keys(world), passwords(world), holdings(world), fieldsOf(world, clusterId(world))]).toEqual(before);
    expect(at(world.snapshot().binding, 'status', 'architecture')).toBe('Referenced');
  });

  test('leaves it at DigitalOcean when the binding is deleted', async () => {
    const world = await handedOver();
    await liveHappily(world);
    const id = clusterId(world);
    world.deleteBinding();
    await live(world);
    expect([...world.cloud.clusters.keys()]).toEqual([id]);
  });

  test('and back: not without being asked, and nothing is lost', async () => {
    const world = await handedOver();
    await liveHappily(world);
    const before = [keys(world), passwords(world), holdings(world), fieldsOf(world, clusterId(world))];
    const id = clusterId(world);
    respecify(world, controlled);
    await liveWithoutLoss(world);
    expect([policies(world), said(world, 'SpecAccepted').reason]).toEqual([['Observe'], 'AdoptionPending']);
    respecify(world, { cluster: { ...controlled.cluster, adopt: id } });
    await liveWithoutLoss(world);
    expect([policies(world), said(world, 'SpecAccepted').reason]).toEqual([['Observe'], 'AdoptionPending']);
    respecify(world, { cluster: { ...controlled.cluster, adopt: id, adoptConfirmed: true } });
    await liveHappily(world);
    expect(policies(world)).toEqual(FULL);
    expect([keys(world), passwords(world), holdings(world), fieldsOf(world, id)]).toEqual(before);
  });
});

test('A cluster that is still being created cannot be handed over, and goes on', async () => {
  const world = worldWith(bindingOf({ cluster: { engine: 'pg' } }));
  await world.round();
  await world.round();
  respecify(world, { clusterRef: { uuid: ELSEWHERE } });
  await world.round();
  expect(said(world, 'SpecAccepted')).toMatchObject({ status: 'False', reason: 'InvalidSpec' });
  expect(keys(world)).toEqual(['cluster']);
  respecify(world, { cluster: { engine: 'pg' } });
  await liveHappily(world);
});

test('A binding that has a cluster does not adopt another', async () => {
  const world = worldWith(bindingOf({ cluster: { engine: 'pg' } }), [], cloudWith('pg'));
  await liveHappily(world);
  const id = clusterId(world);
  respecify(world, { cluster: { engine: 'pg', adopt: ELSEWHERE, adoptConfirmed: true } });
  await liveWithoutLoss(world);
  expect([clusterId(world), said(world, 'SpecAccepted').reason]).toEqual([id, 'ImmutableField']);
});

test('Adopting a cluster that is not there says so, and creates nothing', async () => {
  const world = worldWith(bindingOf({ cluster: { engine: 'pg', adopt: ELSEWHERE, adoptConfirmed: true } }));
  await live(world);
  expect(world.cloud.clusters.size).toBe(0);
  expect(said(world, 'ClusterReady')).toMatchObject({
    status: 'False',
    message: expect.stringContaining('does not exist'),
  });
});
