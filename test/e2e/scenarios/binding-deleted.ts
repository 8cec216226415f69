import { beforeAll, expect, test } from '@jest/globals';
import { bindingOf, Composite, createNamespace } from '../harness/bindings.js';
import { clusterNamed, clustersNamed } from '../harness/cloud.js';
import { eventually } from '../harness/eventually.js';
import { MANAGED_API, MANAGED_KINDS } from '../harness/provider-crds.js';
import type { Scenario, World } from './scenario.js';

const NAMESPACE = 'deleted';
const DELETE = bindingOf(NAMESPACE, 'delete', { cluster: { engine: 'pg' }, deletionPolicy: 'Delete' });
const ORPHAN = bindingOf(NAMESPACE, 'orphan', { cluster: { engine: 'mongodb' }, deletionPolicy: 'Orphan' });

/** What is left of a binding. */
export const bindingDeleted: Scenario = {
  title: 'a binding that is deleted',
  tests(world) {
    beforeAll(async () => {
      const { cluster } = world;
      await createNamespace(cluster, NAMESPACE);
      for (const binding of [DELETE, ORPHAN]) await cluster.apply(binding);
      for (const binding of [DELETE, ORPHAN]) await new Composite(cluster, binding).until('Ready', 'True');
    });

    test('Delete takes everything away, also at DigitalOcean', async () => {
      const { cluster, provider, report } = world;
      await report.note('deleted', async () => {
        await cluster.delete(new Composite(cluster, DELETE).ref);
        await eventually('nothing in the namespace', async () => (await leftOf(world, 'delete')).length === 0);
        expect(clustersNamed(provider.cloud, `${NAMESPACE}-delete`)).toEqual([]);
        return 'garbage collected, gone at DigitalOcean';
      });
    });

    test('Orphan takes everything away but what is at DigitalOcean', async () => {
      const { cluster, provider, report } = world;
      await report.note('deleted, with Orphan', async () => {
        await cluster.delete(new Composite(cluster, ORPHAN).ref);
        await eventually('nothing in the namespace', async () => (await leftOf(world, 'orphan')).length === 0);
        const { users, databases } = clusterNamed(provider.cloud, `${NAMESPACE}-orphan`);
        expect([...users.keys()]).toContain('orphan');
        expect([...databases]).toContain('orphan');
        return 'garbage collected, untouched at DigitalOcean';
      });
    });
  },
};

/** What still stands in the namespace of a binding: itself, managed resources, Secrets. */
async function leftOf({ cluster }: World, name: string): Promise<readonly string[]> {
  const kinds = [...MANAGED_KINDS.map((kind) => [MANAGED_API, kind] as const), ['v1', 'Secret'] as const];
  const lists = await Promise.all(kinds.map(([apiVersion, kind]) => cluster.list(apiVersion, kind, NAMESPACE)));
  const names = lists.flat().map((object) => JSON.stringify(object.metadata));
  const composite = await cluster.get(new Composite(cluster, bindingOf(NAMESPACE, name, {})).ref);
  return [...names.filter((text) => text.includes(`"${name}-`)), ...(composite ? [name] : [])];
}
