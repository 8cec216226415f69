import { expect, test } from '@jest/globals';
import { at } from '../../src/lib/json.js';
import { existingCluster, ManagedResource, managed, said } from './managed-resource.js';

const SUPPORTED = [
  ['*'],
  ['Observe'],
  ['Observe', 'Create'],
  ['Observe', 'Update'],
  ['Observe', 'Delete'],
  ['Observe', 'Create', 'Update'],
  ['Observe', 'Create', 'Delete'],
  ['Observe', 'Create', 'Update', 'Delete'],
  ['Delete', 'Update', 'Observe', 'Create'],
  ['Observe', 'Create', 'Update', 'Delete', 'LateInitialize'],
];

const UNSUPPORTED = [['Observe', 'Update', 'Delete'], ['Create', 'Delete'], ['Create'], ['*', 'Observe']];

function clusterUnder(policies: readonly string[]) {
  const { cloud, id } = existingCluster('pg');
  const manifest = managed('User', { clusterId: id }, { externalName: `${id},doadmin`, policies });
  return { cloud, resource: new ManagedResource(manifest, cloud).poll() };
}

test.each(SUPPORTED.map((policies) => ({ policies })))('The provider works under $policies', ({ policies }) => {
  expect(said(clusterUnder(policies).resource.resource, 'Synced')).not.toContain('not supported');
});

test.each(UNSUPPORTED.map((policies) => ({ policies })))(
  'The provider refuses $policies, and asks nothing',
  ({ policies }) => {
    const { cloud, resource } = clusterUnder(policies);
    expect(said(resource.resource, 'Synced')).toBe(
      `False ReconcileError: \`spec.managementPolicies\` is set to a value([${policies.toSorted().join(' ')}]) which is not supported. Check docs for supported policies`,
    );
    expect(at(resource.resource, 'metadata', 'finalizers')).toBeUndefined();
    expect(cloud.traffic.take()).toEqual([]);
  },
);

test('No policies at all pause it', () => {
  const { cloud, resource } = clusterUnder([]);
  expect(said(resource.resource, 'Synced')).toBe('False ReconcilePaused');
  expect(cloud.traffic.take()).toEqual([]);
});

const DELETED = [
  { policies: ['Observe'], requests: [] },
  { policies: ['Observe', 'Create', 'Update'], requests: [] },
  { policies: ['Observe', 'Delete'], requests: ['GET 200', 'DELETE 204', 'GET 404'] },
  { policies: ['Observe', 'Create', 'Update', 'Delete'], requests: ['GET 200', 'DELETE 204'] },
];

test.each(DELETED)('Deleted under $policies it makes the requests $requests', ({ policies, requests }) => {
  const { cloud, id } = existingCluster('pg');
  cloud.createUser(id, 'app', {});
  const externalName = policies.includes('Create') ? 'app' : `${id},app`;
  const user = new ManagedResource(managed('User', { clusterId: id }, { externalName, policies }), cloud).poll();
  cloud.traffic.take();
  user.delete().poll(requests.length === 0 ? 1 : 2);
  expect(user.resource).toBeUndefined();
  expect(cloud.traffic.take().map(({ method, status }) => `${method} ${status}`)).toEqual(requests);
});
