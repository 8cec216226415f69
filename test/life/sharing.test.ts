import { describe, expect, test } from '@jest/globals';
import { live } from '../../simulation/life.js';
import type { World } from '../../simulation/world.js';
import { profileOf } from '../../src/engines/engines.js';
import { ENGINES, type RunningEngine } from '../../src/gen/binding.js';
import { asObject, at, type JsonObject } from '../../src/lib/json.js';
import {
  bindingOf,
  holdings,
  keys,
  liveHappily,
  liveWithoutLoss,
  passwords,
  respecify,
  said,
  worldWith,
} from './worlds.js';

const OWNER = 'shop/orders';
const NEAR = 'shop/web';
const FAR = 'billing/invoices';
const near = bindingOf({ clusterRef: { binding: { name: 'orders' } } }, 'web');
const far = bindingOf({ clusterRef: { binding: { name: 'orders', namespace: 'shop' } } }, 'invoices', 'billing');

/** What an owner says so that namespace `billing` gets in. */
function sharingOf(engine: RunningEngine): JsonObject {
  return { namespaces: ['billing'], ...(profileOf(engine).keepsUsersApart ? {} : { allData: true }) };
}

function ownerOf(engine: RunningEngine, more: JsonObject = {}): JsonObject {
  return bindingOf({ cluster: { engine }, sharing: sharingOf(engine), deletionPolicy: 'Orphan', ...more });
}

async function sharedWorld(engine: RunningEngine = 'pg', more: JsonObject = {}): Promise<World> {
  const world = worldWith(ownerOf(engine, more), [near, far]);
  await liveHappily(world);
  return world;
}

const state = (world: World) => [keys(world, NEAR), keys(world, FAR), passwords(world), holdings(world)];

describe.each([...ENGINES])('an owner of %s and two that share it', (engine) => {
  const { users } = profileOf(engine);

  test('all get a Secret for one cluster, each with a user of its own where there can be one', async () => {
    const world = await sharedWorld(engine);
    expect(world.cloud.clusters.size).toBe(1);
    expect([...passwords(world).keys()]).toEqual(
      users.supported
        ? [`${OWNER} secret-orders`, `${NEAR} secret-shop_web`, `${FAR} secret-billing_invoices`]
        : [`${OWNER} secret-default`, `${NEAR} secret-default`, `${FAR} secret-default`],
    );
    expect(new Set(passwords(world).values()).size).toBe(users.supported ? 3 : 1);
  });

  test('the private endpoint works for all of them', async () => {
    const world = worldWith(ownerOf(engine), [near, far]);
    for (const name of world.bindings)
      world.editBinding((spec) => ({ ...spec, connection: { endpoint: 'Private' } }), name);
    await liveHappily(world);
    const [host, ...others] = world.bindings.map((name) => {
      const [secret] = [...world.snapshot(name).composed].filter(([key]) => key.startsWith('secret-'));
      return `${at(secret?.[1], 'data', 'private-host')} ${at(secret?.[1], 'data', 'private-port')}`;
    });
    expect(others).toEqual([host, host]);
  });

  test('nothing of the others is lost when the owner is deleted and orphans its cluster', async () => {
    const world = await sharedWorld(engine);
    const before = [keys(world, NEAR), keys(world, FAR), holdings(world)];
    world.deleteBinding(OWNER);
    for (let count = 0; count < 6; count += 1) await world.round();
    expect([keys(world, NEAR), keys(world, FAR), holdings(world)]).toEqual(before);
    expect(said(world, 'SpecAccepted', NEAR)).toMatchObject({ status: 'False', reason: 'OwnerNotFound' });
    expect(said(world, 'SpecAccepted', FAR)).toMatchObject({ status: 'False', reason: 'NotShared' });
  });
});

describe('an owner that is gone', () => {
  const ADDED = { users: [{ name: 'late' }] };

  test('takes nothing along, but nothing new is made, until it is back', async () => {
    const world = await sharedWorld();
    const id = at(world.snapshot(OWNER).binding, 'status', 'cluster', 'id') ?? '';
    world.deleteBinding(OWNER);
    await liveWithoutLossOf(world, [NEAR, FAR]);
    world.editBinding((spec) => ({ ...spec, users: [{ name: 'shop_web' }, ...ADDED.users] }), NEAR);
    await liveWithoutLossOf(world, [NEAR, FAR]);
    expect(keys(world, NEAR)).not.toContain('user-late');
    world.addBinding(
      ownerOf('pg', {
        cluster: { engine: 'pg', adopt: id, adoptConfirmed: true },
        databases: [],
        users: [{ name: 'orders', mode: 'Observe' }],
      }),
    );
    await liveWithoutLossOf(world, [NEAR, FAR]);
    expect(said(world, 'SpecAccepted', NEAR)).toMatchObject({ status: 'True' });
    expect(keys(world, NEAR)).toContain('user-late');
  });

  test('and has taken the cluster along: said, with nothing lost in Kubernetes', async () => {
    const world = await sharedWorld('pg', { deletionPolicy: 'Delete' });
    const before = [keys(world, NEAR), passwords(world).get(`${NEAR} secret-shop_web`)];
    world.deleteBinding(OWNER);
    for (let count = 0; count < 8; count += 1) await world.round();
    expect(world.cloud.clusters.size).toBe(0);
    expect([keys(world, NEAR), passwords(world).get(`${NEAR} secret-shop_web`)]).toEqual(before);
    expect(said(world, 'ClusterReady', NEAR)).toMatchObject({ status: 'False', reason: 'ClusterNotFound' });
  });
});

/** The owner's Secrets go with it; of the others nothing may go. */
async function liveWithoutLossOf(world: World, names: readonly string[]): Promise<void> {
  const of = () => [...passwords(world)].filter(([key]) => names.some((name) => key.startsWith(`${name} `)));
  let known = of();
  for (let count = 0; count < 12; count += 1) {
    await world.round();
    expect(of()).toEqual(expect.arrayContaining(known));
    known = of();
  }
}

describe('an owner that is there', () => {
  test('and withdraws: what exists stays, nothing new is made, until it shares again', async () => {
    const world = await sharedWorld();
    const before = state(world);
    world.editBinding(({ sharing: _, ...spec }) => spec, OWNER);
    await liveWithoutLoss(world);
    expect(state(world)).toEqual(before);
    expect(said(world, 'SpecAccepted', FAR)).toMatchObject({ status: 'False', reason: 'NotShared' });
    expect(said(world, 'SpecAccepted', NEAR)).toMatchObject({ status: 'True' });
    world.editBinding((spec) => ({ ...spec, users: [{ name: 'billing_invoices' }, { name: 'late' }] }), FAR);
    await liveWithoutLoss(world);
    expect(keys(world, FAR)).not.toContain('user-late');
    world.editBinding((spec) => ({ ...spec, sharing: { namespaces: ['*'] } }), OWNER);
    await liveHappily(world);
    expect(keys(world, FAR)).toContain('user-late');
  });

  test('and never shared: its existence is not told', async () => {
    const world = worldWith(bindingOf({ cluster: { engine: 'pg' } }), [far]);
    await liveWithoutLoss(world);
    const told = said(world, 'ClusterReady', FAR);
    expect([keys(world, FAR), told.reason]).toEqual([[], 'NotShared']);
    const nowhere = worldWith(bindingOf({ cluster: { engine: 'pg' } }, 'other'), [far]);
    await liveWithoutLoss(nowhere);
    expect(said(nowhere, 'ClusterReady', FAR).message).toEqual(told.message);
  });

  test('manages a name that begins with the namespace: it is refused, until another is chosen', async () => {
    const world = worldWith(ownerOf('pg', { databases: [{ name: 'shop_orders' }] }), [
      bindingOf(
        { clusterRef: { binding: { name: 'orders' } }, users: [{ name: 'orders' }], databases: [{ name: 'orders' }] },
        'web',
      ),
    ]);
    await liveWithoutLoss(world);
    expect(said(world, 'SpecAccepted', NEAR)).toMatchObject({ status: 'False', reason: 'AlreadyManaged' });
    // Its user is called after the namespace, so it meets nobody's.
    expect(keys(world, NEAR)).toEqual(['cluster', 'user-orders']);
    world.editBinding(({ clusterRef }) => ({ clusterRef: asObject(clusterRef), users: [{ name: 'web' }] }), NEAR);
    // The user that it made under the other name goes.
    await live(world);
    await liveHappily(world);
  });

  test('hands its cluster over: its sharers keep what they have, and are told', async () => {
    const world = await sharedWorld();
    const before = state(world);
    const id = at(world.snapshot(OWNER).binding, 'status', 'cluster', 'id') ?? '';
    respecify(world, { clusterRef: { uuid: id } }, OWNER);
    await liveWithoutLoss(world);
    expect(state(world)).toEqual(before);
    expect(said(world, 'SpecAccepted', NEAR)).toMatchObject({ status: 'False', reason: 'OwnerIsReferenced' });
    for (const name of [NEAR, FAR]) respecify(world, { clusterRef: { uuid: id } }, name);
    await liveHappily(world);
    expect(state(world)).toEqual(before);
  });
});

describe('guests that want what others have', () => {
  const WANTED = [{ name: 'orders' }, { name: 'shop_web' }, { name: 'billing_invoices' }, { name: 'invoices' }];
  const greedy = (engine: string): JsonObject => ({
    clusterRef: { binding: { name: 'orders', namespace: 'shop' } },
    users: WANTED,
    ...(engine === 'kafka' ? { topics: WANTED } : { databases: WANTED }),
  });

  test.each(['pg', 'kafka'] as const)(
    'get something of their own on %s, while nobody tells what the owner has',
    async (engine) => {
      const contents = engine === 'kafka' ? { topics: [{ name: 'orders' }] } : {};
      const sharing = { namespaces: ['*'] };
      const world = worldWith(ownerOf(engine, { ...contents, sharing }), [bindingOf(greedy(engine), 'greedy', 'evil')]);
      // The guest comes while the status of the owner is still empty.
      await liveHappily(world);
      const [cluster] = world.cloud.clusters.values();
      const own = [...(cluster?.users.keys() ?? [])].filter((name) => name.startsWith('evil_'));
      expect(own.sort()).toEqual(['evil_billing_invoices', 'evil_invoices', 'evil_orders', 'evil_shop_web']);
      expect([...(cluster?.users.keys() ?? [])]).toContain('orders');
      world.deleteBinding('evil/greedy');
      for (let count = 0; count < 8; count += 1) await world.round();
      expect(holdings(world).join()).not.toContain('evil');
      expect([...(cluster?.users.keys() ?? [])]).toContain('orders');
      const left = engine === 'pg' ? cluster?.databases : cluster?.contents.keys();
      expect([...(left ?? [])].filter((name) => name.endsWith('orders'))).toEqual([
        engine === 'pg' ? 'orders' : 'topic/orders',
      ]);
    },
  );

  test.each([
    ['a/b-c', 'a-b/c'],
    ['a-b/c', 'a/b-c'],
  ])('whose names could be read as one have each their own: %s and %s', async (one, other) => {
    const guest = (whole: string): JsonObject => {
      const [namespace = '', name = ''] = whole.split('/');
      return bindingOf({ clusterRef: { binding: { name: 'orders', namespace: 'shop' } } }, name, namespace);
    };
    const world = worldWith(ownerOf('pg', { sharing: { namespaces: ['*'] } }), [guest(one), guest(other)]);
    await liveHappily(world);
    expect(new Set(passwords(world).values()).size).toBe(3);
    const kept = holdings(world).filter((line) => !line.includes(one.replace('/', '_')));
    world.deleteBinding(one);
    for (let count = 0; count < 8; count += 1) await world.round();
    expect(holdings(world)).toEqual(kept);
  });
});

test('A sharer that is deleted takes its own users and databases along, and nothing else', async () => {
  const world = await sharedWorld();
  const others = holdings(world).filter((line) => !line.includes('billing_invoices'));
  world.deleteBinding(FAR);
  for (let count = 0; count < 6; count += 1) await world.round();
  expect(holdings(world)).toEqual(others);
});

describe.each(ENGINES.filter((engine) => !profileOf(engine).keepsUsersApart))(
  '%s cannot keep users apart',
  (engine) => {
    const NAMESPACES: JsonObject = { namespaces: ['billing'] };

    test('so a guest gets nothing until the owner shares all data, and everybody is told', async () => {
      const world = worldWith(ownerOf(engine, { sharing: NAMESPACES }), [near, far]);
      await liveWithoutLoss(world);
      expect([keys(world, FAR), said(world, 'ClusterReady', FAR)]).toMatchObject([[], { reason: 'NotShared' }]);
      expect(said(world, 'SpecAccepted', OWNER)).toMatchObject({ status: 'False', reason: 'NotShared' });
      expect(said(world, 'ConnectionReady', NEAR)).toMatchObject({ status: 'True' });
      world.editBinding((spec) => ({ ...spec, sharing: { ...NAMESPACES, allData: true } }), OWNER);
      await liveHappily(world);
      expect(passwords(world).size).toBe(3);
      const told = world.bindings.map((name) => String(said(world, 'ClusterReady', name).message));
      expect(told.map((message) => message.includes('all data') || message.includes('keep users apart'))).toEqual([
        true,
        false,
        true,
      ]);
    });

    test('and a guest that is there keeps what it has, when the owner no longer shares all data', async () => {
      const world = await sharedWorld(engine);
      const before = state(world);
      world.editBinding((spec) => ({ ...spec, sharing: NAMESPACES }), OWNER);
      await liveWithoutLoss(world);
      expect(state(world)).toEqual(before);
      expect(said(world, 'SpecAccepted', FAR)).toMatchObject({ status: 'False', reason: 'NotShared' });
      if (!profileOf(engine).users.supported) return;
      world.editBinding((spec) => ({ ...spec, users: [{ name: 'billing_invoices' }, { name: 'late' }] }), FAR);
      await liveWithoutLoss(world);
      expect(keys(world, FAR)).not.toContain('user-late');
    });
  },
);

describe.each(ENGINES.filter((engine) => profileOf(engine).acl !== undefined))('guests of %s', (engine) => {
  const scope = profileOf(engine).acl?.scope ?? 'topic';
  const entry = (about: string, permission: string): JsonObject => ({ [scope]: about, permission });
  const guestWith = (...acl: readonly JsonObject[]): JsonObject =>
    bindingOf(
      { clusterRef: { binding: { name: 'orders', namespace: 'shop' } }, users: [{ name: 'app', acl }] },
      'invoices',
      'billing',
    );
  /** What DigitalOcean was told that a user may do, by the names of users. */
  const rights = (world: World) =>
    Object.fromEntries(
      [...world.cloud.clusters.values()].flatMap(({ users }) =>
        [...users.values()].map(({ name, settings }) => [name, JSON.stringify(settings)] as const),
      ),
    );

  test('get what bears their prefix, where nobody says anything', async () => {
    const world = await sharedWorld(engine);
    expect(rights(world).billing_invoices).toContain('billing_*');
    // A binding of the owner's own namespace is the owner's tenant.
    expect(rights(world).shop_web).not.toContain('shop_*');
  });

  test('get no user with more than the owner allows, until they ask for less', async () => {
    const world = worldWith(ownerOf(engine), [guestWith(entry('*', 'admin'))]);
    await liveWithoutLoss(world);
    expect(keys(world, FAR)).toEqual(['cluster']);
    expect(said(world, 'SpecAccepted', FAR)).toMatchObject({
      reason: 'NotShared',
      message: expect.stringMatching(/^spec\.users\[0\]\.acl\[0\]: admin on .* "\*" .*admin on .*"billing_\*"/),
    });
    respecify(world, { ...asObject(guestWith(entry('billing_a*', 'admin')).spec) }, FAR);
    await liveHappily(world);
    expect(rights(world).billing_app).toContain('billing_a*');
  });

  test('get more if the owner allows more, and keep it when the owner takes it back', async () => {
    const [permission = ''] = (profileOf(engine).acl?.permissions ?? []).slice(-1);
    const sharing: JsonObject = { namespaces: ['billing'], acl: [entry('shared-*', permission)] };
    const world = worldWith(ownerOf(engine, { sharing }), [guestWith(entry('shared-a', permission))]);
    await liveHappily(world);
    const now = () => [keys(world, FAR), passwords(world), holdings(world), rights(world)];
    const before = now();
    expect(rights(world).billing_app).toContain('shared-a');
    world.editBinding((spec) => ({ ...spec, sharing: { namespaces: ['billing'] } }), OWNER);
    await liveWithoutLoss(world);
    expect(now()).toEqual(before);
    expect(said(world, 'SpecAccepted', FAR)).toMatchObject({ reason: 'NotShared' });
    // Nor can an edit of the guest make it wider.
    respecify(world, { ...asObject(guestWith(entry('*', 'admin')).spec) }, FAR);
    await liveWithoutLoss(world);
    expect(now()).toEqual(before);
  });

  test('have their level of what the owner allows, and keep it when the owner allows more', async () => {
    const sharing: JsonObject = { namespaces: ['billing'], acl: [entry('shared-*', 'admin')] };
    const clusterRef = { binding: { name: 'orders', namespace: 'shop' } };
    const users = [{ name: 'app', access: 'ReadOnly' }];
    const world = worldWith(ownerOf(engine, { sharing }), [bindingOf({ clusterRef, users }, 'invoices', 'billing')]);
    await liveHappily(world);
    const before = rights(world).billing_app;
    expect(before).toMatch(/"shared-\*"/);
    expect(before).toMatch(/"(?:consume|read)"/);
    const more: JsonObject = { namespaces: ['billing'], acl: [entry('shared-*', 'admin'), entry('other', 'admin')] };
    world.editBinding((spec) => ({ ...spec, sharing: more }), OWNER);
    await liveWithoutLoss(world);
    expect(rights(world).billing_app).toBe(before);
    expect(said(world, 'SpecAccepted', FAR)).toMatchObject({ status: 'True' });
  });

  test('that lost a user get it again within what the owner allows now, or not at all', async () => {
    const sharing: JsonObject = { namespaces: ['billing'], acl: [entry('*', 'admin')] };
    const world = worldWith(ownerOf(engine, { sharing }), [guestWith(entry('*', 'admin'))]);
    await liveHappily(world);
    world.editBinding((spec) => ({ ...spec, sharing: { namespaces: ['billing'] } }), OWNER);
    const [cluster] = world.cloud.clusters.values();
    world.cloud.deleteUser(cluster?.id ?? '', 'billing_app');
    for (let count = 0; count < 12; count += 1) await world.round();
    expect(rights(world).billing_app).toBeUndefined();
    expect(said(world, 'SpecAccepted', FAR)).toMatchObject({ reason: 'NotShared' });
    respecify(world, { ...asObject(guestWith(entry('billing_*', 'admin')).spec) }, FAR);
    await live(world);
    expect(rights(world).billing_app).toContain(`"${scope}":"billing_*"`);
  });
});

test('A binding that names the Cluster of another one gets nothing; it names the binding instead', async () => {
  const owner = bindingOf({ cluster: { engine: 'pg' } });
  const world = worldWith(owner, [bindingOf({ clusterRef: { cluster: { name: 'none' } } }, 'web')]);
  await liveWithoutLoss(world);
  const name = at(world.snapshot(OWNER).composed.get('cluster'), 'metadata', 'name') ?? '';
  respecify(world, { clusterRef: { cluster: { name } } }, NEAR);
  await liveWithoutLoss(world);
  expect([keys(world, NEAR), said(world, 'ClusterReady', NEAR)]).toMatchObject([[], { reason: 'NotShared' }]);
  respecify(world, { clusterRef: { binding: { name: 'orders' } } }, NEAR);
  await liveHappily(world);
});
