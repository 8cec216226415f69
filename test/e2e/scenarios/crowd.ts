import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, expect, test } from '@jest/globals';
import { conditionOf } from '../../../simulation/api-server/conditions.js';
import { refOf } from '../../../simulation/api-server/object-store.js';
import { bindingOf, Composite, createNamespace, versionsOf } from '../harness/bindings.js';
import { clusterNamed } from '../harness/cloud.js';
import { manifest } from '../harness/control-plane.js';
import { eventually } from '../harness/eventually.js';
import { withoutPolicy } from '../harness/policy.js';
import { MANAGED_API } from '../harness/provider-crds.js';
import type { Scenario, World } from './scenario.js';

const NAMESPACE = 'crowd';
const COMPOSITION = 'databasebinding-crowd';
const COUNT = Number(process.env.E2E_BINDINGS ?? 200);
/** For each step that all of them go through. */
const MINUTES = 5 + COUNT / 40;
/** As long as the usual time between two calls. */
const REST_SECONDS = Number(process.env.E2E_REST_SECONDS ?? 600);
/** As long as few call, nothing is on its way any more. */
const QUIET_SECONDS = 15;
const MOST_CALLS_AN_HOUR = 7;
// Without hyphens, so that clusters are called after them.
const MANIFESTS = Array.from({ length: COUNT }, (_, index) =>
  bindingOf(NAMESPACE, `app${index}`, { cluster: { engine: 'pg' } }, COMPOSITION),
);

/** Many bindings at once. */
export const crowd: Scenario = {
  title: `${COUNT} bindings at once`,
  tests(world) {
    beforeAll(async () => {
      await createNamespace(world.cluster, NAMESPACE);
      // Users without rights, as the benchmark has them: a cluster, a database, a user and a Secret each.
      await world.cluster.apply(withoutPolicy(manifest('examples/compositions/development.yaml'), COMPOSITION, 'sql'));
    });

    test(
      'all of them get their Secrets',
      async () => {
        const { cluster, fn, provider, report } = world;
        await report.note(`${COUNT} bindings at once`, async () => {
          const [before, used] = [await fn.calls(), await usage(world)];
          await Promise.all(MANIFESTS.map((binding) => cluster.apply(binding)));
          await eventually('all of them Ready', async () => (await readyOnes(world)) === COUNT, MINUTES * 60);
          const after = await fn.calls();
          expect(after.error + after.fatal).toBe(before.error + before.fatal);
          return `Ready; ${told(used, await usage(world))}`;
        });
        for (const binding of MANIFESTS) {
          const { name } = refOf(binding);
          const secret = await new Composite(cluster, binding).secret(`${name}-credentials`);
          const { users } = clusterNamed(provider.cloud, `${NAMESPACE}-${name}`);
          expect(secret).toMatchObject({ username: name, password: users.get(name)?.password });
        }
      },
      (MINUTES + 2) * 60_000,
    );

    test(
      'nobody calls about them for long',
      async () => {
        await world.report.note(`${COUNT} bindings settled`, async () => {
          const used = await usage(world);
          await eventually('the last call about what was new', () => isQuiet(world), MINUTES * 60);
          return told(used, await usage(world));
        });
        await world.report.note(`${COUNT} bindings at rest`, async () => {
          const before = await usage(world);
          await sleep(REST_SECONDS * 1000);
          const after = await usage(world);
          const hourly = ((after.calls - before.calls) * 3600) / REST_SECONDS / COUNT;
          expect(hourly).toBeLessThanOrEqual(MOST_CALLS_AN_HOUR);
          return `${told(before, after)}; ${hourly.toFixed(1)} calls per binding and hour`;
        });
      },
      (REST_SECONDS + MINUTES * 60 + 60) * 1000,
    );

    test('all of them stand still', async () => {
      const composites = MANIFESTS.map((binding) => new Composite(world.cluster, binding));
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
          await Promise.all(MANIFESTS.map((binding) => cluster.delete(refOf(binding))));
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

/** What calls have cost so far. */
interface Usage {
  readonly calls: number;
  /** Calls with an answer that was remembered. */
  readonly found: number;
  readonly functionCpuMs: number;
  readonly functionMib: number;
  readonly crossplaneCpuMs: number;
  readonly crossplaneMib: number;
  /** Of Crossplane to the API server. */
  readonly requests: number;
}

async function usage({ fn, crossplane }: World): Promise<Usage> {
  const [ours, theirs] = [await fn.metrics(), await crossplane.metrics()];
  return {
    calls: ours('function_calls_total'),
    found: ours('function_answers_found_total'),
    functionCpuMs: ours('process_cpu_seconds_total') * 1000,
    functionMib: ours('process_resident_memory_bytes') / 2 ** 20,
    crossplaneCpuMs: theirs('process_cpu_seconds_total') * 1000,
    crossplaneMib: theirs('process_resident_memory_bytes') / 2 ** 20,
    requests: theirs('rest_client_requests_total'),
  };
}

/** What the calls between two moments have cost. */
function told(before: Usage, after: Usage): string {
  const calls = after.calls - before.calls;
  const memory = `${after.functionMib.toFixed(0)} MiB in the function, ${after.crossplaneMib.toFixed(0)} MiB in Crossplane`;
  if (calls === 0) return `no call; ${memory}`;
  const each = (of: 'functionCpuMs' | 'crossplaneCpuMs' | 'requests') => ((after[of] - before[of]) / calls).toFixed(1);
  return [
    `${calls} calls, ${after.found - before.found} of them with an answer that was found again`,
    `each ${each('functionCpuMs')} ms of CPU in the function and ${each('crossplaneCpuMs')} ms in Crossplane`,
    `and ${each('requests')} requests of Crossplane's to the API server; then ${memory}`,
  ].join(', ');
}

async function isQuiet(world: World): Promise<boolean> {
  const before = await usage(world);
  await sleep(QUIET_SECONDS * 1000);
  const { calls } = await usage(world);
  // Those that came to rest first are asked for again.
  return calls - before.calls <= Math.ceil((2 * MOST_CALLS_AN_HOUR * COUNT * QUIET_SECONDS) / 3600);
}
