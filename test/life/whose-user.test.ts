import { describe, expect, test } from '@jest/globals';
import { live } from '../../simulation/life.js';
import type { World } from '../../simulation/world.js';
import { at, type JsonObject } from '../../src/lib/json.js';
import { bindingOf, cloudWith, ELSEWHERE, liveHappily, respecify, said, worldWith } from './worlds.js';

// Users that exist at DigitalOcean before a binding names them: whatever the spec says then, they stay as they are.

const spec = (...users: readonly JsonObject[]): JsonObject => ({ clusterRef: { uuid: ELSEWHERE }, users: [...users] });

async function settled(first: JsonObject): Promise<{ world: World; password: string | undefined }> {
  const cloud = cloudWith('pg');
  cloud.createUser(ELSEWHERE, 'victim', {});
  const password = cloud.clusters.get(ELSEWHERE)?.users.get('victim')?.password;
  const world = worldWith(bindingOf(first), [], cloud);
  await live(world);
  return { world, password };
}

const users = (world: World): readonly string[] =>
  [...(world.cloud.clusters.get(ELSEWHERE)?.users.keys() ?? [])].sort();
const policies = (world: World): unknown =>
  at(world.snapshot().composed.get('user-victim'), 'spec', 'managementPolicies');

describe('a guest’s user', () => {
  test('that it made cannot be turned into one that exists under the bare name', async () => {
    const { world, password } = await settled(spec({ name: 'victim' }));
    await liveHappily(world);
    expect(users(world)).toEqual(['doadmin', 'shop_victim', 'victim']);
    respecify(world, spec({ name: 'victim', mode: 'Observe' }));
    await live(world);
    expect(said(world, 'SpecAccepted')).toMatchObject({ status: 'False', reason: 'InvalidSpec' });
    respecify(world, spec({ name: 'other' }));
    await live(world);
    expect(users(world)).toEqual(['doadmin', 'shop_other', 'victim']);
    expect(world.cloud.clusters.get(ELSEWHERE)?.users.get('victim')?.password).toBe(password);
  });

  test('that is only looked at gets another name once it is to be managed, and the other one stays', async () => {
    const { world, password } = await settled(spec({ name: 'victim', mode: 'Observe' }));
    await liveHappily(world);
    respecify(world, spec({ name: 'victim' }));
    await live(world);
    expect(users(world)).toEqual(['doadmin', 'shop_victim', 'victim']);
    const secret = world.snapshot().composed.get('secret-victim');
    const [name, word] = ['username', 'password'].map((key) =>
      Buffer.from(String(at(secret, 'data', key)), 'base64').toString(),
    );
    expect(world.cloud.clusters.get(ELSEWHERE)?.users.get(name ?? '')?.password).toBe(word);
    respecify(world, spec({ name: 'other' }));
    await live(world);
    expect(users(world)).toEqual(['doadmin', 'shop_other', 'victim']);
    expect(world.cloud.clusters.get(ELSEWHERE)?.users.get('victim')?.password).toBe(password);
  });
});

describe('a user in a cluster of its own', () => {
  const own = (...listed: readonly JsonObject[]): JsonObject => ({
    cluster: { engine: 'pg' },
    users: [{ name: 'orders' }, ...listed],
  });

  test.each([
    ['stays', 'Observe', true],
    ['is deleted', 'Manage', false],
  ])('%s when it leaves the list as mode %s', async (_what, mode, stays) => {
    const world = worldWith(bindingOf(own({ name: 'web' })));
    await liveHappily(world);
    respecify(world, own({ name: 'web', mode }));
    await liveHappily(world);
    respecify(world, own());
    await live(world);
    const [cluster] = world.cloud.clusters.values();
    expect(cluster?.users.has('web')).toBe(stays);
  });

  test('that was looked at on purpose is not managed afterwards', async () => {
    const world = worldWith(bindingOf(own({ name: 'web' })));
    await liveHappily(world);
    respecify(world, own({ name: 'web', mode: 'Observe' }));
    await liveHappily(world);
    respecify(world, own({ name: 'web' }));
    await live(world);
    expect(said(world, 'SpecAccepted').reason).toBe('AlreadyExists');
    expect(at(world.snapshot().composed.get('user-web'), 'spec', 'managementPolicies')).toEqual(['Observe']);
  });
});

test('what was adopted is not deleted with a binding that hands its cluster back', async () => {
  const cloud = cloudWith('pg');
  cloud.createDatabase(ELSEWHERE, 'orders');
  const adopting = { cluster: { engine: 'pg', adopt: ELSEWHERE, adoptConfirmed: true } };
  const world = worldWith(bindingOf(adopting), [], cloud);
  await liveHappily(world);
  respecify(world, { clusterRef: { uuid: ELSEWHERE } });
  await liveHappily(world);
  expect(policies(world)).toBeUndefined();
  expect(at(world.snapshot().composed.get('database-orders'), 'spec', 'managementPolicies')).not.toContain('Delete');
  world.deleteBinding();
  await live(world);
  expect([...(cloud.clusters.get(ELSEWHERE)?.databases ?? [])]).toContain('orders');
});

test('a pool that was there before stays when another one replaces it, and when the binding goes', async () => {
  const cloud = cloudWith('pg');
  cloud.createContent(ELSEWHERE, 'pool', 'web', { name: 'web', mode: 'transaction', size: 5, db: 'orders' });
  const adopting = (size: number): JsonObject => ({
    cluster: { engine: 'pg', adopt: ELSEWHERE, adoptConfirmed: true },
    connectionPools: [{ name: 'web', size }],
    deletionPolicy: 'Orphan',
  });
  const world = worldWith(bindingOf(adopting(5)), [], cloud);
  await liveHappily(world);
  const pools = (): readonly string[] => [...(cloud.clusters.get(ELSEWHERE)?.contents.keys() ?? [])].sort();
  expect(pools()).toEqual(['pool/web']);
  respecify(world, adopting(7));
  await live(world);
  expect(pools()).toEqual(['pool/web', 'pool/web_2']);
  expect([...world.snapshot().composed.keys()].filter((key) => key.startsWith('pool-'))).toEqual(['pool-web.2']);
  world.deleteBinding();
  await live(world);
  expect(pools()).toEqual(['pool/web', 'pool/web_2']);
});
