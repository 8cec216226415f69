import { beforeAll, expect, test } from '@jest/globals';
import type { JsonObject } from '../../../src/lib/json.js';
import { bindingOf, Composite, createNamespace } from '../harness/bindings.js';
import { clusterNamed } from '../harness/cloud.js';
import { eventually } from '../harness/eventually.js';
import type { Scenario } from './scenario.js';

const NAMESPACE = 'trouble';
const SPEC = { cluster: { engine: 'pg' }, users: [{ name: 'app' }], databases: [{ name: 'orders' }] };
const REASON = 'this account has too many users';

/** What DigitalOcean refuses. */
export const trouble: Scenario = {
  title: 'trouble at DigitalOcean',
  tests(world) {
    const edit = (changes: JsonObject) => world.cluster.apply(bindingOf(NAMESPACE, 'orders', { ...SPEC, ...changes }));
    const composite = () => new Composite(world.cluster, bindingOf(NAMESPACE, 'orders', SPEC));
    const there = () => clusterNamed(world.cloud, `${NAMESPACE}-orders`);

    beforeAll(async () => {
      await createNamespace(world.cluster, NAMESPACE);
      await edit({});
      await composite().until('Ready', 'True');
    });

    test('what is refused is told, and happens once it is not', async () => {
      const { cloud, report } = world;
      await report.note('user refused', async () => {
        const lift = cloud.fault({ method: 'POST', path: /\/users$/, status: 422, message: REASON });
        await edit({ users: [...SPEC.users, { name: 'audit' }] });
        await eventually('the reason', async () => JSON.stringify(await composite().read()).includes(REASON));
        expect(there().users.has('audit')).toBe(false);
        lift();
        const secret = await eventually('its Secret', () => composite().secret('orders-audit-credentials'));
        expect(secret).toMatchObject({ username: 'audit', password: there().users.get('audit')?.password });
        await composite().until('Ready', 'True');
        return 'told on the binding, then made';
      });
    });
  },
};
