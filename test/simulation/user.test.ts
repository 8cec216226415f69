import { describe, expect, test } from '@jest/globals';
import { existingCluster, ManagedResource, managed, said } from './managed-resource.js';

const STUCK = 'Instance cannot be destroyed';
const ENGINES_WITH_USERS = ['pg', 'mysql', 'mongodb', 'kafka', 'opensearch'];

function createdUser(engine: string) {
  const { cloud, id } = existingCluster(engine);
  const user = new ManagedResource(managed('User', { clusterId: id }, { externalName: 'app' }), cloud).poll();
  return { cloud, id, user };
}

describe.each(ENGINES_WITH_USERS)('a User of %s', (engine) => {
  test('is stuck once it is created: the provider has replaced its external name', () => {
    const { id, user } = createdUser(engine);
    expect(user.externalName).toBe(`${id}/user/app`);
    expect(said(user.resource, 'Ready')).toBe('True Available');
    expect(said(user.resource, 'Synced')).toContain(STUCK);
    expect(user.details['attribute.password']).toMatch(/^(AVNS_fake-|fake)[\w-]{12,14}$/);
  });

  test('stays stuck when the bare name is written back', () => {
    const { id, user } = createdUser(engine);
    user.settle('app', ['*']).poll(1);
    expect(user.externalName).toBe(`${id}/user/app`);
    expect(said(user.resource, 'Synced')).toContain(STUCK);
  });

  test('settles as observe-only under the import form of its name, and keeps its password', () => {
    const { id, user } = createdUser(engine);
    const before = user.details;
    user.settle(`${id},app`, ['Observe', 'Delete']).poll();
    expect(said(user.resource, 'Synced')).toBe('True ReconcileSuccess');
    expect(said(user.resource, 'Ready')).toBe('True Available');
    expect(user.details).toEqual(before);
  });

  test.each([
    [['Observe', 'Delete'], false],
    [['Observe'], true],
  ])('deleted with policies %j is at DigitalOcean afterwards: %s', (policies, stays) => {
    const { cloud, id, user } = createdUser(engine);
    user.settle(`${id},app`, policies).poll();
    user.delete().poll();
    expect(user.resource).toBeUndefined();
    expect(cloud.clusters.get(id)?.users.has('app')).toBe(stays);
  });
});

test('A Kafka user has a client certificate and its key', () => {
  const { user } = createdUser('kafka');
  expect(user.details['attribute.access_cert']).toContain('-----BEGIN CERTIFICATE-----');
  expect(user.details['attribute.access_key']).toContain('-----BEGIN PRIVATE KEY-----');
});

const OBSERVED = [
  { name: 'ImportForm', externalName: (id: string) => `${id},doadmin`, synced: /^True ReconcileSuccess$/ },
  { name: 'BareName', externalName: () => 'doadmin', synced: /cannot run import: .*joined with a comma/s },
  { name: 'TerraformId', externalName: (id: string) => `${id}/user/doadmin`, synced: /Instance cannot be destroyed/ },
  { name: 'NobodyOfThatName', externalName: (id: string) => `${id},nobody`, synced: /does not exist/ },
];

test.each(OBSERVED)('Observing a user: $name', ({ externalName, synced }) => {
  const { cloud, id } = existingCluster('pg');
  const manifest = managed('User', { clusterId: id }, { externalName: externalName(id), policies: ['Observe'] });
  expect(said(new ManagedResource(manifest, cloud).poll().resource, 'Synced')).toMatch(synced);
});

test("MongoDB does not tell an existing user's password", () => {
  const { cloud, id } = existingCluster('mongodb');
  const manifest = managed('User', { clusterId: id }, { externalName: `${id},doadmin`, policies: ['Observe'] });
  const user = new ManagedResource(manifest, cloud).poll();
  expect(said(user.resource, 'Ready')).toBe('True Available');
  expect(user.details).toEqual({});
});

test('A user of a cluster that does not exist is refused with a 404', () => {
  const manifest = managed('User', { clusterId: 'c0ffee00-0000-4000-8000-000000000000' }, { externalName: 'app' });
  expect(said(new ManagedResource(manifest).poll().resource, 'Synced')).toMatch(/create failed: apply failed: .*404/);
});
