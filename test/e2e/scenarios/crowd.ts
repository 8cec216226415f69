import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, expect, test } from '@jest/globals';
import { conditionOf } from '../../../simulation/api-server/conditions.js';
import { refOf } from '../../../simulation/api-server/object-store.js';
import { bindingOf, Composite, createNamespace, versionsOf } from '../harness/bindings.js';
import { clusterNamed } from '../harness/cloud.js';
import { eventually } from '../harness/eventually.js';
import { MANAGED_API } from '../harness/provider-crds.js';
import type { Scenario, World } from './scenario.js';

const NAMESPACE = 'crowd';
const COUNT = Number(process.env.E2E_BINDINGS ?? 200);
const MINUTES = 10;
/** As long as the usual time between two calls. */
const REST_SECONDS = 600;
const MOST_CALLS_AN_HOUR = 7;
const MANIFESTS = Array.from({ length: COUNT }, (_, index) =>
  bindingOf(NAMESPACE, `app-${index}`, { cluster: { engine: 'pg' } }),
);

/** Many bindings at once. */
export const crowd: Scenario = {
  title: `${COUNT} bindings at once`,
  tests(world) {
    beforeAll(async () => {
      await createNamespace(world.cluster, NAMESPACE);
    });

    test(
      'all of them get their Secrets',
      async () => {
        const { cluster, fn, provider, report } = world;
        await report.note(`${COUNT} bindings at once`, async () => {
          const before = await fn.calls();
          await Promise.all(MANIFESTS.map((manifest) => cluster.apply(manifest)));
          await eventually('all of them Ready', async () => (await readyOnes(world)) === COUNT, MINUTES * 60);
          const after = await fn.calls();
          expect(after.error + after.fatal).toBe(before.error + before.fatal);
          return `Ready; ${after.ok - before.ok} calls`;
        });
        for (const manifest of MANIFESTS) {
          const { name } = refOf(manifest);
          const secret = await new Composite(cluster, manifest).secret(`${name}-credentials`);
          const { users } = clusterNamed(provider.cloud, `${NAMESPACE}-${name}`);
          expect(secret).toMatchObject({ username: name, password: users.get(name)?.password });
        }
      },
      (MINUTES + 2) * 60_000,
    );

    test(
      'nobody calls about them for long',
      async () => {
        await world.report.note(`${COUNT} bindings at rest`, async () => {
          const before = await world.fn.calls();
          await sleep(REST_SECONDS * 1000);
          const made = (await world.fn.calls()).ok - before.ok;
          const hourly = (made * 3600) / REST_SECONDS / COUNT;
          expect(hourly).toBeLessThanOrEqual(MOST_CALLS_AN_HOUR);
          return `${made} calls in ${REST_SECONDS} s: ${hourly.toFixed(1)} per binding and hour`;
        });
      },
      (REST_SECONDS + 60) * 1000,
    );

    test('all of them stand still', async () => {
      const composites = MANIFESTS.map((manifest) => new Composite(world.cluster, manifest));
      const before = await Promise.all(composites.map(versionsOf));
      const { ok } = await world.fn.calls();
      for (const composite of composites) await composite.touch('still');
      await eventually('all of them reconciled', async () => (await world.fn.calls()).ok >= ok + COUNT);
      expect(await Promise.all(composites.map(versionsOf))).toEqual(before);
    });

    test(
      'all of them go',
      async () => {
        const { cluster, report } = world;
        await report.note(`${COUNT} bindings deleted`, async () => {
          await Promise.all(MANIFESTS.map((manifest) => cluster.delete(refOf(manifest))));
          const left = async () => (await cluster.list(MANAGED_API, 'Cluster', NAMESPACE)).length;
          await eventually('no cluster left', async () => (await left()) === 0, MINUTES * 60);
          return 'garbage collected';
        });
      },
      (MINUTES + 2) * 60_000,
    );
  },
};

async function readyOnes({ cluster }: World): Promise<number> {
  const [{ apiVersion, kind } = refOf({})] = MANIFESTS.map(refOf);
  const bindings = await cluster.list(apiVersion, kind, NAMESPACE);
  return bindings.filter((binding) => conditionOf(binding, 'Ready')?.status === 'True').length;
}
