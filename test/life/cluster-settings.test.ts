import { describe, expect, test } from '@jest/globals';
import { live } from '../../simulation/life.js';
import type { World } from '../../simulation/world.js';
import { asString, type Json, type JsonObject } from '../../src/lib/json.js';
import { bindingOf, liveHappily, respecify, said, worldWith } from './worlds.js';

interface Setting {
  readonly engine: string;
  readonly field: string;
  readonly value: Json;
  readonly other: Json;
  /** What DigitalOcean holds of it. */
  readonly held: JsonObject;
  readonly call: RegExp;
  readonly versions: readonly [string, string];
}

const SETTINGS: readonly Setting[] = [
  {
    engine: 'pg',
    field: 'maintenanceWindow',
    value: { day: 'sunday', hour: '03:00' },
    other: { day: 'friday', hour: '04:00:00' },
    held: { maintenanceWindow: [{ day: 'sunday', hour: '03:00' }] },
    call: /[/]maintenance$/,
    versions: ['16', '17'],
  },
  {
    engine: 'mysql',
    field: 'sqlMode',
    value: 'ANSI',
    other: 'TRADITIONAL',
    held: { sql_mode: 'ANSI' },
    call: /[/]sql_mode$/,
    versions: ['8', '9'],
  },
  {
    engine: 'valkey',
    field: 'evictionPolicy',
    value: 'allkeys_lru',
    other: 'volatile_lru',
    held: { valkey_maxmemory_policy: 'allkeys-lru' },
    call: /[/]eviction_policy$/,
    versions: ['8', '9'],
  },
];

describe.each(SETTINGS)(
  '$field of $engine',
  ({ engine, field, value, other, held, call, versions: [version, next] }) => {
    const specOf = (fields: JsonObject): JsonObject => ({ cluster: { engine, version, ...fields } });
    const worldOf = (fields: JsonObject): World => worldWith(bindingOf(specOf(fields)));
    const holdingsOf = ({ cloud }: World): JsonObject => {
      const [cluster] = [...cloud.clusters.values()];
      return { ...cluster?.fields, ...cloud.configurations.get(cluster?.id ?? '') };
    };
    const saidOf = (world: World, type: string): Json => [
      said(world, type).status ?? '',
      said(world, type).reason ?? '',
    ];
    const requests = ({ cloud }: World): readonly Json[] =>
      cloud.traffic.requests({ method: 'PUT', path: call }).map(({ body }) => body ?? null);

    test('comes after the cluster, and Ready waits for it', async () => {
      const world = worldOf({ [field]: value });
      const told: string[] = [];
      await live(world, () => {
        const reason = asString(said(world, 'ClusterReady').reason) ?? '';
        if (told.at(-1) !== reason) told.push(reason);
        // Nothing is claimed that is not so.
        if (said(world, 'Ready').status === 'True') expect(holdingsOf(world)).toMatchObject(held);
      });
      expect(told).toEqual(['Creating', 'Configuring', 'OpenToInternet']);
      expect(requests(world)).toHaveLength(1);
    });

    test('stays when it is taken out, and a new version and tags arrive', async () => {
      const world = worldOf({ [field]: value });
      await liveHappily(world);
      world.cloud.traffic.take();
      respecify(world, { cluster: { engine, version: next, tags: ['a'] } });
      await liveHappily(world);
      expect(holdingsOf(world)).toMatchObject({ version: next, tags: ['a'], ...held });
      expect(requests(world)).toEqual([]);
      expect(saidOf(world, 'SpecAccepted')).toEqual(['True', 'ConfigurationKept']);
      expect(said(world, 'SpecAccepted').message).toContain(`spec.cluster.${field}: not set, so `);
      respecify(world, specOf({ version: next, [field]: other }));
      await liveHappily(world);
      expect(saidOf(world, 'SpecAccepted')).toEqual(['True', 'Accepted']);
      expect(requests(world)).toHaveLength(1);
    });

    /** Some minutes of the provider, which waits between two tries. */
    const turn = async (world: World, rounds: number, watch: () => void = () => undefined): Promise<void> => {
      for (let round = 0; round < rounds; round += 1) {
        await world.round();
        watch();
      }
    };

    test('that is refused does not spoil the cluster: it is used meanwhile, and the setting is tried again', async () => {
      const world = worldOf({ [field]: value });
      const lift = world.cloud.traffic.fault({ method: 'PUT', path: call, status: 422, message: 'no such value' });
      await turn(world, 30);
      await turn(world, 10, () => {
        expect(saidOf(world, 'ClusterReady')).toEqual(['False', 'ChangeFailed']);
        expect(said(world, 'ClusterReady').message).toContain(
          `(spec.cluster.${field}): cannot change spec.cluster.${field}: 422`,
        );
        expect(saidOf(world, 'ConnectionReady')).toEqual(['True', 'Available']);
        expect(said(world, 'Ready').status).toBe('False');
      });
      expect(holdingsOf(world)).not.toMatchObject(held);
      lift();
      await turn(world, 10);
      await liveHappily(world);
      expect(holdingsOf(world)).toMatchObject(held);
      expect(said(world, 'ClusterReady').reason).toBe('OpenToInternet');
    });

    test('that is refused gives way to another value', async () => {
      const world = worldOf({ [field]: value });
      world.cloud.traffic.fault({ method: 'PUT', path: call, status: 422, message: 'no such value', count: 2 });
      await turn(world, 20);
      respecify(world, specOf({ [field]: other }));
      await turn(world, 20);
      await liveHappily(world);
      expect(said(world, 'ClusterReady').reason).toBe('OpenToInternet');
    });
  },
);

test.each<[what: string, engine: string, refused: JsonObject, call: RegExp, kept: JsonObject]>([
  ['a version', 'pg', { version: '17' }, /[/]upgrade$/, { version: '16' }],
  ['a size', 'pg', { size: 'db-s-4vcpu-8gb' }, /[/]resize$/, { size: 'db-s-2vcpu-4gb' }],
  ['a region', 'pg', { region: 'ams3' }, /[/]migrate$/, { region: 'nyc3' }],
  ['a maintenance window', 'pg', { maintenanceWindow: { day: 'sunday', hour: '03:00' } }, /[/]maintenance$/, {}],
  ['an eviction policy', 'valkey', { evictionPolicy: 'allkeys_lru' }, /[/]eviction_policy$/, {}],
  ['an SQL mode', 'mysql', { sqlMode: 'ANSI' }, /[/]sql_mode$/, {}],
])('%s that is refused and taken out again blocks nothing', async (_what, engine, refused, path, kept) => {
  const versions: JsonObject = engine === 'pg' ? { version: '16' } : {};
  const world = worldWith(bindingOf({ cluster: { engine, ...versions } }));
  await liveHappily(world);
  world.cloud.traffic.fault({ method: 'PUT', path, status: 422, message: 'no such value' });
  const reasons: Json[] = [];
  const turn = async (cluster: JsonObject, rounds: number): Promise<void> => {
    respecify(world, { cluster: { engine, ...cluster } });
    for (let round = 0; round < rounds; round += 1) {
      await world.round();
      reasons.push(said(world, 'ClusterReady').reason ?? '');
    }
  };
  await turn({ ...versions, ...refused }, 12);
  const [field = ''] = Object.keys(refused);
  expect(said(world, 'ClusterReady')).toMatchObject({
    reason: 'ChangeFailed',
    message: expect.stringContaining(`spec.cluster.${field}`),
  });
  await turn({ tags: ['behind'] }, 40);
  const [cluster] = world.cloud.clusters.values();
  expect(cluster?.fields).toMatchObject({ tags: ['behind'], ...kept });
  expect(reasons.filter((reason, i) => reason !== reasons[i - 1]).slice(-2)).toEqual([
    'ChangeFailed',
    'OpenToInternet',
  ]);
  expect(reasons.filter((reason, i) => reason === 'ChangeFailed' && reasons[i - 1] !== reason)).toHaveLength(1);
});
