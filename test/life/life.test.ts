import { describe, expect, test } from '@jest/globals';
import { fakePem } from '../../simulation/fake.js';
import { live } from '../../simulation/life.js';
import type { World } from '../../simulation/world.js';
import { ENGINES, type Engine } from '../../src/gen/binding.js';
import { asList, asObject, asString, at, type Json, type JsonObject } from '../../src/lib/json.js';
import { bindingOf, keys, passwords, said, worldWith } from './worlds.js';

/** What a binding of five lines ends in. */
const SETTLED: Readonly<Record<Engine, readonly string[]>> = {
  pg: ['cluster', 'database-orders', 'secret-orders', 'user-orders'],
  mysql: ['cluster', 'database-orders', 'secret-orders', 'user-orders'],
  mongodb: ['cluster', 'database-orders', 'secret-orders', 'user-orders'],
  valkey: ['cluster', 'secret-default'],
  kafka: ['cluster', 'secret-orders', 'user-orders'],
  opensearch: ['cluster', 'secret-orders', 'user-orders'],
};

const worldOf = (spec: JsonObject): World => worldWith(bindingOf(spec));

const isReady = (object: JsonObject): boolean =>
  asList(at(object, 'status', 'conditions')).some(
    (condition) => at(condition, 'type') === 'Ready' && at(condition, 'status') === 'True',
  );

/** Lives until steady, and after each round compares: once there, a Secret stays, complete and with its password. */
async function liveWatched(world: World): Promise<void> {
  let known: ReadonlyMap<string, string> = new Map();
  const outcome = await live(world, () => {
    const now = passwords(world);
    for (const [key, password] of known) expect([key, now.get(key)]).toEqual([key, password]);
    expect([...now.values()]).not.toContain('');
    known = now;
  });
  expect(outcome).toEqual({ ready: true, steady: true, waitsFor: [] });
}

async function settledWorld(spec: JsonObject): Promise<World> {
  const world = worldOf(spec);
  await liveWatched(world);
  return world;
}

const edit = (world: World, fields: Readonly<Record<string, Json>>): void =>
  world.editBinding((spec) => ({ ...spec, ...fields }));

describe.each([...ENGINES])('the life of a binding to %s', (engine) => {
  const spec = { cluster: { engine, nodeCount: engine === 'kafka' ? 3 : 1 } };

  test('ends ready and steady, with a complete Secret', async () => {
    const world = await settledWorld(spec);
    expect(keys(world)).toEqual(SETTLED[engine]);
    const responsive = said(world, 'Responsive').status;
    expect([undefined, 'True']).toContain(responsive);
  });

  test('creates in order: the cluster, then users and databases, then Secrets', async () => {
    const world = worldOf(spec);
    const order: string[] = [];
    await live(world, () => {
      for (const key of keys(world)) if (!order.includes(key)) order.push(key);
    });
    const stages = order.map((key) => (key === 'cluster' ? 0 : key.startsWith('secret-') ? 2 : 1));
    expect(stages).toEqual(stages.toSorted());
  });

  test('survives that every connection secret of the provider disappears', async () => {
    const world = await settledWorld(spec);
    const before = passwords(world);
    for (const object of world.snapshot().objects)
      if (object.kind === 'Secret' && asString(at(object, 'metadata', 'name'))?.endsWith('-conn'))
        world.deleteObject({
          apiVersion: 'v1',
          kind: 'Secret',
          namespace: 'shop',
          name: String(at(object, 'metadata', 'name')),
        });
    await world.round();
    expect(passwords(world)).toEqual(before);
  });

  test('loses nothing to an invalid spec, nor to its correction', async () => {
    const world = await settledWorld(spec);
    const before = [keys(world), passwords(world)];
    edit(world, { cluster: { engine: 'oracle', nodeCount: -1 } });
    await world.round();
    expect(said(world, 'SpecAccepted')).toMatchObject({ status: 'False', reason: 'InvalidSpec' });
    expect([keys(world), passwords(world)]).toEqual(before);
    edit(world, spec);
    await liveWatched(world);
    expect([keys(world), passwords(world)]).toEqual(before);
  });

  test.each(['Delete', 'Orphan'])(
    'with deletionPolicy %s the binding takes along what it should',
    async (deletionPolicy) => {
      const world = await settledWorld({ ...spec, deletionPolicy });
      world.deleteBinding();
      await live(world);
      expect(world.cloud.clusters.size).toBe(deletionPolicy === 'Orphan' ? 1 : 0);
    },
  );

  test('a creation that DigitalOcean refuses says why in one steady line, and goes on once it is accepted', async () => {
    const world = worldOf(spec);
    world.refuse('cluster', 'invalid region: ');
    await live(world, undefined, 12);
    expect(said(world, 'ClusterReady')).toMatchObject({
      status: 'False',
      reason: 'CreationFailed',
      message: expect.stringContaining('invalid region'),
    });
    world.accept('cluster');
    await liveWatched(world);
  });
});

describe('an edit', () => {
  test('drops a user with its Secret, and adds another', async () => {
    const world = await settledWorld({ cluster: { engine: 'pg' }, users: [{ name: 'a' }, { name: 'b' }] });
    edit(world, { users: [{ name: 'b' }, { name: 'c' }] });
    expect(await live(world)).toMatchObject({ ready: true, steady: true });
    expect(keys(world)).toEqual(['cluster', 'database-orders', 'secret-b', 'secret-c', 'user-b', 'user-c']);
    const [cluster] = world.cloud.clusters.values();
    expect([...(cluster?.users.keys() ?? [])].sort()).toEqual(['b', 'c', 'doadmin']);
  });

  test('never drops a database at DigitalOcean', async () => {
    const world = await settledWorld({ cluster: { engine: 'pg' }, databases: [{ name: 'a' }, { name: 'b' }] });
    edit(world, { databases: [{ name: 'a' }] });
    await liveWatched(world);
    expect(keys(world)).not.toContain('database-b');
    const [cluster] = world.cloud.clusters.values();
    expect([...(cluster?.databases ?? [])]).toEqual(expect.arrayContaining(['a', 'b']));
  });

  test('resizes in place', async () => {
    const world = await settledWorld({ cluster: { engine: 'pg' } });
    edit(world, { cluster: { engine: 'pg', size: 'db-s-8vcpu-16gb' } });
    await liveWatched(world);
    expect(at(world.snapshot().binding, 'status', 'cluster', 'size')).toBe('db-s-8vcpu-16gb');
    expect(world.cloud.clusters.size).toBe(1);
  });
});

test('a Secret that is deleted comes back in a round, whatever a database does', async () => {
  const world = await settledWorld({ cluster: { engine: 'pg' } });
  const before = passwords(world);
  world.refuse('database-more', 'database name is not available');
  edit(world, { databases: [{ name: 'more' }, { name: 'orders' }] });
  await live(world, undefined, 5);
  for (const name of ['orders-credentials', 'orders-user-orders-conn'])
    world.deleteObject({ apiVersion: 'v1', kind: 'Secret', namespace: 'shop', name });
  // Nobody knows the password until the provider writes its own secret again.
  await live(world, undefined, 2);
  expect(said(world, 'ConnectionReady')).toMatchObject({ status: 'False', reason: 'ProviderError' });
  expect(passwords(world)).toEqual(before);
});

test('a connection pool is replaced without a moment in which none is ready', async () => {
  const pools = (size: number): Json => [{ name: 'web', size }];
  const world = await settledWorld({ cluster: { engine: 'pg' }, connectionPools: pools(5) });
  const ready = (): boolean =>
    [...world.snapshot().composed].some(([key, pool]) => key.startsWith('pool-') && isReady(pool));
  edit(world, { connectionPools: pools(7) });
  await live(world, () => expect(ready()).toBe(true));
  expect(keys(world).filter((key) => key.startsWith('pool-'))).toEqual(['pool-web.2']);
  const [cluster] = world.cloud.clusters.values();
  expect([...(cluster?.contents.keys() ?? [])]).toEqual(['pool/web_2']);
});

describe('a Secret that goes through a pool', () => {
  const spec = (size: number, pool = 'web'): Readonly<Record<string, Json>> => ({
    cluster: { engine: 'pg' },
    connectionPools: [
      { name: 'web', size },
      { name: 'jobs', size: 5 },
    ],
    connection: { pool },
  });
  const secret = (world: World): JsonObject | undefined => world.snapshot().composed.get('secret-orders');
  const entry = (world: World, key: string): string =>
    Buffer.from(asString(at(secret(world), 'data', key)) ?? '', 'base64').toString();

  /** Lives on; at each moment the Secret leads to a pool that is there and ready. */
  async function liveThrough(world: World): Promise<readonly string[]> {
    const seen: string[] = [];
    await live(world, () => {
      const name = entry(world, 'database');
      const [cluster] = world.cloud.clusters.values();
      expect([...(cluster?.contents.keys() ?? [])]).toContain(`pool/${name}`);
      expect(isReady(world.snapshot().composed.get(`pool-${name.replace('_', '.')}`) ?? {})).toBe(true);
      if (seen.at(-1) !== name) seen.push(name);
    });
    return seen;
  }
  const poolsOf = (world: World): readonly string[] => keys(world).filter((key) => key.startsWith('pool-'));

  test('switches once the new pool is ready, and then the old one goes', async () => {
    const world = await settledWorld(spec(5));
    world.editBinding(() => spec(7));
    expect(await liveThrough(world)).toEqual(['web', 'web_2']);
    expect(poolsOf(world)).toEqual(['pool-jobs', 'pool-web.2']);
    expect(entry(world, 'direct-uri')).toMatch(/:25060\/orders\?/);
  });

  test('moves to another pool, while its own is taken off the list', async () => {
    const world = await settledWorld(spec(5));
    world.editBinding(() => ({ ...spec(5, 'jobs'), connectionPools: [{ name: 'jobs', size: 8 }] }));
    expect(await liveThrough(world)).toEqual(['web', 'jobs_2']);
    expect(poolsOf(world)).toEqual(['pool-jobs.2']);
  });

  test('goes straight to the cluster before the last pool goes', async () => {
    const world = await settledWorld(spec(5));
    world.editBinding(() => ({ cluster: { engine: 'pg' } }));
    await live(world, () => expect(poolsOf(world).length > 0 || entry(world, 'database') === 'orders').toBe(true));
    expect([poolsOf(world), entry(world, 'port')]).toEqual([[], '25060']);
  });
});

test('a replica is resized in place, and moves nowhere', async () => {
  const spec = (replica: JsonObject): JsonObject => ({
    cluster: { engine: 'pg', replicas: [{ name: 'ro', ...replica }] },
  });
  const world = await settledWorld(spec({}));
  const [cluster] = world.cloud.clusters.values();
  const replicas = () => [...(cluster?.contents ?? [])].filter(([key]) => key.startsWith('replica/'));
  edit(world, spec({ size: 'db-s-4vcpu-8gb', storageSizeMib: 163840 }));
  await liveWatched(world);
  expect(replicas()).toEqual([
    ['replica/shop-orders-ro', expect.objectContaining({ size: 'db-s-4vcpu-8gb', storageSizeMib: '163840' })],
  ]);
  edit(world, spec({ size: 'db-s-4vcpu-8gb', region: 'fra1' }));
  await liveWatched(world);
  expect(said(world, 'SpecAccepted')).toMatchObject({ status: 'False', reason: 'ImmutableField' });
  expect(replicas()).toEqual([['replica/shop-orders-ro', expect.objectContaining({ region: 'nyc3' })]]);
});

test.each([
  ['pg', { connectionPools: [{ name: 'web', size: 5 }] }],
  ['mongodb', {}],
  ['kafka', { topics: [{ name: 'events' }] }],
])('nothing of %s has a right to delete but its cluster, and all goes with that', async (engine, beside) => {
  const world = await settledWorld({ cluster: { engine }, users: [{ name: 'a' }, { name: 'b' }], ...beside });
  const deleting = [...world.snapshot().composed].filter(([, resource]) =>
    asList(at(resource, 'spec', 'managementPolicies')).includes('Delete'),
  );
  expect(deleting.map(([key]) => key)).toEqual(['cluster']);
  world.deleteBinding();
  await live(world);
  expect([...world.snapshot().composed.keys()]).toEqual([]);
  expect(world.cloud.clusters.size).toBe(0);
});

test.each([
  ['Delete', ['doadmin', 'a']],
  ['Orphan', ['doadmin', 'a', 'b']],
])('a user that leaves the spec, with deletionPolicy %s, leaves at DigitalOcean %j', async (deletionPolicy, left) => {
  const spec = (...users: readonly string[]): JsonObject => ({
    cluster: { engine: 'pg' },
    deletionPolicy,
    users: users.map((name) => ({ name })),
  });
  const world = await settledWorld(spec('a', 'b'));
  edit(world, spec('a'));
  await live(world);
  const [cluster] = world.cloud.clusters.values();
  expect([...(cluster?.users.keys() ?? [])].sort()).toEqual([...left].sort());
  expect([...world.snapshot().composed.keys()]).not.toContain('user-b');
});

test('a replica has the rules of its cluster from its first moment to its last', async () => {
  const spec = (sources: readonly string[], ...replicas: readonly string[]): JsonObject => ({
    cluster: {
      engine: 'pg',
      trustedSources: sources.map((value) => ({ type: 'tag', value })),
      replicas: replicas.map((name) => ({ name })),
    },
  });
  const world = await settledWorld(spec(['web'], 'ro', 'reports'));
  const rules = () => [...world.cloud.firewalls.values()].map((list) => list.map((rule) => at(rule, 'value')));
  expect(rules()).toEqual([['web'], ['web'], ['web']]);
  edit(world, spec(['web', 'batch'], 'ro', 'reports'));
  await liveWatched(world);
  expect(rules()).toEqual(Array(3).fill(['web', 'batch']));
  // Nobody takes the rules of a replica away that still answers.
  edit(world, spec(['web', 'batch'], 'ro'));
  await live(world, () => expect(rules()).toHaveLength(3));
  expect([...world.snapshot().composed.keys()].filter((key) => key.startsWith('firewall'))).toEqual([
    'firewall',
    'firewall-ro',
  ]);
});

test('a log sink is never without its certificate, wherever the Secret with it comes from', async () => {
  const spec = (name: string): JsonObject => ({
    cluster: {
      engine: 'valkey',
      logSinks: [
        {
          name: 'logs',
          rsyslog: { server: 'logs.example.org', port: 6514, tls: true, caCertificate: { name, key: 'ca.crt' } },
        },
      ],
    },
  });
  const text = (certificate: string): JsonObject => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'logs', namespace: 'shop' },
    data: { 'ca.crt': Buffer.from(certificate).toString('base64') },
  });
  const world = await settledWorld(spec('other'));
  const [cluster] = world.cloud.clusters.values();
  const certificate = () => [...(cluster?.contents.values() ?? [])].map(({ config }) => at(asObject(config), 'ca'));
  const copied = () => [...world.snapshot().composed.keys()].includes('certificates-logsink-rsyslog-logs');
  expect([certificate(), copied()]).toEqual([[fakePem('CERTIFICATE', 'shop', 'other', 'ca.crt').trim()], true]);
  const seen: unknown[] = [];
  const turn = async (change: () => void): Promise<void> => {
    change();
    for (let round = 0; round < 12; round += 1) {
      await world.round();
      seen.push(...certificate());
    }
  };
  await turn(() => world.putObject(text('CLEAN')));
  await turn(() => edit(world, spec('logs')));
  expect([certificate(), copied()]).toEqual([['CLEAN'], false]);
  await turn(() => world.putObject(text('LINED\n')));
  expect([certificate(), copied()]).toEqual([['LINED'], true]);
  await turn(() => world.putObject(text('CLEAN')));
  expect([certificate(), copied()]).toEqual([['CLEAN'], false]);
  expect(new Set(seen)).toEqual(new Set([seen[0], 'CLEAN', 'LINED']));
  expect(seen).not.toContain('LINED\n');
});

test('log sinks follow the spec, from one kind to the other and away', async () => {
  const spec = (...logSinks: readonly JsonObject[]): JsonObject => ({ cluster: { engine: 'valkey', logSinks } });
  const rsyslog = { server: 'logs.example.org', port: 514 };
  const opensearch = { endpoint: 'https://logs.example.org', indexPrefix: 'orders' };
  const world = await settledWorld(spec({ name: 'logs', rsyslog }));
  const [cluster] = world.cloud.clusters.values();
  const sinks = () => [...(cluster?.contents.values() ?? [])].map(({ config }) => config);
  edit(world, spec({ name: 'logs', rsyslog: { ...rsyslog, port: 6514, tls: true } }));
  await liveWatched(world);
  expect(sinks()).toEqual([expect.objectContaining({ port: 6514, tls: true })]);
  edit(world, spec({ name: 'logs', opensearch }));
  await liveWatched(world);
  expect(sinks()).toEqual([{ url: 'https://logs.example.org', index_prefix: 'orders' }]);
  edit(world, spec());
  await liveWatched(world);
  expect(sinks()).toEqual([]);
});

test.each([
  ['kafka', { acl: [{ topic: 'orders.*', permission: 'consume' }] }, { acl: [{ topic: '*', permission: 'admin' }] }],
  [
    'opensearch',
    { acl: [{ index: 'logs-*', permission: 'read' }] },
    { acl: [{ index: 'logs-*', permission: 'admin' }] },
  ],
  ['kafka', { access: 'ReadOnly' }, { access: 'ReadWrite' }],
  ['opensearch', { access: 'Owner' }, { access: 'ReadOnly' }],
  ['mysql', { mysqlAuthPlugin: 'mysql_native_password' }, { mysqlAuthPlugin: 'caching_sha2_password' }],
])('what a user of %s may do is changed with another user', async (engine, settings, other) => {
  const spec = (...users: readonly JsonObject[]): JsonObject => ({ cluster: { engine }, users });
  const world = await settledWorld(spec({ name: 'app', ...settings }));
  edit(world, spec({ name: 'app', ...other }));
  await liveWatched(world);
  expect(said(world, 'SpecAccepted').message).toContain('add a user of another name with it');
  edit(world, spec({ name: 'app', ...settings }, { name: 'app2', ...other }));
  await liveWatched(world);
  expect(said(world, 'SpecAccepted')).toMatchObject({ status: 'True' });
  edit(world, spec({ name: 'app2', ...other }));
  await liveWatched(world);
  const [cluster] = world.cloud.clusters.values();
  expect([...(cluster?.users.keys() ?? [])].sort()).toEqual(['app2', 'doadmin']);
  expect(said(world, 'SpecAccepted')).toMatchObject({ status: 'True' });
});

test('topics and their settings follow the spec, and messages are never dropped by an edit', async () => {
  const topics = (partitions: number, retentionMs: number): Json => [
    { name: 'events', partitions, configuration: { retentionMs } },
  ];
  const world = await settledWorld({ cluster: { engine: 'kafka' }, topics: topics(3, 1000) });
  edit(world, { topics: topics(6, 2000) });
  await liveWatched(world);
  const [cluster] = world.cloud.clusters.values();
  expect(cluster?.contents.get('topic/events')).toMatchObject({ partitionCount: 6, config: { retention_ms: 2000 } });
  edit(world, { topics: [] });
  await liveWatched(world);
  expect(keys(world)).not.toContain('topic-events');
  expect(cluster?.contents.has('topic/events')).toBe(true);
});

/** The reasons of `ClusterReady` until nothing moves, one after the other. */
async function reasonsUntilSteady(world: World): Promise<readonly Json[]> {
  const reasons: Json[] = [];
  await live(world, () => {
    const { reason = '' } = said(world, 'ClusterReady');
    if (reasons.at(-1) !== reason) reasons.push(reason);
  });
  return reasons;
}

test.each<[string, JsonObject, JsonObject]>([
  ['Upgrading', { version: '18' }, { version: '18' }],
  ['Migrating', { region: 'fra1' }, { region: 'fra1' }],
  ['Resizing', { nodeCount: 2, storageSizeMib: 61440 }, { nodeCount: 2 }],
  ['ClassChanged', { class: 'clustered' }, { nodeCount: 3 }],
])('%s is told while it lasts, applications go on, and then all is as before', async (reason, fields, status) => {
  const pg = { engine: 'pg', trustedSources: [{ type: 'tag', value: 'web' }] };
  const world = await settledWorld({ cluster: pg });
  const before = passwords(world);
  edit(world, { cluster: { ...pg, ...fields } });
  expect(await reasonsUntilSteady(world)).toEqual([reason, 'Available']);
  expect(at(world.snapshot().binding, 'status', 'cluster')).toMatchObject(status);
  expect([world.cloud.clusters.size, passwords(world)]).toEqual([1, before]);
});

test('from version 15 to 17 it takes two edits', async () => {
  const world = await settledWorld({ cluster: { engine: 'pg', version: '15' } });
  edit(world, { cluster: { engine: 'pg', version: '17' } });
  await live(world);
  expect(said(world, 'SpecAccepted')).toMatchObject({ status: 'False', reason: 'UnsupportedChange' });
  expect(at(world.snapshot().binding, 'status', 'cluster', 'version')).toBe('15');
  for (const version of ['16', '17']) {
    edit(world, { cluster: { engine: 'pg', version } });
    await liveWatched(world);
    expect(at(world.snapshot().binding, 'status', 'cluster', 'version')).toBe(version);
  }
});

test('a name that is taken at DigitalOcean is told with the way out', async () => {
  const world = worldOf({ cluster: { engine: 'pg' } });
  world.refuse('cluster', 'cluster name is not available');
  await live(world, undefined, 8);
  expect(said(world, 'ClusterReady')).toMatchObject({
    reason: 'NameNotAvailable',
    message: expect.stringContaining('adopt'),
  });
});

test('trusted sources come with the cluster, and only allowAll takes the last one away', async () => {
  const closed = { engine: 'pg', trustedSources: [{ type: 'tag', value: 'web' }] };
  const world = await settledWorld({ cluster: closed });
  expect([...world.cloud.firewalls.values()]).toEqual([[{ type: 'tag', value: 'web' }]]);
  edit(world, { cluster: { engine: 'pg' } });
  await liveWatched(world);
  expect(world.cloud.firewalls.size).toBe(1);
  edit(world, { cluster: { engine: 'pg', trustedSources: [], allowAll: true } });
  await liveWatched(world);
  expect(world.cloud.firewalls.size).toBe(0);
});

test('an upgrade runs in place, and the binding says so for as long as it does', async () => {
  const world = await settledWorld({ cluster: { engine: 'pg', version: '16' } });
  edit(world, { cluster: { engine: 'pg', version: '17' } });
  const reasons = new Set<unknown>();
  await live(world, () => {
    reasons.add(said(world, 'ClusterReady').reason);
  });
  expect([...reasons]).toEqual(['Upgrading', 'OpenToInternet']);
  expect(at(world.snapshot().binding, 'status', 'cluster', 'version')).toBe('17');
});

test('a configuration is applied, changed in place, and kept where the spec no longer sets it', async () => {
  const world = await settledWorld({ cluster: { engine: 'pg', configuration: { timezone: 'UTC', jit: false } } });
  edit(world, { cluster: { engine: 'pg', configuration: { jit: true } } });
  await liveWatched(world);
  expect([...world.cloud.configurations.values()]).toEqual([{ timezone: 'UTC', jit: true }]);
  expect(said(world, 'SpecAccepted')).toMatchObject({ status: 'True', reason: 'ConfigurationKept' });
});

test('a protected binding cannot be deleted until the protection is lifted', async () => {
  const world = await settledWorld({ cluster: { engine: 'pg' }, deletionProtection: true });
  expect(world.deleteBinding()).toContain('deletionProtection');
  await liveWatched(world);
  expect(world.cloud.clusters.size).toBe(1);
  edit(world, { deletionProtection: false });
  await liveWatched(world);
  expect(keys(world)).not.toContain('usage-binding');
  expect(world.deleteBinding()).toBeUndefined();
  await live(world);
  expect(world.cloud.clusters.size).toBe(0);
});

test('so can no composite behind a claim, nor its cluster', async () => {
  const claim = { claimRef: { name: 'orders', namespace: 'shop' }, cluster: { engine: 'pg' } };
  const composite = { ...bindingOf(claim), kind: 'XDatabaseBinding', metadata: { name: 'orders-x7k2p' } };
  const world = worldWith({ ...composite, spec: { ...claim, deletionProtection: true } });
  await liveWatched(world);
  expect([...world.snapshot().composed.values()].map(({ kind }) => kind)).toContain('ClusterUsage');
  expect(world.deleteBinding()).toContain('deletionProtection');
  edit(world, { deletionProtection: false });
  await liveWatched(world);
  expect(world.deleteBinding()).toBeUndefined();
});
