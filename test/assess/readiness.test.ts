import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../src/lib/json.js';
import { settled } from '../rules/scenario.js';
import { type ObservedState, run, type TestResponse } from '../support/run.js';
import { condition, type Observed, withConditions, withDetails } from '../support/stages.js';
import {
  binding,
  CLUSTER_ID,
  clusterCreating,
  clusterObserved,
  clusterReady,
  clusterReplaced,
  databaseLost,
  databaseReady,
  POLICY,
  userFound,
  userLost,
  userObserved,
  userOfGuest,
  userSettled,
  userStuck,
  watchGone,
  watchReady,
} from '../support/states.js';

const pg: JsonObject = { cluster: { engine: 'pg' } };
const ALL = settled('pg', binding(pg), POLICY);
const respond = (observed: Observed, spec = pg): TestResponse =>
  run({ composite: binding(spec), policy: POLICY, observed });
const without = (...keys: readonly string[]): Observed =>
  Object.fromEntries(Object.entries(ALL).filter(([key]) => !keys.includes(key)));

interface Case {
  readonly name: string;
  readonly why: string;
  readonly observed: Observed;
  readonly spec?: JsonObject;
  /** The resource keys that are ready. */
  readonly ready: readonly string[];
  readonly usable: boolean;
}

const cases: readonly Case[] = [
  { name: 'Nothing', why: 'the requested cluster does not exist', observed: {}, ready: [], usable: false },
  { name: 'Creating', why: 'not ready yet', observed: { cluster: clusterCreating('pg') }, ready: [], usable: false },
  {
    name: 'ClusterOnly',
    why: 'not everything requested is composed yet',
    observed: { cluster: clusterReady('pg') },
    ready: ['cluster'],
    usable: false,
  },
  {
    name: 'ChangeFails',
    why: 'the cluster runs on as it was, which is not as the binding says',
    observed: {
      ...ALL,
      cluster: withConditions(
        clusterReady('pg'),
        condition('Ready', 'True'),
        condition('Synced', 'False', 'update failed: no'),
      ),
    },
    ready: ['user-orders', 'database-orders', 'secret-orders'],
    usable: false,
  },
  {
    name: 'Stuck',
    why: 'its Secret is complete, the user has not settled',
    observed: { ...ALL, 'user-orders': userStuck('pg', 'orders') },
    ready: ['cluster', 'database-orders', 'secret-orders'],
    usable: false,
  },
  {
    name: 'NoPassword',
    why: 'a user without a known password is useless',
    observed: { ...without('secret-orders'), 'user-orders': withDetails(userSettled('pg', 'orders'), {}) },
    ready: ['cluster', 'database-orders'],
    usable: false,
  },
  {
    name: 'All',
    why: 'then Crossplane decides by the composed resources',
    observed: ALL,
    ready: ['cluster', 'user-orders', 'database-orders', 'secret-orders'],
    usable: true,
  },
  {
    name: 'NotSynced',
    why: 'a resource that is Ready but not Synced is not usable',
    observed: {
      ...ALL,
      cluster: withConditions(clusterReady('pg'), condition('Ready', 'True'), condition('Synced', 'False', 'no')),
    },
    ready: ['user-orders', 'database-orders', 'secret-orders'],
    usable: false,
  },
  {
    name: 'Refused',
    why: 'a refused change does not make a resource unusable',
    observed: ALL,
    spec: { cluster: { engine: 'pg', storageSizeMib: 1 } },
    ready: ['cluster', 'user-orders', 'database-orders', 'secret-orders'],
    usable: true,
  },
  {
    name: 'Leaving',
    why: 'a leaving database holds nothing up',
    observed: { ...ALL, 'database-audit': databaseReady('audit', ['Observe', 'Create', 'Update', 'Delete']) },
    ready: ['cluster', 'user-orders', 'database-orders', 'database-audit', 'secret-orders'],
    usable: true,
  },
  {
    name: 'Foreign',
    why: 'the provider finds it, but it is somebody else’s; the Secret stays as it was',
    observed: { ...ALL, 'user-orders': userFound('orders') },
    ready: ['cluster', 'database-orders', 'secret-orders'],
    usable: false,
  },
  {
    name: 'Observed',
    why: 'it is somebody else’s, as requested',
    observed: { ...ALL, 'user-orders': userObserved('pg', 'orders') },
    spec: { ...pg, users: [{ name: 'orders', mode: 'Observe' }] },
    ready: ['cluster', 'user-orders', 'database-orders', 'secret-orders'],
    usable: true,
  },
  {
    name: 'Lost',
    why: 'the user is gone',
    observed: { ...ALL, 'user-orders': userLost('pg', 'orders') },
    ready: ['cluster', 'database-orders', 'secret-orders'],
    usable: false,
  },
  {
    name: 'LostData',
    why: 'the database is gone; the Secret is still correct',
    observed: { ...ALL, 'database-orders': databaseLost('orders') },
    ready: ['cluster', 'user-orders', 'secret-orders'],
    usable: false,
  },
  {
    name: 'LostCluster',
    why: 'nothing in the lost one can be used, including the Secret',
    observed: { ...ALL, cluster: clusterReplaced('pg') },
    ready: ['cluster'],
    usable: false,
  },
];

describe('readiness', () => {
  test.each(cases)('$name: $why', ({ observed, spec, ready, usable }) => {
    const { composed, compositeReady } = respond(observed, spec);
    const readyNow = Object.keys(composed).filter((key) => composed[key]?.ready && !key.startsWith('usage-'));
    expect(readyNow).toEqual(ready);
    expect(compositeReady).toBe(usable ? undefined : 'READY_FALSE');
  });

  // Where it may be deleted the provider says that all is well.
  test('a guest’s user that is gone is not ready', () => {
    const policy = { ...POLICY, references: { uuids: ['*'] } };
    const composite = binding({ clusterRef: { uuid: CLUSTER_ID }, users: [{ name: 'web' }], databases: [] });
    const world = { cluster: clusterObserved('pg'), 'user-web': userOfGuest('pg', 'shop_web') };
    const readyWith = (watch: ObservedState): boolean | undefined =>
      run({ composite, policy, observed: { ...world, 'watch-web': watch } }).composed['user-web']?.ready;
    expect([readyWith(watchReady('shop_web')), readyWith(watchGone('shop_web'))]).toEqual([true, false]);
  });
});

describe('status', () => {
  const cluster = {
    id: CLUSTER_ID,
    name: 'shop-orders',
    engine: 'pg',
    version: '17',
    host: 'public-host',
    privateHost: 'private-host',
    port: 25060,
    privatePort: 25060,
    database: 'defaultdb',
    region: 'nyc3',
    size: 'db-s-1vcpu-1gb',
    nodeCount: 1,
  };

  test.each<{ name: string; why: string; observed: Observed; want: JsonObject }>([
    {
      name: 'Nothing',
      why: 'only what is known; a missing Secret is not named',
      observed: {},
      want: {
        architecture: 'Controlled',
        cluster: { engine: 'pg', name: 'shop-orders' },
        users: [{ name: 'orders', ready: false }],
      },
    },
    {
      name: 'All',
      why: 'as DigitalOcean reports it, and the Secret that an application mounts',
      observed: ALL,
      want: {
        architecture: 'Controlled',
        cluster,
        binding: { name: 'orders-credentials' },
        users: [{ name: 'orders', secret: 'orders-credentials', ready: true }],
      },
    },
    {
      name: 'Stuck',
      why: 'a Secret can exist before its user is ready',
      observed: { ...ALL, 'user-orders': userStuck('pg', 'orders') },
      want: {
        architecture: 'Controlled',
        cluster,
        binding: { name: 'orders-credentials' },
        users: [{ name: 'orders', secret: 'orders-credentials', ready: false }],
      },
    },
  ])('$name: $why', ({ observed, want }) => expect(respond(observed).status).toEqual(want));

  test.each<[what: string, state: ObservedState]>([
    ['is gone', userLost('pg', 'orders')],
    ['somebody else made', userFound('orders')],
  ])('a user that %s is not ready, whatever the provider says', (_what, state) => {
    expect(respond({ ...ALL, 'user-orders': state }).status.users).toEqual([
      { name: 'orders', secret: 'orders-credentials', ready: false },
    ]);
  });

  test('a default user is ready when its Secret is', () => {
    const valkey = { cluster: { engine: 'valkey' } };
    expect(respond({ cluster: clusterReady('valkey') }, valkey).status.users).toEqual([
      { name: 'default', secret: 'orders-credentials', ready: true },
    ]);
  });

  // It is about to be created anew, with another password.
  test('a user that is gone is not ready, though its Secret is kept', () => {
    expect(respond(without('user-orders')).status.users).toEqual([
      { name: 'orders', secret: 'orders-credentials', ready: false },
    ]);
  });
});
