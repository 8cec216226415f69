import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { CloudRequest } from '../../../simulation/provider/traffic.js';
import { asList, asObject, at, type Json, type JsonObject } from '../../../src/lib/json.js';
import { bindingOf, Composite, createNamespace, settledVersionsOf } from '../harness/bindings.js';
import { clusterNamed } from '../harness/cloud.js';
import { eventually } from '../harness/eventually.js';
import type { Scenario, World } from './scenario.js';

const NAMESPACE = 'later';
const REFUSED = 'this mode is unknown';
/** In which the stand-in of the provider looks at everything a few times. */
const SOME_LOOKS_MS = 4000;
const WINDOW = { day: 'friday', hour: '03:00' };

/** What is sent only once something is there, what stays when it is taken out, and what DigitalOcean refuses meanwhile. */
export const laterSettings: Scenario = {
  title: 'settings of what exists',
  tests(world) {
    beforeAll(async () => {
      await createNamespace(world.cluster, NAMESPACE);
    });

    describe('of a cluster', () => ofCluster(world));
    describe('of a topic', () => ofTopic(world));
  },
};

/** A binding, and what the provider asked of its cluster. */
class Edited {
  readonly composite: Composite;

  constructor(
    readonly world: World,
    readonly name: string,
  ) {
    this.composite = new Composite(world.cluster, bindingOf(NAMESPACE, name, {}));
  }

  async apply(spec: JsonObject): Promise<void> {
    await this.world.cluster.apply(bindingOf(NAMESPACE, this.name, spec));
  }

  async ready(): Promise<void> {
    await this.composite.until('Ready', 'True', 120);
  }

  async told(type: string, reason: string): Promise<string> {
    return eventually(`${this.name}: ${type} is ${reason}`, async () => {
      const condition = await this.composite.condition(type);
      if (condition?.reason !== reason) throw new Error(JSON.stringify(condition));
      return condition.message || ' ';
    });
  }

  get cloud() {
    return clusterNamed(this.world.cloud, `${NAMESPACE}-${this.name}`);
  }

  /** The requests that change something at one place of its cluster, with what they were answered. */
  changes(word: string): readonly CloudRequest[] {
    const path = new RegExp(`/${this.cloud.id}/${word}(/|$)`);
    return this.world.cloud.requests({ path }).filter(({ method }) => method !== 'GET');
  }

  /** What was granted of that, as it was sent. */
  granted(word: string): readonly (Json | undefined)[] {
    return this.changes(word)
      .filter(({ status }) => status < 300)
      .map(({ body }) => body);
  }

  /** What the cluster was created with. */
  get creation(): JsonObject {
    const { name } = this.cloud.fields;
    const made = this.world.cloud.requests({ method: 'POST', path: /^\/v2\/databases$/ });
    return asObject(made.find(({ body, status }) => status < 300 && at(body, 'name') === name)?.body);
  }
}

function ofCluster(world: World): void {
  const edited = new Edited(world, 'orders');
  // A number that 32 bits do not hold comes back as another one.
  const cluster = { engine: 'mysql', configuration: { longQueryTime: 0.1 }, replicas: [{ name: 'ro' }] };
  const first = { ...cluster, sqlMode: 'ANSI,TRADITIONAL', maintenanceWindow: WINDOW };

  test('are sent once it is there', async () => {
    await world.report.note('late settings of a cluster', async () => {
      await edited.apply({ cluster: first });
      await edited.ready();
      expect(edited.creation).not.toHaveProperty('sql_mode');
      expect(edited.creation).not.toHaveProperty('maintenance_window');
      expect(edited.granted('sql_mode')).toEqual([{ sql_mode: 'ANSI,TRADITIONAL' }]);
      expect(edited.granted('maintenance')).toEqual([WINDOW]);
      expect(edited.granted('config')).toEqual([{ config: { long_query_time: 0.1 } }]);
      expect(edited.granted('replicas')).toMatchObject([{ region: 'nyc3', size: 'db-s-2vcpu-4gb' }]);
      return 'one request each, none of them with the creation';
    });
  });

  test('are left alone afterwards', async () => {
    await world.report.note('quiet', async () => {
      const words = ['sql_mode', 'maintenance', 'config', 'replicas', 'resize', 'upgrade'];
      const before = words.map((word) => edited.changes(word).length);
      await sleep(SOME_LOOKS_MS);
      await settledVersionsOf(edited.composite);
      expect(words.map((word) => edited.changes(word).length)).toEqual(before);
      return 'no further request';
    });
  });

  test('stay when they are taken out, and what is changed later arrives', async () => {
    await world.report.note('late settings taken out', async () => {
      await edited.apply({ cluster });
      const message = await edited.told('SpecAccepted', 'ConfigurationKept');
      expect(message).toContain('spec.cluster.sqlMode');
      expect(message).toContain('spec.cluster.maintenanceWindow');
      await edited.apply({ cluster: { ...cluster, tags: ['later'] } });
      await eventually('the tag', async () => asList(edited.cloud.fields.tags).includes('later'));
      expect(edited.granted('sql_mode')).toHaveLength(1);
      expect(edited.granted('maintenance')).toHaveLength(1);
      await edited.ready();
      return 'ConfigurationKept, no request; a tag arrives';
    });
  });

  test('that are refused leave it usable, and arrive once they are not', async () => {
    await world.report.note('late setting refused', async () => {
      const lift = world.cloud.fault({ method: 'PUT', path: /\/sql_mode$/, status: 422, message: REFUSED });
      const changed = { ...cluster, tags: ['later'], sqlMode: 'ANSI' };
      const users = [{ name: 'orders' }, { name: 'audit' }];
      await edited.apply({ cluster: changed });
      expect(await edited.told('ClusterReady', 'ChangeFailed')).toContain(REFUSED);
      await edited.apply({ cluster: changed, users });
      const secret = await eventually('its Secret', () => edited.composite.secret('orders-audit-credentials'));
      expect(secret).toMatchObject({ username: 'audit', password: edited.cloud.users.get('audit')?.password });
      expect(await edited.composite.condition('ClusterReady')).toMatchObject({
        status: 'False',
        reason: 'ChangeFailed',
      });
      await edited.composite.until('ConnectionReady', 'True');
      lift();
      await eventually('the mode', async () => edited.granted('sql_mode').length === 2);
      expect(edited.granted('sql_mode').at(-1)).toEqual({ sql_mode: 'ANSI' });
      await edited.told('ClusterReady', 'OpenToInternet');
      return 'ChangeFailed, a new user all the same; then in force';
    });
  });

  test('that the provider cannot send are never sent', async () => {
    await world.report.note('a zero', async () => {
      const before = edited.changes('config').length;
      await edited.apply({ cluster: { ...cluster, configuration: { longQueryTime: 0 } } });
      expect(await edited.told('SpecAccepted', 'InvalidSpec')).toContain('spec.cluster.configuration.longQueryTime');
      expect(edited.changes('config')).toHaveLength(before);
      await edited.apply({ cluster });
      await edited.told('SpecAccepted', 'ConfigurationKept');
      return 'InvalidSpec, no request';
    });
  });
}

function ofTopic(world: World): void {
  const edited = new Edited(world, 'events');
  const spec = (configuration: JsonObject): JsonObject => ({
    cluster: { engine: 'kafka', nodeCount: 3 },
    topics: [{ name: 'clicks', partitions: 3, replicationFactor: 2, configuration }],
  });

  test('are sent once it is there, and change nothing else of it', async () => {
    await world.report.note('settings of a topic', async () => {
      await edited.apply(spec({ retentionMs: 86_400_000 }));
      await edited.ready();
      await eventually('the setting', async () => edited.granted('topics').length === 2);
      const [made, set] = edited.granted('topics');
      expect(made).toEqual({ name: 'clicks', partition_count: 3, replication_factor: 2 });
      expect(at(set, 'config')).toMatchObject({ retention_ms: 86_400_000, message_down_conversion_enable: true });
      await edited.apply(spec({ retentionMs: 86_400_000, cleanupPolicy: 'compact' }));
      await eventually('a later one', async () => edited.granted('topics').length === 3);
      expect(at(edited.granted('topics')[2], 'config')).toMatchObject({ cleanup_policy: 'compact' });
      await sleep(SOME_LOOKS_MS);
      expect(edited.changes('topics')).toHaveLength(3);
      return 'the topic first, then one request for each edit';
    });
  });
}
