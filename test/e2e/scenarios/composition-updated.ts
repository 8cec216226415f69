import { beforeAll, expect, test } from '@jest/globals';
import { asList, asObject, at } from '../../../src/lib/json.js';
import { policyOf } from '../../support/examples.js';
import {
  bindingOf,
  Composite,
  createNamespace,
  identitiesOf,
  settledVersionsOf,
  versionsOf,
} from '../harness/bindings.js';
import { clusterNamed } from '../harness/cloud.js';
import { manifest } from '../harness/control-plane.js';
import { eventually } from '../harness/eventually.js';
import { withPolicy } from '../harness/policy.js';
import type { Scenario } from './scenario.js';

const NAMESPACE = 'policies';
const COMPOSITION = 'databasebinding-updated';
const DEVELOPMENT = manifest('examples/compositions/development.yaml');

/** A platform team changes its policy under bindings that are in use. */
export const compositionUpdated: Scenario = {
  title: 'a Composition that is updated',
  tests(world) {
    const orders = bindingOf(NAMESPACE, 'orders', { cluster: { engine: 'pg' } }, COMPOSITION);
    const composite = () => new Composite(world.cluster, orders);
    const cloud = () => clusterNamed(world.provider.cloud, `${NAMESPACE}-orders`);

    beforeAll(async () => {
      await createNamespace(world.cluster, NAMESPACE);
      await world.cluster.apply(withPolicy(DEVELOPMENT, COMPOSITION, {}));
      await world.cluster.apply(orders);
      await composite().until('Ready', 'True');
    });

    test('new defaults and tags arrive, in place', async () => {
      const identities = await identitiesOf(composite());
      const secret = await composite().secret('orders-credentials');
      await world.report.note('policy changed', async () => {
        const connection = { endpoint: 'Private' };
        const defaults = { ...asObject(policyOf(DEVELOPMENT).defaults), connection };
        await world.cluster.apply(withPolicy(DEVELOPMENT, COMPOSITION, { tags: ['crossplane', 'blue'], defaults }));
        await eventually('the new tag', async () => asList(cloud().fields.tags).includes('blue'));
        await eventually('the private address', async () =>
          (await composite().secret('orders-credentials'))?.host?.startsWith('private-'),
        );
        return 'tags and the Secret follow, nothing is replaced';
      });
      expect(await composite().secret('orders-credentials')).toMatchObject({ password: secret?.password });
      expect(await identitiesOf(composite())).toEqual(identities);
    });

    test('a broken policy is said, and nothing is lost', async () => {
      const before = await settledVersionsOf(composite());
      await world.report.note('policy broken', async () => {
        await world.cluster.apply(withPolicy(DEVELOPMENT, COMPOSITION, { classes: 'small' }));
        const binding = await composite().until('Synced', 'False');
        expect(JSON.stringify(at(binding, 'status', 'conditions'))).toContain('classes');
        expect(await versionsOf(composite())).toEqual(before);
        return 'said on the binding, nothing touched';
      });
      await world.cluster.apply(withPolicy(DEVELOPMENT, COMPOSITION, {}));
      await composite().until('Synced', 'True');
      await composite().until('Ready', 'True');
    });
  },
};
