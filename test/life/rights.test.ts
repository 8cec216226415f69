import { describe, expect, test } from '@jest/globals';
import type { Composition } from '../../simulation/crossplane/composition.js';
import { DEFAULT_COMPOSITION } from '../../simulation/crossplane/default-composition.js';
import { live } from '../../simulation/life.js';
import { hostOf } from '../../simulation/provider/contents.js';
import type { CloudCluster } from '../../simulation/provider/digitalocean.js';
import { createWorld, type World } from '../../simulation/world.js';
import { asList, at, type Json, type JsonObject } from '../../src/lib/json.js';
import { callFunction } from '../support/call-function.js';
import {
  bindingOf,
  cloudWith,
  ELSEWHERE,
  liveHappily,
  liveWithoutLoss,
  respecify,
  rightsKeys,
  said,
  worldWith,
} from './worlds.js';

// What gives users their rights, from the first round to the end.

const OWNED = { cluster: { engine: 'pg' } };
const LEVELS: JsonObject = {
  ...OWNED,
  users: [{ name: 'orders' }, { name: 'reports', access: 'ReadOnly' }],
};

/** All that gives rights in a binding, and may delete something at the server. */
const deletable = (world: World, name?: string): readonly string[] =>
  rightsKeys(world, name).filter((key) =>
    asList(at(world.snapshot(name).composed.get(key), 'spec', 'managementPolicies')).includes('Delete'),
  );

describe('the rights of a binding', () => {
  test('are there when it is ready, and each user has one object by which it is a member', async () => {
    const world = worldWith(bindingOf(LEVELS));
    await liveHappily(world);
    expect(rightsKeys(world).filter((key) => key.includes('member'))).toEqual([
      'sql-grant-member:orders:owner',
      'sql-grant-member:reports:read:orders:public',
    ]);
    expect(said(world, 'UsersReady')).toMatchObject({ status: 'True', reason: 'Available' });
  });

  test('never fail on the way: nothing is asked for before it can be given', async () => {
    const world = worldWith(bindingOf(LEVELS));
    const failed: Json[] = [];
    await live(world, () => {
      for (const key of rightsKeys(world)) {
        const { status } = world.snapshot().composed.get(key) ?? {};
        for (const condition of asList(at(status, 'conditions')))
          if (at(condition, 'status') === 'False' && !key.includes('session'))
            failed.push([key, at(condition, 'message') ?? '']);
      }
    });
    expect(failed).toEqual([]);
  });

  test('may never delete anything, also where a binding is deleted with its cluster', async () => {
    const world = worldWith(bindingOf(LEVELS));
    await live(world, () => expect(deletable(world)).toEqual([]));
    world.deleteBinding();
    await live(world);
    expect(rightsKeys(world)).toEqual([]);
    expect(world.cloud.clusters.size).toBe(0);
  });

  test('are not held up by a cluster that is gone when the binding is deleted', async () => {
    const world = worldWith(bindingOf(LEVELS));
    await liveHappily(world);
    world.cloud.clusters.clear();
    world.deleteBinding();
    await live(world);
    expect(rightsKeys(world)).toEqual([]);
  });

  test('go with a user that leaves, and those of the others stay', async () => {
    const world = worldWith(bindingOf(LEVELS));
    await liveHappily(world);
    respecify(world, OWNED);
    await live(world);
    expect(rightsKeys(world).filter((key) => key.includes('reports'))).toEqual([]);
    expect(rightsKeys(world)).toContain('sql-grant-member:orders:owner');
  });

  test('change with the level: the new one is there before the old one may be deleted', async () => {
    const world = worldWith(bindingOf(LEVELS));
    await liveHappily(world);
    const users = [{ name: 'orders' }, { name: 'reports', access: 'ReadWrite' }];
    const [OLD, NEW] = ['read', 'write'].map((ending) => `sql-grant-member:reports:${ending}:orders:public`);
    respecify(world, { ...OWNED, users });
    const seen: string[] = [];
    await live(world, () => {
      const now = rightsKeys(world).filter((key) => key === OLD || key === NEW);
      const step = now.map((key) => (deletable(world).includes(key) ? `${key}!` : key)).join(' ');
      if (seen.at(-1) !== step) seen.push(step);
    });
    expect(seen).toEqual([`${OLD} ${NEW}`, `${OLD}! ${NEW}`, NEW]);
  });

  test('are let go of, not taken away, when the cluster is handed over', async () => {
    const world = worldWith(bindingOf(LEVELS));
    await liveHappily(world);
    const id = String(at(world.snapshot().binding, 'status', 'cluster', 'id'));
    respecify(world, { clusterRef: { uuid: id }, users: [{ name: 'orders' }, { name: 'reports' }] });
    await live(world, () => expect(deletable(world)).toEqual([]));
    expect(rightsKeys(world)).toEqual([]);
    expect(said(world, 'UsersReady')).toMatchObject({ status: 'True', reason: 'RightsNotGiven' });
  });
});

/** The built-in Composition, whose policy names the provider configs of clusters. */
function compositionWith(clusters: readonly JsonObject[]): Composition {
  const [step] = DEFAULT_COMPOSITION.steps;
  if (!step) throw new Error('the built-in Composition has no step');
  const input = { ...step.input, sql: { provider: 'ProviderSql', clusters } };
  return { ...DEFAULT_COMPOSITION, steps: [{ ...step, input }] };
}

/** What the platform team makes of an administrator's credentials: in a namespace that is no guest's. */
function administering(name: string, cluster: CloudCluster, password?: string): readonly JsonObject[] {
  const connectionSecretRef = { name, namespace: 'platform' };
  const entries = {
    endpoint: hostOf(cluster),
    port: '25060',
    username: 'doadmin',
    password: password ?? cluster.users.get('doadmin')?.password ?? '',
  };
  const data = Object.entries(entries).map(([key, text]) => [key, Buffer.from(text).toString('base64')]);
  const credentials = { source: 'PostgreSQLConnectionSecret', connectionSecretRef };
  return [
    { apiVersion: 'v1', kind: 'Secret', metadata: connectionSecretRef, data: Object.fromEntries(data) },
    {
      apiVersion: 'postgresql.sql.m.crossplane.io/v1alpha1',
      kind: 'ClusterProviderConfig',
      metadata: { name },
      spec: { defaultDatabase: 'defaultdb', sslMode: 'require', credentials },
    },
  ];
}

function clusterIn({ cloud }: World, id: string): CloudCluster {
  const cluster = cloud.clusters.get(id);
  if (!cluster) throw new Error(`there is no cluster ${id}`);
  return cluster;
}

describe('rights in a cluster that lives elsewhere', () => {
  const CONFIG = 'elsewhere-admin';
  const guest = (namespace: string): JsonObject => bindingOf({ clusterRef: { uuid: ELSEWHERE } }, 'orders', namespace);

  function worldOf(clusters: readonly JsonObject[], password?: string): World {
    const cloud = cloudWith('pg');
    const [binding, neighbours] = [guest('shop'), [guest('billing')]];
    const world = createWorld({
      binding,
      neighbours,
      composition: compositionWith(clusters),
      call: callFunction,
      cloud,
    });
    for (const object of administering(CONFIG, clusterIn(world, ELSEWHERE), password)) world.putObject(object);
    return world;
  }

  const NAMED = [{ uuid: ELSEWHERE, clusterProviderConfig: CONFIG }];
  const configOf = (world: World, key: string, name: string): Json | undefined =>
    at(world.snapshot(name).composed.get(key), 'spec', 'providerConfigRef');

  test('are given by the ClusterProviderConfig that the policy names for it', async () => {
    const world = worldOf(NAMED);
    await liveHappily(world);
    for (const name of world.bindings) {
      const [namespace] = name.split('/');
      expect(said(world, 'UsersReady', name)).toMatchObject({ status: 'True', reason: 'Available' });
      expect(configOf(world, 'sql-role-owner', name)).toEqual({ kind: 'ClusterProviderConfig', name: CONFIG });
      expect(rightsKeys(world, name)).toContain(`sql-grant-member:${namespace}_orders:owner`);
    }
  });

  test('bring no password of an administrator into the namespace of a guest', async () => {
    const world = worldOf(NAMED);
    await liveHappily(world);
    const password = clusterIn(world, ELSEWHERE).users.get('doadmin')?.password ?? '';
    expect(password).not.toBe('');
    const held = world
      .snapshot()
      .objects.filter(({ kind, metadata }) => kind === 'Secret' && at(metadata, 'namespace') !== 'platform')
      .filter((secret) => JSON.stringify(secret).includes(Buffer.from(password).toString('base64')));
    expect(held).toEqual([]);
  });

  test('call each role after the namespace, so that two guests of one name never meet', async () => {
    const world = worldOf(NAMED);
    await liveHappily(world);
    const roles = world.bindings.map((name) =>
      at(world.snapshot(name).composed.get('sql-role-owner'), 'metadata', 'annotations', 'crossplane.io/external-name'),
    );
    expect(roles).toEqual(['shop_orders-owner', 'billing_orders-owner']);
  });

  test('that the policy names no config for are told with what its administrator can run, and nothing is composed', async () => {
    const world = worldOf([]);
    await liveHappily(world);
    expect(rightsKeys(world)).toEqual([]);
    const { reason, message } = said(world, 'UsersReady');
    expect(reason).toBe('RightsNotGiven');
    expect(message).toContain(`GRANT ALL ON SCHEMA public TO "shop_orders"`);
    expect(message).not.toContain('kubectl');
  });

  test('that cannot be given hold up the Secret, and the message names no password', async () => {
    const world = worldOf(NAMED, 'outdated-password');
    await liveWithoutLoss(world);
    const { status, reason, message } = said(world, 'UsersReady');
    expect([status, reason]).toEqual(['False', 'ProviderError']);
    expect(message).toContain('password authentication failed for user "doadmin"');
    expect(message).not.toContain('outdated-password');
    expect([...world.snapshot().composed.keys()]).not.toContain('secret-shop_orders');
  });
});

describe('rights of a guest whose owner shares no longer', () => {
  test('stay as they are, and none is added', async () => {
    const owner = bindingOf({ ...OWNED, sharing: { namespaces: ['billing'] }, deletionPolicy: 'Orphan' });
    const far = bindingOf({ clusterRef: { binding: { name: 'orders', namespace: 'shop' } } }, 'invoices', 'billing');
    // The UUID has to be known to the policy: it is that of the owner in a world of its own.
    const rehearsal = worldWith(owner);
    await liveHappily(rehearsal);
    const [id = ''] = rehearsal.cloud.clusters.keys();
    const composition = compositionWith([{ uuid: id, clusterProviderConfig: 'shared' }]);
    const objects = administering('shared', clusterIn(rehearsal, id));
    const world = createWorld({ binding: owner, neighbours: [far], objects, composition, call: callFunction });
    await liveHappily(world);
    const before = [rightsKeys(world, 'billing/invoices'), rightsKeys(world)];
    expect(before[0]).toContain('sql-grant-member:billing_invoices:owner');
    respecify(world, { ...OWNED, deletionPolicy: 'Orphan' }, 'shop/orders');
    await live(world, () => expect(deletable(world, 'billing/invoices')).toEqual([]));
    expect([rightsKeys(world, 'billing/invoices'), rightsKeys(world)]).toEqual(before);
    expect(said(world, 'SpecAccepted', 'billing/invoices')).toMatchObject({ status: 'False', reason: 'NotShared' });
  });
});
