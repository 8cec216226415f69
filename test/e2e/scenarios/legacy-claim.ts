import { beforeAll, expect, test } from '@jest/globals';
import { refOf } from '../../../simulation/api-server/object-store.js';
import { asString, at, type JsonObject } from '../../../src/lib/json.js';
import { BINDINGS_API, Composite, createNamespace, settledVersionsOf, versionsOf } from '../harness/bindings.js';
import { clusterNamed, clustersNamed } from '../harness/cloud.js';
import { eventually } from '../harness/eventually.js';
import { MANAGED_APIS, MANAGED_KINDS } from '../harness/provider-crds.js';
import type { Scenario, World } from './scenario.js';

const NAMESPACE = 'claims';
const SECRET = 'orders-credentials';
const CONNECTION = 'orders-connection';
/** It names no Composition: the XRD has a default one. */
const CLAIM: JsonObject = {
  apiVersion: BINDINGS_API,
  kind: 'DatabaseBindingClaim',
  metadata: { namespace: NAMESPACE, name: 'orders' },
  spec: {
    cluster: { engine: 'pg' },
    users: [{ name: 'app' }, { name: 'reports' }],
    writeConnectionSecretToRef: { name: CONNECTION },
  },
};
const TOUCHES = 3;

/** A claim of a platform that has claims, with the provider's cluster-scoped resources behind it. */
export const legacyClaim: Scenario = {
  title: 'a legacy claim',
  tests(world) {
    const claim = () => new Composite(world.cluster, CLAIM);

    beforeAll(async () => {
      await createNamespace(world.cluster, NAMESPACE);
      await world.servers.serve('claims-orders');
      await world.cluster.apply(CLAIM);
    });

    test('gets its Secrets in its own namespace', async () => {
      await world.report.note('legacy claim', async () => {
        await claim().until('Ready', 'True');
        const keys = [...(await (await compositeOf(world)).composed()).keys()].sort();
        expect(keys).toEqual(
          expect.arrayContaining([
            'cluster',
            'database-orders',
            'secret-app',
            'secret-reports',
            'user-app',
            'user-reports',
          ]),
        );
        return `Ready; composed: ${keys.join(' ')}`;
      });
      const { users } = clusterNamed(world.provider.cloud, 'claims-orders');
      const [app, reports] = [await claim().secret(SECRET), await claim().secret('orders-reports-credentials')];
      expect(app).toMatchObject({ username: 'app', password: users.get('app')?.password });
      expect(reports).toMatchObject({ username: 'reports', password: users.get('reports')?.password });
    });

    test("is copied the first user's credentials to where its writeConnectionSecretToRef says", async () => {
      await world.report.note('writeConnectionSecretToRef', async () => {
        const copy = await eventually('its Secret', () => claim().secret(CONNECTION));
        const { username, password, host, port, uri } = (await claim().secret(SECRET)) ?? {};
        expect(copy).toMatchObject({ username, password, host, port, uri });
        return `Secret with ${Object.keys(copy).length} keys`;
      });
    });

    test('nothing moves any more, however often Crossplane reconciles', async () => {
      const composite = await compositeOf(world);
      const before = await settledVersionsOf(composite);
      for (let touch = 1; touch <= TOUCHES; touch += 1) {
        const { ok } = await world.fn.calls();
        await composite.touch(String(touch));
        await eventually('one more call', async () => (await world.fn.calls()).ok > ok);
      }
      expect(await versionsOf(composite)).toEqual(before);
      expect(await composite.condition('Responsive')).toMatchObject({ status: 'True' });
    });

    test('deleted, it takes all of it along', async () => {
      const { cluster, provider, report } = world;
      await report.note('legacy claim deleted', async () => {
        // The claim, its composite and a cluster at the least: what is looked for is what is there.
        expect((await leftOf(world)).length).toBeGreaterThan(3);
        await cluster.delete(claim().ref);
        await eventually(
          'nothing left',
          async () => {
            const left = await leftOf(world);
            if (left.length > 0) throw new Error(left.join(', '));
            return true;
          },
          120,
        );
        expect(clustersNamed(provider.cloud, 'claims-orders')).toEqual([]);
        return 'garbage collected, gone at DigitalOcean';
      });
    });
  },
};

async function compositeOf({ cluster }: World): Promise<Composite> {
  const claim = await new Composite(cluster, CLAIM).read();
  const name = asString(at(claim, 'spec', 'resourceRef', 'name')) ?? '';
  return new Composite(cluster, { apiVersion: BINDINGS_API, kind: 'XDatabaseBinding', metadata: { name } });
}

/** What is left of the claims in the namespace, with the Secrets there. */
async function leftOf({ cluster }: World): Promise<readonly string[]> {
  const clusterScoped = [
    cluster.list(BINDINGS_API, 'XDatabaseBinding'),
    ...MANAGED_KINDS.map((kind) => cluster.list(MANAGED_APIS.ClusterScoped, kind)),
  ];
  const namespaced = [
    cluster.list(BINDINGS_API, 'DatabaseBindingClaim', NAMESPACE),
    cluster.list('v1', 'Secret', NAMESPACE),
  ];
  const ofClaims = (await Promise.all(clusterScoped))
    .flat()
    .filter((object) => at(object, 'metadata', 'labels', 'crossplane.io/claim-namespace') === NAMESPACE);
  const left = [...ofClaims, ...(await Promise.all(namespaced)).flat()];
  return left.map((object) => refOf(object).name).filter((name) => !name.startsWith('rule-'));
}
