import { beforeAll, expect, test } from '@jest/globals';
import { refOf } from '../../../simulation/api-server/object-store.js';
import { at } from '../../../src/lib/json.js';
import { bindingOf, Composite, createNamespace } from '../harness/bindings.js';
import { clusterNamed, clustersNamed } from '../harness/cloud.js';
import { refusalOf } from '../harness/cluster.js';
import { eventually } from '../harness/eventually.js';
import type { Scenario } from './scenario.js';

const NAMESPACE = 'protected';
const SPEC = { cluster: { engine: 'pg' }, deletionPolicy: 'Delete' };
const IN_USE = ['metadata', 'labels', 'crossplane.io/in-use'] as const;

/** What deletionProtection keeps, and for how long. */
export const protectedBinding: Scenario = {
  title: 'a binding that is protected',
  tests(world) {
    const edit = (deletionProtection: boolean) =>
      world.cluster.apply(bindingOf(NAMESPACE, 'orders', { ...SPEC, deletionProtection }));
    const composite = () => new Composite(world.cluster, bindingOf(NAMESPACE, 'orders', SPEC));
    const isInUse = async () => at(await composite().read(), ...IN_USE) === 'true';

    beforeAll(async () => {
      await createNamespace(world.cluster, NAMESPACE);
      await edit(true);
      await composite().until('Ready', 'True');
      await eventually('a binding that is in use', isInUse);
    });

    test('neither the binding nor its Cluster can be deleted', async () => {
      const { cluster, provider, report } = world;
      await report.note('deletion refused', async () => {
        const composed = (await composite().composed()).get('cluster') ?? {};
        expect(await refusalOf(cluster.delete(composite().ref))).toContain('deletionProtection of the binding');
        expect(await refusalOf(cluster.delete(refOf(composed)))).toContain('deletionProtection of the binding');
        expect(at(await composite().read(), 'metadata', 'deletionTimestamp')).toBeUndefined();
        clusterNamed(provider.cloud, `${NAMESPACE}-orders`);
        return 'by the API server, with the reason';
      });
    });

    test('without protection nothing is deleted that was refused before, and it can be deleted now', async () => {
      const { cluster, provider, report } = world;
      await report.note('protection lifted', async () => {
        await edit(false);
        await eventually('a binding that is not in use', async () => !(await isInUse()));
        await composite().until('Ready', 'True');
        expect([...(await composite().composed()).keys()]).toContain('cluster');
        expect(at(await composite().read(), 'metadata', 'deletionTimestamp')).toBeUndefined();
        await cluster.delete(composite().ref);
        await eventually('no binding', async () => (await cluster.get(composite().ref)) === undefined);
        await eventually('gone', async () => clustersNamed(provider.cloud, `${NAMESPACE}-orders`).length === 0);
        return 'nothing deleted by it; deleted when asked for anew';
      });
    });
  },
};
