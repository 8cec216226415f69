import { beforeAll, expect, test } from '@jest/globals';
import { bindingOf, Composite, createNamespace } from '../harness/bindings.js';
import { clusterNamed, clustersNamed } from '../harness/cloud.js';
import { eventually } from '../harness/eventually.js';
import type { Scenario } from './scenario.js';

const [OWNER, GUEST, STRANGER] = ['owners', 'guests', 'strangers'];
const REFERENCE = { clusterRef: { binding: { name: 'orders', namespace: OWNER } } };
const MANIFESTS = {
  owner: bindingOf(OWNER, 'orders', { cluster: { engine: 'pg' }, sharing: { namespaces: [GUEST] } }),
  guest: bindingOf(GUEST, 'billing', REFERENCE),
  stranger: bindingOf(STRANGER, 'curious', REFERENCE),
};

/** Two applications, in namespaces of their own, with one cluster. */
export const clusterShared: Scenario = {
  title: 'two applications that share a cluster',
  tests(world) {
    const owner = new Composite(world.cluster, MANIFESTS.owner);
    const guest = new Composite(world.cluster, MANIFESTS.guest);
    const stranger = new Composite(world.cluster, MANIFESTS.stranger);
    const cloud = () => clusterNamed(world.provider.cloud, `${OWNER}-orders`);

    beforeAll(async () => {
      for (const namespace of [OWNER, GUEST, STRANGER]) await createNamespace(world.cluster, namespace);
      for (const each of Object.values(MANIFESTS)) await world.cluster.apply(each);
    });

    test('each has a user and a Secret of its own', async () => {
      await world.report.note('cluster shared', async () => {
        await owner.until('Ready', 'True');
        await guest.until('Ready', 'True');
        const [ours, theirs] = [await owner.secret('orders-credentials'), await guest.secret('billing-credentials')];
        expect(theirs).toMatchObject({ host: ours?.host, port: ours?.port });
        expect(theirs?.username).not.toBe(ours?.username);
        expect(theirs?.password).toBe(cloud().users.get(theirs?.username ?? '')?.password);
        expect(clustersNamed(world.provider.cloud, `${GUEST}-billing`)).toEqual([]);
        return `one cluster, users ${ours?.username} and ${theirs?.username}`;
      });
    });

    test('a namespace that it is not shared with gets nothing', async () => {
      await stranger.until('Ready', 'False');
      expect((await stranger.composed()).size).toBe(0);
      expect(JSON.stringify(await stranger.read())).not.toContain(cloud().id);
    });

    test('the guest goes, and leaves the cluster to its owner', async () => {
      const { username } = (await guest.secret('billing-credentials')) ?? {};
      await world.cluster.delete(guest.ref);
      await eventually('its user gone', async () => !cloud().users.has(username ?? ''));
      await owner.until('Ready', 'True');
      expect(await owner.secret('orders-credentials')).toBeDefined();
    });
  },
};
