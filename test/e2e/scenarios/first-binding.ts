import { beforeAll, expect, test } from '@jest/globals';
import { conditionOf } from '../../../simulation/api-server/conditions.js';
import type { Engine } from '../../../src/gen/binding.js';
import { at, type JsonObject } from '../../../src/lib/json.js';
import { bindingOf, Composite, createNamespace, settledVersionsOf, versionsOf } from '../harness/bindings.js';
import { eventually } from '../harness/eventually.js';
import { FULL, REAL } from '../harness/mode.js';
import type { Scenario, World } from './scenario.js';

const NAMESPACE = 'first';
const USERS = [{ name: 'app' }, { name: 'reports' }];

/** What each engine is asked for, and what its first user's Secret has to say. */
const ENGINES = {
  pg: {
    spec: { users: USERS },
    users: 2,
    uri: /^postgresql:\/\/app:[^@]+@[^:/]+\.db\.ondigitalocean\.com:25060\/pg\?sslmode=require$/,
  },
  mysql: { spec: { users: USERS }, users: 2, uri: /^mysql:\/\/app:[^@]+@[^:/]+:25060\/mysql\?ssl-mode=REQUIRED$/ },
  mongodb: { spec: { users: USERS }, users: 2, uri: /^mongodb\+srv:\/\/app:[^@]+@[^:/]+\/mongodb\?tls=true/ },
  valkey: { spec: {}, users: 0, uri: /^rediss:\/\/default:[^@]+@[^:/]+:25061$/ },
  kafka: { spec: { users: USERS }, users: 2, uri: /:25073$/ },
  opensearch: { spec: { users: USERS }, users: 2, uri: /^https:\/\/app:[^@]+@[^:/]+:25060$/ },
} as const satisfies Record<Engine, { spec: JsonObject; users: number; uri: RegExp }>;
/** The real provider takes a minute or two for each. */
const CASES = Object.entries(ENGINES).filter(([engine]) => REAL === undefined || FULL || engine === 'pg');
// A MongoDB cluster has no metrics endpoints, so Terraform's provider updates one at each look, without a request:
// https://github.com/digitalocean/terraform-provider-digitalocean/issues/1429.
const QUIET = CASES.filter(([engine]) => engine !== 'mongodb');
const TOUCHES = 3;

/** One binding per engine, from nothing to a Secret, and then nothing more. */
export const firstBinding: Scenario = {
  title: 'the first binding of each engine',
  tests(world) {
    beforeAll(async () => {
      const { cluster } = world;
      await createNamespace(cluster, NAMESPACE);
      // One after the other is all that the real provider has the machine for.
      if (REAL === undefined) for (const [engine] of CASES) await cluster.apply(manifestOf(engine));
    });

    test.each(CASES)('%s gets from nothing to Secrets that applications can use', async (engine, { users, uri }) => {
      const { provider, report } = world;
      const composite = of(world, engine);
      await report.note(`first ${engine} binding`, async () => {
        if (REAL !== undefined) await world.cluster.apply(manifestOf(engine));
        const binding = await composite.until('Ready', 'True');
        expect(conditionOf(binding, 'Synced')?.status).toBe('True');
        expect(at(binding, 'status', 'binding', 'name')).toBe(`${engine}-credentials`);
        return `Ready; composed: ${[...(await composite.composed()).keys()].join(' ')}`;
      });
      const secret = await composite.secret(`${engine}-credentials`);
      expect(secret).toMatchObject({ provider: 'digitalocean', uri: expect.stringMatching(uri) });
      const there = [...provider.cloud.clusters.values()].find(
        ({ fields }) => fields.name === `${NAMESPACE}-${engine}`,
      );
      const name = users === 0 ? 'default' : 'app';
      expect(secret).toMatchObject({ username: name, password: there?.users.get(name)?.password });
      if (users > 1) {
        const second = await composite.secret(`${engine}-reports-credentials`);
        expect(second).toMatchObject({ username: 'reports', password: there?.users.get('reports')?.password });
      }
    });

    test('nothing moves any more, however often Crossplane reconciles', async () => {
      const { fn, report } = world;
      const composites = QUIET.map(([engine]) => of(world, engine));
      const before = await Promise.all(composites.map(settledVersionsOf));
      const callsBefore = await fn.calls();
      await report.note('steady state', async () => {
        for (let round = 1; round <= TOUCHES; round += 1) {
          for (const composite of composites) await composite.touch(String(round));
          const expected = callsBefore.ok + round * composites.length;
          await eventually(`${expected} calls`, async () => (await fn.calls()).ok >= expected);
        }
        expect(await Promise.all(composites.map(versionsOf))).toEqual(before);
        const objects = before.flatMap((versions) => Object.keys(versions)).length;
        return `${(await fn.calls()).ok - callsBefore.ok} calls, none of ${objects} composed resources was written`;
      });
      for (const composite of composites) {
        expect(await composite.condition('Responsive')).toMatchObject({ status: 'True' });
        expect(await composite.condition('Ready')).toMatchObject({ status: 'True' });
      }
      expect((await fn.calls()).error).toBe(0);
    });
  },
};

function manifestOf(engine: string): JsonObject {
  const { spec } = ENGINES[engine as Engine];
  return bindingOf(NAMESPACE, engine, { ...spec, cluster: { engine } });
}

function of(world: World, engine: string): Composite {
  return new Composite(world.cluster, manifestOf(engine));
}
