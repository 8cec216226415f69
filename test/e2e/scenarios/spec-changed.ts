import { beforeAll, expect, test } from '@jest/globals';
import type { CloudCluster } from '../../../simulation/provider/digitalocean.js';
import { at, type JsonObject } from '../../../src/lib/json.js';
import { bindingOf, Composite, createNamespace, identitiesOf } from '../harness/bindings.js';
import { clusterNamed } from '../harness/cloud.js';
import { eventually } from '../harness/eventually.js';
import type { Scenario } from './scenario.js';

const NAMESPACE = 'changes';
const SPEC = {
  cluster: { engine: 'pg' },
  users: [{ name: 'app' }, { name: 'reports' }],
  databases: [{ name: 'orders' }, { name: 'prices' }],
};

/** A binding that is edited while it is used. */
export const specChanged: Scenario = {
  title: 'a spec that changes',
  tests(world) {
    const edit = (changes: JsonObject) => world.cluster.apply(bindingOf(NAMESPACE, 'orders', { ...SPEC, ...changes }));
    const composite = () => new Composite(world.cluster, bindingOf(NAMESPACE, 'orders', SPEC));
    const cloud = (): CloudCluster => clusterNamed(world.provider.cloud, `${NAMESPACE}-orders`);
    let password = '';
    let clusterUid: string | undefined;

    beforeAll(async () => {
      await createNamespace(world.cluster, NAMESPACE);
      await edit({});
      await composite().until('Ready', 'True');
      password = (await composite().secret('orders-credentials'))?.password ?? '';
      clusterUid = (await identitiesOf(composite())).cluster;
    });

    test('a user more is a Secret more', async () => {
      await world.report.note('user added', async () => {
        await edit({ users: [...SPEC.users, { name: 'audit' }] });
        const secret = await eventually('its Secret', () => composite().secret('orders-audit-credentials'));
        expect(secret).toMatchObject({ username: 'audit', password: cloud().users.get('audit')?.password });
        await composite().until('Ready', 'True');
        return 'its Secret is complete';
      });
    });

    test('a user less is gone at DigitalOcean, and its Secret with it', async () => {
      await world.report.note('user dropped', async () => {
        await edit({ users: [{ name: 'app' }] });
        await eventually('two users less', async () => !cloud().users.has('audit') && !cloud().users.has('reports'));
        await eventually('two Secrets less', async () => {
          const left = [
            await composite().secret('orders-audit-credentials'),
            await composite().secret('orders-reports-credentials'),
          ];
          return left.every((secret) => secret === undefined);
        });
        return 'gone at DigitalOcean, Secret and all';
      });
    });

    test('a database less stays at DigitalOcean with its data', async () => {
      await world.report.note('database dropped', async () => {
        await edit({ users: [{ name: 'app' }], databases: [{ name: 'orders' }] });
        await eventually('one resource less', async () => !(await composite().composed()).has('database-prices'));
        expect([...cloud().databases]).toEqual(expect.arrayContaining(['orders', 'prices']));
        return 'no longer managed, still at DigitalOcean';
      });
    });

    test('a size is changed in place', async () => {
      await world.report.note('resized', async () => {
        await edit({
          users: [{ name: 'app' }],
          databases: [{ name: 'orders' }],
          cluster: { engine: 'pg', size: 'db-s-4vcpu-8gb', nodeCount: 2 },
        });
        await eventually(
          'a larger cluster',
          async () => cloud().fields.size === 'db-s-4vcpu-8gb' && cloud().fields.nodeCount === 2,
        );
        await eventually(
          'its size in the status',
          async () => at(await composite().read(), 'status', 'cluster', 'size') === 'db-s-4vcpu-8gb',
        );
        await composite().until('Ready', 'True');
        return 'in place';
      });
    });

    test('what cannot be changed is refused with a word, and the rest still happens', async () => {
      await world.report.note('immutable field', async () => {
        const projectId = '11111111-2222-4333-8444-555555555555';
        await edit({
          users: [{ name: 'app' }],
          databases: [{ name: 'orders' }],
          cluster: { engine: 'pg', size: 'db-s-1vcpu-2gb', projectId },
        });
        await composite().until('SpecAccepted', 'False');
        expect(await composite().condition('SpecAccepted')).toMatchObject({ reason: 'ImmutableField' });
        await eventually('the new size', async () => cloud().fields.size === 'db-s-1vcpu-2gb');
        expect(cloud().fields.projectId).not.toBe(projectId);
        return 'SpecAccepted=False, the rest was applied';
      });
    });

    test('through all of it the cluster and the password stayed', async () => {
      expect((await identitiesOf(composite())).cluster).toBe(clusterUid);
      expect(await composite().secret('orders-credentials')).toMatchObject({ password });
      expect(password).toBe(cloud().users.get('app')?.password);
    });
  },
};
