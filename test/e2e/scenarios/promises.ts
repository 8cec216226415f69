import { beforeAll, describe, expect, test } from '@jest/globals';
import { refOf } from '../../../simulation/api-server/object-store.js';
import type { CloudCluster } from '../../../simulation/provider/digitalocean.js';
import { clusterName } from '../../../src/api/names.js';
import { asList, asObject, at, type Json, type JsonObject } from '../../../src/lib/json.js';
import { policyOf } from '../../support/examples.js';
import { bindingOf, Composite, createNamespace } from '../harness/bindings.js';
import { clusterNamed, clustersNamed } from '../harness/cloud.js';
import { manifest } from '../harness/control-plane.js';
import { eventually } from '../harness/eventually.js';
import { REAL } from '../harness/mode.js';
import { MANAGED_API } from '../harness/provider-crds.js';
import type { Scenario, World } from './scenario.js';

const NAMESPACE = 'promises';
const DOOMED = 'doomed';
const COMPOSITION = 'databasebinding-promises';
const DEVELOPMENT = manifest('examples/compositions/development.yaml');
const SOURCES = [{ type: 'tag', value: 'web' }];

/** What the pages promise about data, users and clusters, when people and DigitalOcean do what they do. */
export const promises: Scenario = {
  title: 'what the pages promise',
  tests(world) {
    beforeAll(async () => {
      for (const namespace of [NAMESPACE, DOOMED]) await createNamespace(world.cluster, namespace);
      await world.cluster.apply(anyReference());
    });

    describe('a cluster that is handed over', () => handedOver(world));
    describe('users', () => usersOfOthers(world));
    describe('what is lost at DigitalOcean', () => lost(world));
    describe.each(['pg', 'mysql', 'kafka'])('a %s cluster that was kept', (engine) => kept(world, engine));
    describe('an answer that gets lost', () => lostAnswer(world));
    describe('a namespace that is deleted', () => namespaceDeleted(world));
  },
};

/** A policy that allows every UUID. */
function anyReference(): JsonObject {
  const [step] = asList(at(DEVELOPMENT, 'spec', 'pipeline')).map(asObject);
  const pipeline = [{ ...step, input: { ...policyOf(DEVELOPMENT), references: { uuids: ['*'] } } }];
  return { ...DEVELOPMENT, metadata: { name: COMPOSITION }, spec: { ...asObject(DEVELOPMENT.spec), pipeline } };
}

/** A binding, and what happens to it. */
class Player {
  readonly composite: Composite;

  constructor(
    readonly world: World,
    readonly name: string,
    readonly namespace = NAMESPACE,
  ) {
    this.composite = new Composite(world.cluster, bindingOf(namespace, name, {}));
  }

  async apply(spec: JsonObject): Promise<void> {
    await this.world.cluster.apply(bindingOf(this.namespace, this.name, spec, COMPOSITION));
  }

  async ready(): Promise<void> {
    await this.composite.until('Ready', 'True', 120);
  }

  /** Waits until a condition has a reason, and gives its message. */
  async told(type: string, reason: string): Promise<string> {
    return eventually(
      `${this.name}: ${type} is ${reason}`,
      async () => {
        const condition = await this.composite.condition(type);
        if (condition?.reason !== reason) throw new Error(JSON.stringify(condition));
        return condition.message || ' ';
      },
      90,
    );
  }

  async delete(): Promise<void> {
    await this.world.cluster.delete(this.composite.ref);
    await eventually(`${this.name} gone`, async () => (await this.world.cluster.get(this.composite.ref)) === undefined);
  }

  async policies(key: string): Promise<Json | undefined> {
    return at((await this.composite.composed()).get(key), 'spec', 'managementPolicies');
  }

  /** The password in a Secret that applications mount. */
  async password(secret = `${this.name}-credentials`): Promise<string | undefined> {
    return (await this.composite.secret(secret))?.password;
  }

  get cloud(): CloudCluster {
    return clusterNamed(this.world.cloud, clusterName(undefined, this.namespace, this.name));
  }
}

function handedOver(world: World): void {
  const player = new Player(world, 'handed');

  test('stays when its binding is deleted', async () => {
    await world.report.note('handed over, then deleted', async () => {
      await player.apply({ cluster: { engine: 'pg' } });
      await player.ready();
      const { id, databases } = player.cloud;
      await player.apply({ clusterRef: { uuid: id }, deletionPolicy: 'Orphan' });
      await eventually(
        'only looked at',
        async () => JSON.stringify(await player.policies('cluster')) === '["Observe"]',
      );
      await player.told('SpecAccepted', 'Accepted');
      await player.delete();
      await eventually(
        'no Cluster left',
        async () => !(await clustersOf(world)).some((name) => name.includes('handed')),
      );
      expect([player.cloud.id, player.cloud.databases]).toEqual([id, databases]);
      expect(world.cloud.requests({ method: 'DELETE', path: new RegExp(id) })).toEqual([]);
      return 'the cluster is there, with its data';
    });
  });
}

async function clustersOf({ cluster }: World): Promise<readonly string[]> {
  const found = await cluster.list(MANAGED_API, 'Cluster', NAMESPACE);
  return found.map((each) => String(at(each, 'metadata', 'name')));
}

function usersOfOthers(world: World): void {
  const owner = new Player(world, 'owner');
  const guest = new Player(world, 'guest');
  const spec = (...users: readonly JsonObject[]): JsonObject => ({
    cluster: { engine: 'pg' },
    users: [{ name: 'owner' }, ...users],
  });

  test('that exist are not taken over, read or deleted', async () => {
    await world.report.note('a user that exists', async () => {
      await owner.apply(spec());
      await owner.ready();
      const { password } = world.cloud.addUser(owner.cloud.id, 'victim');
      await owner.apply(spec({ name: 'victim' }));
      await owner.told('SpecAccepted', 'AlreadyExists');
      expect(await owner.password('owner-victim-credentials')).toBeUndefined();
      expect(await owner.composite.secret('owner-user-victim-conn')).toBeUndefined();
      await owner.apply(spec({ name: 'victim', mode: 'Observe' }));
      await owner.ready();
      expect(await owner.password('owner-victim-credentials')).toBe(password);
      await owner.apply(spec({ name: 'victim' }));
      await owner.told('SpecAccepted', 'AlreadyExists');
      expect(await owner.policies('user-victim')).toEqual(['Observe']);
      await owner.apply(spec());
      await eventually('no longer composed', async () => !(await owner.composite.composed()).has('user-victim'));
      expect(owner.cloud.users.get('victim')?.password).toBe(password);
      return 'AlreadyExists; looked at by Observe; still there afterwards';
    });
  });

  test('of a guest are called after its namespace', async () => {
    await world.report.note('a guest names another user', async () => {
      const { password } = world.cloud.addUser(owner.cloud.id, `${NAMESPACE}_rival`);
      await guest.apply({ clusterRef: { uuid: owner.cloud.id }, users: [{ name: 'victim' }, { name: 'rival' }] });
      await guest.told('SpecAccepted', 'AlreadyExists');
      await eventually('its own user', async () => (await guest.password()) !== undefined);
      expect((await guest.composite.secret('guest-credentials'))?.username).toBe(`${NAMESPACE}_victim`);
      expect(await guest.password('guest-rival-credentials')).toBeUndefined();
      await guest.delete();
      await eventually('its user gone', async () => !owner.cloud.users.has(`${NAMESPACE}_victim`));
      expect(owner.cloud.users.get(`${NAMESPACE}_rival`)?.password).toBe(password);
      expect(owner.cloud.users.has('victim')).toBe(true);
      return 'prefixed, and nobody else is touched';
    });
  });
}

function lost(world: World): void {
  const player = new Player(world, 'loser');
  const spec = { cluster: { engine: 'pg', trustedSources: SOURCES } };

  beforeAll(async () => {
    await player.apply(spec);
    await player.ready();
  });

  test('a user is made again, and its Secret follows', async () => {
    await world.report.note('user lost', async () => {
      const before = await player.password();
      world.cloud.removeUser(player.cloud.id, 'loser');
      await eventually('made again', async () => player.cloud.users.has('loser'), 120);
      const { password } = player.cloud.users.get('loser') ?? {};
      expect(password).not.toBe(before);
      await eventually('the new password', async () => (await player.password()) === password, 120);
      await player.ready();
      return 'made again, with a new password in the Secret';
    });
  });

  test('a database is told, and not made again empty', async () => {
    await world.report.note('database lost', async () => {
      world.cloud.removeDatabase(player.cloud.id, 'loser');
      await player.told('ConnectionReady', 'DataLost');
      expect(player.cloud.databases.has('loser')).toBe(false);
      world.cloud.addDatabase(player.cloud.id, 'loser');
      await player.ready();
      return 'DataLost, until it was there again';
    });
  });

  test('a cluster is told, and nothing follows to the empty one before a person says so', async () => {
    await world.report.note('cluster lost', async () => {
      const { id } = player.cloud;
      const before = await player.composite.secret('loser-credentials');
      world.cloud.removeCluster(id);
      const message = await player.told('ClusterReady', 'ClusterLost');
      const now = player.cloud.id;
      expect(message).toContain(id);
      expect(message).toContain(now);
      await eventually('its trusted sources', async () => world.provider.cloud.firewalls.has(now), 120);
      expect(await player.composite.secret('loser-credentials')).toEqual(before);
      expect([...player.cloud.databases]).not.toContain('loser');
      expect(clustersNamed(world.cloud, `${NAMESPACE}-loser`)).toHaveLength(1);

      await player.apply({ cluster: { ...spec.cluster, adopt: now, adoptConfirmed: true } });
      await eventually('a user in it', async () => player.cloud.users.has('loser'), 120);
      await eventually(
        'its Secret',
        async () => (await player.password()) === player.cloud.users.get('loser')?.password,
        120,
      );
      await player.ready();
      return 'ClusterLost, the Secret as it was; adopted, all follows';
    });
  });
}

const TOPICS = [{ name: 'events', partitions: 3, replicationFactor: 2 }];

/** Deleted with `Orphan`, made again under the same name, and adopted. */
function kept(world: World, engine: string): void {
  const player = new Player(world, `kept-${engine}`);
  const beside = engine === 'kafka' ? { topics: TOPICS } : {};
  const cluster = engine === 'kafka' ? { engine, nodeCount: 3 } : { engine };

  test('is adopted with all that it holds', async () => {
    await world.report.note(`orphaned, made again, adopted: ${engine}`, async () => {
      await player.apply({ cluster, ...beside, deletionPolicy: 'Orphan' });
      await player.ready();
      const { id } = player.cloud;
      const password = player.cloud.users.get(player.name)?.password;
      const held = [[...player.cloud.databases], [...player.cloud.contents.keys()]];
      await player.delete();
      await eventually(
        'no Cluster left',
        async () => !(await clustersOf(world)).some((it) => it.includes(player.name)),
      );

      await player.apply({ cluster, ...beside, deletionPolicy: 'Orphan' });
      await player.told('ClusterReady', 'NameNotAvailable');
      const users = [{ name: player.name, mode: 'Observe' }];
      const adopting = { ...cluster, adopt: id, adoptConfirmed: true };
      await player.apply({ cluster: adopting, users, ...beside, deletionPolicy: 'Orphan' });
      await player.ready();
      expect(await player.password()).toBe(password);
      expect([[...player.cloud.databases], [...player.cloud.contents.keys()]]).toEqual(held);
      expect(clustersNamed(world.cloud, clusterName(undefined, NAMESPACE, player.name))).toHaveLength(1);
      await player.apply({ cluster: { ...adopting, tags: ['adopted'] }, users, ...beside, deletionPolicy: 'Orphan' });
      await eventually('a change reaches it', async () => asList(player.cloud.fields.tags).includes('adopted'), 90);
      await player.delete();
      return 'nothing made twice, nothing lost, changes arrive';
    });
  });
}

function lostAnswer(world: World): void {
  const player = new Player(world, 'answered');

  test('leaves no database that cannot be used', async () => {
    await world.report.note('answer lost', async () => {
      const lift = world.cloud.fault({ method: 'POST', path: /\/dbs$/, status: 503, apply: true, count: 1 });
      await player.apply({ cluster: { engine: 'pg' } });
      await player.ready();
      lift();
      expect([...player.cloud.databases]).toContain('answered');
      return 'taken over, since it is in the binding’s own cluster';
    });
  });
}

function namespaceDeleted(world: World): void {
  const player = new Player(world, 'orders', DOOMED);

  test('takes no data with it by the back door', async () => {
    await world.report.note('namespace deleted', async () => {
      await player.apply({ cluster: { engine: 'pg' } });
      await player.ready();
      const { id } = player.cloud;
      await world.cluster.delete({ apiVersion: 'v1', kind: 'Namespace', namespace: '', name: DOOMED });
      for (const kind of ['User', 'DB'])
        await eventually(`no ${kind} left`, async () => {
          const left = await world.cluster.list(MANAGED_API, kind, DOOMED);
          return left.length === 0;
        });
      expect(world.cloud.requests({ method: 'DELETE', path: new RegExp(`${id}/`) })).toEqual([]);
      expect(world.cloud.clusters.get(id)?.users.has('orders') ?? REAL === undefined).toBe(true);
      // The real provider can do nothing more for a Cluster in a namespace that is going: a person lets go of it.
      for (const left of await world.cluster.list(MANAGED_API, 'Cluster', DOOMED)) {
        const { name } = refOf(left);
        const metadata = { namespace: DOOMED, name, finalizers: [] };
        await world.cluster.merge({ apiVersion: MANAGED_API, kind: 'Cluster', metadata });
      }
      return 'users and databases leave Kubernetes without a call';
    });
  });
}
