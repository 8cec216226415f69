import { expect, test } from '@jest/globals';
import { existingCluster, ManagedResource, managed, said } from './managed-resource.js';

function createdDatabase(policies: readonly string[]) {
  const { cloud, id } = existingCluster('pg');
  const database = new ManagedResource(managed('DB', { clusterId: id, name: 'app' }, { policies }), cloud).poll();
  return { cloud, id, database };
}

test('A DB is created under its Terraform id and has no connection details', () => {
  const { id, database } = createdDatabase(['*']);
  expect(database.externalName).toBe(`${id}/database/app`);
  expect(said(database.resource, 'Ready')).toBe('True Available');
  expect(database.details).toEqual({});
});

test('Its name cannot change', () => {
  const { database } = createdDatabase(['*']);
  expect(said(database.edit({ name: 'other' }).poll().resource, 'Synced')).toContain('Instance cannot be destroyed');
});

test.each([
  [['Observe', 'Create', 'Update', 'Delete'], false],
  [['Observe', 'Create', 'Update'], true],
])('Deleted with policies %j its data stays: %s', (policies, stays) => {
  const { cloud, id, database } = createdDatabase(policies);
  database.delete().poll();
  expect(database.resource).toBeUndefined();
  expect(cloud.clusters.get(id)?.databases.has('app')).toBe(stays);
});

test('An engine without databases refuses one', () => {
  const { cloud, id } = existingCluster('valkey');
  const database = new ManagedResource(managed('DB', { clusterId: id, name: 'app' }), cloud).poll();
  expect(said(database.resource, 'Synced')).toContain('not supported');
});
