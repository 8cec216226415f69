import { describe, expect, test } from '@jest/globals';
import { live } from '../../simulation/life.js';
import type { World } from '../../simulation/world.js';
import { at, type JsonObject } from '../../src/lib/json.js';
import { bindingOf, liveHappily, passwords, respecify, said, worldWith } from './worlds.js';

// What is removed here is removed at DigitalOcean, behind everybody's back.

const ORDERS = 'shop/orders';
const GUEST = 'billing/invoices';
const idOf = ({ cloud }: World): string => [...cloud.clusters.keys()][0] ?? '';
const passwordOf = (world: World, secret: string): string | undefined => passwords(world).get(secret);
const secretOf = (world: World): JsonObject | undefined => world.snapshot(ORDERS).composed.get('secret-orders');

async function settled(spec: JsonObject): Promise<World> {
  const world = worldWith(bindingOf(spec));
  await liveHappily(world);
  return world;
}

describe.each(['pg', 'mongodb'])('a %s user that is gone', (engine) => {
  test('is told, made again, and its Secret follows', async () => {
    const world = await settled({ cluster: { engine } });
    const before = passwordOf(world, `${ORDERS} secret-orders`);
    world.cloud.deleteUser(idOf(world), 'orders');
    const told = new Set<unknown>();
    await live(world, () => void told.add(said(world, 'UsersReady').reason));
    expect([...told]).toContain('UserLost');
    const now = world.cloud.clusters.get(idOf(world))?.users.get('orders')?.password;
    expect(now).not.toBe(undefined);
    expect(Buffer.from(passwordOf(world, `${ORDERS} secret-orders`) ?? '', 'base64').toString()).toBe(now);
    expect(passwordOf(world, `${ORDERS} secret-orders`)).not.toBe(before);
    await liveHappily(world);
  });
});

test('a guest’s user that is gone is seen by what only looks, and made again', async () => {
  const owner = bindingOf({
    cluster: { engine: 'pg' },
    sharing: { namespaces: ['billing'] },
    deletionPolicy: 'Orphan',
  });
  const guest = bindingOf({ clusterRef: { binding: { name: 'orders', namespace: 'shop' } } }, 'invoices', 'billing');
  const world = worldWith(owner, [guest]);
  await liveHappily(world);
  const composed = (key: string) => world.snapshot(GUEST).composed.get(key);
  expect(at(composed('user-billing_invoices'), 'spec', 'managementPolicies')).toEqual(['Observe', 'Delete']);
  expect(at(composed('watch-billing_invoices'), 'spec', 'managementPolicies')).toEqual(['Observe']);
  const before = passwordOf(world, `${GUEST} secret-billing_invoices`);
  world.cloud.deleteUser(idOf(world), 'billing_invoices');
  await live(world);
  await liveHappily(world);
  expect(world.cloud.clusters.get(idOf(world))?.users.has('billing_invoices')).toBe(true);
  expect(passwordOf(world, `${GUEST} secret-billing_invoices`)).not.toBe(before);
});

describe('a cluster that is gone', () => {
  const spec = { cluster: { engine: 'pg', trustedSources: [{ type: 'tag', value: 'web' }] } };

  async function lost(policyAndSpec: JsonObject = spec): Promise<{ world: World; now: string }> {
    const world = await settled(policyAndSpec);
    world.cloud.deleteCluster(idOf(world));
    await live(world);
    return { world, now: idOf(world) };
  }

  test('is told with both ids, guarded at once, and nothing follows to the empty one', async () => {
    const world = await settled(spec);
    const [was, secret] = [idOf(world), secretOf(world)];
    world.cloud.deleteCluster(was);
    await live(world, () => expect(at(secretOf(world), 'data')).toEqual(at(secret, 'data')));
    const now = idOf(world);
    expect(now).not.toBe(was);
    const { status, reason, message } = said(world, 'ClusterReady');
    expect([status, reason]).toEqual(['False', 'ClusterLost']);
    expect(message).toContain(was);
    expect(message).toContain(now);
    expect([...world.cloud.firewalls.keys()]).toEqual([now]);
    const { users, databases } = world.cloud.clusters.get(now) ?? {};
    expect([[...(users?.keys() ?? [])], [...(databases ?? [])]]).toEqual([['doadmin'], ['defaultdb']]);
    expect(said(world, 'Ready').status).toBe('False');
  });

  test('is gone on from in the empty one once a person adopts that', async () => {
    const { world, now } = await lost();
    const before = at(secretOf(world), 'data');
    respecify(world, { cluster: { ...spec.cluster, adopt: now, adoptConfirmed: true } });
    await live(world, () => {
      // A Secret is of one cluster or of the other, never of both.
      const data = at(secretOf(world), 'data');
      const isOld = ['host', 'password', 'uri'].map((key) => at(data, key) === at(before, key));
      expect(new Set(isOld).size).toBe(1);
    });
    await liveHappily(world);
    expect([...(world.cloud.clusters.get(now)?.users.keys() ?? [])].sort()).toEqual(['doadmin', 'orders']);
    expect(at(secretOf(world), 'data', 'password')).not.toBe(at(before, 'password'));
    expect(at(world.snapshot(ORDERS).composed.get('cluster'), ...NOTED)).toBe(now);
    expect([...world.cloud.clusters.keys()]).toEqual([now]);
  });
});

const NOTED = ['metadata', 'annotations', 'databasebinding.fn.crossplane.io/note'] as const;

test('a database that is gone is told, and not made again empty', async () => {
  const world = await settled({ cluster: { engine: 'pg' } });
  world.cloud.deleteDatabase(idOf(world), 'orders');
  await live(world);
  expect(said(world, 'ConnectionReady')).toMatchObject({ status: 'False', reason: 'DataLost' });
  expect(world.cloud.clusters.get(idOf(world))?.databases.has('orders')).toBe(false);
});

test('a topic that is gone is made again, and told to be empty until that is confirmed', async () => {
  const world = await settled({ cluster: { engine: 'kafka' }, topics: [{ name: 'events' }] });
  world.cloud.deleteContent(idOf(world), 'topic', 'events');
  await live(world);
  expect(world.cloud.clusters.get(idOf(world))?.contents.has('topic/events')).toBe(true);
  expect(said(world, 'ConnectionReady')).toMatchObject({
    status: 'True',
    reason: 'DataLost',
    message: expect.stringContaining('kubectl annotate kafkatopics.database.digitalocean.m.crossplane.io'),
  });
});

describe('protection of a cluster that is handed over', () => {
  test('holds until the provider may no longer delete it', async () => {
    const world = await settled({ cluster: { engine: 'pg' }, deletionProtection: true });
    respecify(world, { clusterRef: { uuid: idOf(world) }, deletionPolicy: 'Orphan' });
    const told = new Set<unknown>();
    await live(world, () => {
      const { composed } = world.snapshot(ORDERS);
      const mayDelete = JSON.stringify(at(composed.get('cluster'), 'spec', 'managementPolicies')).includes('Delete');
      if (mayDelete) expect([...composed.keys()]).toEqual(expect.arrayContaining(['usage-binding', 'usage-cluster']));
      told.add(said(world, 'SpecAccepted').reason);
    });
    expect([...told]).toEqual(expect.arrayContaining(['HandoverPending', 'Accepted']));
    expect([...world.snapshot(ORDERS).composed.keys()].filter((key) => key.startsWith('usage-'))).toEqual([]);
  });
});
