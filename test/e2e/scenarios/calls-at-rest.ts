import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, expect, test } from '@jest/globals';
import { asString, at, type JsonObject } from '../../../src/lib/json.js';
import { bindingOf, Composite, createNamespace, deleteBindings, settledVersionsOf } from '../harness/bindings.js';
import { clusterNamed } from '../harness/cloud.js';
import { manifest } from '../harness/control-plane.js';
import { decoded } from '../harness/crossplane.js';
import { eventually } from '../harness/eventually.js';
import { withPolicy } from '../harness/policy.js';
import type { Scenario } from './scenario.js';

const NAMESPACE = 'rest';
const WATCHED = 'databasebinding-watched';
const BINDINGS = [
  bindingOf(NAMESPACE, 'asked', { cluster: { engine: 'pg' } }),
  bindingOf(NAMESPACE, 'watched', { cluster: { engine: 'pg' } }, WATCHED),
];
/** Longer than the time between calls of a binding that is waiting for something. */
const REST_SECONDS = 75;
/** From the provider's Secret to the application's. */
const AT_ONCE_SECONDS = 5;

/** How often the function is called where nothing happens, and how soon where a password changes. */
export const callsAtRest: Scenario = {
  title: 'bindings at rest',
  tests(world) {
    const [asked, watched] = BINDINGS.map((manifest) => new Composite(world.cluster, manifest));

    beforeAll(async () => {
      // Calls are counted for all bindings together.
      await deleteBindings(world.cluster);
      await createNamespace(world.cluster, NAMESPACE);
      const development = manifest('examples/compositions/development.yaml');
      await world.cluster.apply(withPolicy(development, WATCHED, { refresh: { watchSecrets: true } }));
      for (const binding of BINDINGS) await world.cluster.apply(binding);
      for (const composite of [asked, watched]) {
        await composite?.until('Ready', 'True');
        if (composite) await settledVersionsOf(composite);
      }
    });

    test(
      'nobody calls where nothing happens',
      async () => {
        await world.report.note('calls at rest', async () => {
          await eventually('the last call about what was new', async () => {
            const before = await calls();
            await sleep(15_000);
            return (await calls()) === before;
          });
          const before = await calls();
          await sleep(REST_SECONDS * 1000);
          const made = (await calls()) - before;
          expect(made).toBe(0);
          return `${made} calls about ${BINDINGS.length} bindings in ${REST_SECONDS} s`;
        });
      },
      (REST_SECONDS + 120) * 1000,
    );

    test('a watched password arrives at once', async () => {
      const { cloud } = world.provider;
      const { id } = clusterNamed(cloud, `${NAMESPACE}-watched`);
      const before = await watched?.secret('watched-credentials');
      const password = cloud.resetPassword(id, 'watched')?.password ?? '';
      expect(before?.password).not.toBe(password);
      await eventually("the provider's Secret", async () => (await ofProvider()).password === password);
      const since = Date.now();
      await eventually(
        "the application's Secret",
        async () => (await watched?.secret('watched-credentials'))?.password === password,
        AT_ONCE_SECONDS,
      );
      await world.report.note('a watched password', async () => `${((Date.now() - since) / 1000).toFixed(1)} s later`);
    });

    const calls = async (): Promise<number> => {
      const { ok, fatal, error } = await world.fn.calls();
      return ok + fatal + error;
    };
    const ofProvider = async (): Promise<{ readonly password: string | undefined }> => {
      const user = (await watched?.composed())?.get('user-watched');
      const name = asString(at(user, 'spec', 'writeConnectionSecretToRef', 'name')) ?? '';
      const secret: JsonObject | undefined = await world.cluster.get({
        apiVersion: 'v1',
        kind: 'Secret',
        namespace: NAMESPACE,
        name,
      });
      return { password: secret && decoded(secret)['attribute.password'] };
    };
  },
};
