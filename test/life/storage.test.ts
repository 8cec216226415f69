import { describe, expect, test } from '@jest/globals';
import { live } from '../../simulation/life.js';
import type { World } from '../../simulation/world.js';
import { asObject, at, type JsonObject } from '../../src/lib/json.js';
import { bindingOf, liveHappily, respecify, said, worldWith } from './worlds.js';

// The smallest size that the default policy gives has 60 GiB, and twice its memory comes with 140 GiB.
const [SMALL, LARGE] = ['db-s-2vcpu-4gb', 'db-s-4vcpu-8gb'];
const GIB = 1024;

function cluster({ cloud }: World): JsonObject {
  const [first] = [...cloud.clusters.values()];
  return first?.fields ?? {};
}

/** What DigitalOcean refused since the last look at it. */
function refused({ cloud }: World): readonly string[] {
  return cloud.traffic
    .take()
    .filter(({ method, status }) => method !== 'GET' && status >= 400)
    .map(({ method, path, body }) => `${method} ${path} ${JSON.stringify(body)}`);
}

/** Storage beside another size than the cluster has: the provider may act on it before the function sees what came of it. */
function sentWithSize(world: World): JsonObject | undefined {
  const sent = asObject(at(world.snapshot().composed.get('cluster'), 'spec', 'forProvider'));
  const { size } = cluster(world);
  return sent.storageSizeMib !== undefined && size !== undefined && sent.size !== size ? sent : undefined;
}

async function settle(world: World): Promise<void> {
  const { steady } = await live(world, () => expect(sentWithSize(world)).toBeUndefined());
  expect(steady).toBe(true);
  expect(said(world, 'Ready').status).toBe('True');
  expect(refused(world)).toEqual([]);
}

interface Edit {
  readonly cluster: JsonObject;
  /** What the cluster has when all is quiet. */
  readonly has: JsonObject;
  /** What the binding says about the spec. Default: that it is accepted. */
  readonly says?: string;
}

interface Life {
  readonly name: string;
  readonly reason: string;
  readonly edits: readonly [Edit, ...Edit[]];
}

const mib = (gib: number): number => gib * GIB;
const has = (size: string | undefined, gib: number) => ({ size: size ?? '', storageSizeMib: String(mib(gib)) });

const LIVES: readonly Life[] = [
  {
    name: 'SizeAlone',
    reason: 'the storage that was sent before is less than the new size comes with',
    edits: [
      { cluster: { size: SMALL, storageSizeMib: mib(60) }, has: has(SMALL, 60) },
      { cluster: { size: LARGE, storageSizeMib: mib(60) }, has: has(LARGE, 140), says: 'UnsupportedChange' },
      { cluster: { size: LARGE, storageSizeMib: mib(200) }, has: has(LARGE, 200) },
    ],
  },
  {
    name: 'BothAndEnough',
    reason: 'the size comes first, then the rest of the storage',
    edits: [
      { cluster: { size: SMALL, storageSizeMib: mib(60) }, has: has(SMALL, 60) },
      { cluster: { size: LARGE, storageSizeMib: mib(200) }, has: has(LARGE, 200) },
    ],
  },
  {
    name: 'BothAndTooLittle',
    reason: 'more than there was is still less than the new size comes with',
    edits: [
      { cluster: { size: SMALL, storageSizeMib: mib(60) }, has: has(SMALL, 60) },
      { cluster: { size: LARGE, storageSizeMib: mib(80) }, has: has(LARGE, 140), says: 'UnsupportedChange' },
    ],
  },
  {
    name: 'TakenOut',
    reason: 'what was sent once is not asked back',
    edits: [
      { cluster: { size: SMALL, storageSizeMib: mib(80) }, has: has(SMALL, 80) },
      { cluster: { size: SMALL }, has: has(SMALL, 80) },
      { cluster: { size: LARGE }, has: has(LARGE, 140) },
    ],
  },
  {
    name: 'Back',
    reason: 'the disk of the larger size stays',
    edits: [
      { cluster: { size: SMALL, storageSizeMib: mib(60) }, has: has(SMALL, 60) },
      { cluster: { size: LARGE }, has: has(LARGE, 140) },
      { cluster: { size: SMALL, storageSizeMib: mib(60) }, has: has(SMALL, 140), says: 'UnsupportedChange' },
    ],
  },
  {
    name: 'StorageAndNodes',
    reason: 'both grow at once where the size stays',
    edits: [
      { cluster: { size: SMALL, storageSizeMib: mib(60) }, has: has(SMALL, 60) },
      { cluster: { size: SMALL, storageSizeMib: mib(80), nodeCount: 2 }, has: { ...has(SMALL, 80), nodeCount: 2 } },
    ],
  },
  {
    name: 'NoStorage',
    reason: 'an engine that keeps all in memory is never asked for a disk',
    edits: [
      {
        cluster: { engine: 'valkey', size: SMALL, storageSizeMib: mib(60) },
        has: { size: SMALL },
        says: 'UnsupportedChange',
      },
      {
        cluster: { engine: 'valkey', size: LARGE, storageSizeMib: mib(200) },
        has: { size: LARGE },
        says: 'UnsupportedChange',
      },
    ],
  },
];

describe('a cluster whose size and storage are edited', () => {
  test.each(LIVES)('$name: $reason; a version and a tag arrive afterwards', async ({ edits }) => {
    const specOf = (fields: JsonObject): JsonObject => {
      const engine = fields.engine ?? 'pg';
      return { cluster: { engine, version: engine === 'pg' ? '16' : '8', ...fields } };
    };
    const [first, ...later] = edits;
    const world = worldWith(bindingOf(specOf(first.cluster)));
    let last = first.cluster;
    const see = async ({ has: wanted, says = 'Accepted' }: Edit): Promise<void> => {
      await settle(world);
      expect(cluster(world)).toMatchObject(wanted);
      expect(said(world, 'SpecAccepted').reason).toBe(says);
    };
    await see(first);
    for (const edit of later) {
      respecify(world, specOf(edit.cluster));
      await see(edit);
      last = edit.cluster;
    }
    const version = last.engine === 'valkey' ? '9' : '17';
    respecify(world, specOf({ ...last, version, tags: ['a'] }));
    await settle(world);
    expect(cluster(world)).toMatchObject({ version, tags: ['a'] });
  });

  test('and whose storage autoscaling has enlarged stays as it is', async () => {
    const spec = { cluster: { engine: 'pg', size: SMALL ?? '', storageSizeMib: mib(60) } };
    const world = worldWith(bindingOf(spec));
    await settle(world);
    const [id = ''] = world.cloud.clusters.keys();
    world.cloud.updateCluster(id, { storageSizeMib: String(mib(100)) });
    await settle(world);
    expect(cluster(world)).toMatchObject(has(SMALL, 100));
    expect(said(world, 'SpecAccepted').reason).toBe('UnsupportedChange');
    respecify(world, { cluster: { engine: 'pg', size: LARGE ?? '' } });
    await liveHappily(world);
    expect(refused(world)).toEqual([]);
    expect(cluster(world)).toMatchObject(has(LARGE, 140));
  });
});

describe('a replica whose size and storage are edited', () => {
  const specOf = (replica: JsonObject): JsonObject => ({
    cluster: { engine: 'pg', size: SMALL ?? '', replicas: [{ name: 'ro', ...replica }] },
  });
  const replica = (world: World): JsonObject => {
    const [first] = [...world.cloud.clusters.values()];
    return asObject(first?.contents.get('replica/shop-orders-ro'));
  };

  test('is resized only beside a storage, which is enough then', async () => {
    const world = worldWith(bindingOf(specOf({})));
    await settle(world);
    expect(replica(world)).toMatchObject(has(SMALL, 60));
    respecify(world, specOf({ size: LARGE ?? '' }));
    await settle(world);
    expect(replica(world)).toMatchObject(has(SMALL, 60));
    expect(said(world, 'SpecAccepted')).toMatchObject({ reason: 'UnsupportedChange' });
    respecify(world, specOf({ size: LARGE ?? '', storageSizeMib: mib(140) }));
    await liveHappily(world);
    expect([replica(world), refused(world)]).toEqual([expect.objectContaining(has(LARGE, 140)), []]);
    expect(at(world.snapshot().composed.get('replica-ro'), 'spec', 'forProvider')).not.toHaveProperty('storageSizeMib');
  });
});
