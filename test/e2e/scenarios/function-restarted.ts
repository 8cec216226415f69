import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, expect, test } from '@jest/globals';
import { bindingOf, Composite, createNamespace, identitiesOf, versionsOf } from '../harness/bindings.js';
import { clustersNamed } from '../harness/cloud.js';
import { eventually } from '../harness/eventually.js';
import type { Scenario } from './scenario.js';

const NAMESPACE = 'restarts';
const NAMES = ['a', 'b', 'c', 'd', 'e', 'f'];
const DOWN_MS = 5000;

/** The function goes away while it is needed. */
export const functionRestarted: Scenario = {
  title: 'a function that is restarted and killed',
  tests(world) {
    const manifests = NAMES.map((name) => bindingOf(NAMESPACE, name, { cluster: { engine: 'pg' } }));
    const composites = () => manifests.map((manifest) => new Composite(world.cluster, manifest));

    beforeAll(async () => {
      await createNamespace(world.cluster, NAMESPACE);
    });

    test.each(['SIGTERM', 'SIGKILL'] as const)('%s in the middle of creating', async (signal) => {
      const { cluster, fn, provider, report } = world;
      const [first, ...rest] = signal === 'SIGTERM' ? manifests.slice(0, 3) : manifests.slice(3);
      const created = [first, ...rest].filter((manifest) => manifest !== undefined);
      await report.note(`function ended by ${signal}`, async () => {
        const { ok } = await fn.calls();
        for (const manifest of created) await cluster.apply(manifest);
        await eventually('some calls', async () => (await fn.calls()).ok > ok + 1);
        await fn.stop(signal);
        await fn.start();
        for (const manifest of created) await new Composite(cluster, manifest).until('Ready', 'True', 120);
        return `${created.length} bindings that were being created are Ready`;
      });
      for (const manifest of created) {
        const { name } = new Composite(cluster, manifest).ref;
        expect(clustersNamed(provider.cloud, `${NAMESPACE}-${name}`)).toHaveLength(1);
      }
    });

    test('while it is down nothing is lost, and afterwards it goes on', async () => {
      const { fn, report } = world;
      const identities = await Promise.all(composites().map(identitiesOf));
      const versions = await Promise.all(composites().map(versionsOf));
      await report.note('function down', async () => {
        await fn.stop('SIGKILL');
        for (const composite of composites()) await composite.touch('down');
        await sleep(DOWN_MS);
        expect(await Promise.all(composites().map(versionsOf))).toEqual(versions);
        await fn.start();
        for (const composite of composites()) await composite.touch('up');
        await eventually('calls again', async () => (await fn.calls()).ok >= NAMES.length);
        for (const composite of composites()) await composite.until('Ready', 'True');
        return 'nothing was touched, and the bindings stayed Ready';
      });
      expect(await Promise.all(composites().map(identitiesOf))).toEqual(identities);
    });
  },
};
