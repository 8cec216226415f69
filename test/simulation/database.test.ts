import { describe, expect, test } from '@jest/globals';
import { at } from '../../src/lib/json.js';
import { existingCluster, loseAnswer, ManagedResource, managed, said, writes } from './managed-resource.js';

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

describe('a DB whose name is taken', () => {
  const PENDING = 'crossplane.io/external-create-pending';

  function takenDatabase() {
    const { cloud, id } = existingCluster('pg');
    cloud.createDatabase(id, 'app');
    return { cloud, id, database: new ManagedResource(managed('DB', { clusterId: id, name: 'app' }), cloud).poll() };
  }

  test('is refused, and goes on trying', () => {
    const { cloud, id, database } = takenDatabase();
    expect(said(database.resource, 'Synced')).toMatch(
      /^False ReconcileError: create failed: .* database name is not available: $/,
    );
    expect(said(database.resource, 'Ready')).toBe('False Creating');
    expect(at(database.resource, 'metadata', 'annotations', PENDING)).toBeDefined();
    expect(database.externalName).toBeUndefined();
    cloud.traffic.take();
    database.poll(6);
    expect(writes(cloud)).toEqual([`POST /v2/databases/${id}/dbs 422`]);
  });

  test('is adopted by its external name', () => {
    const { cloud, id, database } = takenDatabase();
    cloud.traffic.take();
    database.settle(`${id}/database/app`, ['Observe', 'Create', 'Update']).poll();
    expect(said(database.resource, 'Synced')).toBe('True ReconcileSuccess');
    expect(said(database.resource, 'Ready')).toBe('True Available');
    expect(at(database.resource, 'status', 'atProvider', 'id')).toBe(`${id}/database/app`);
    expect(writes(cloud)).toEqual([]);
  });

  test('may be one whose answer was lost', () => {
    const { cloud, id } = existingCluster('pg');
    loseAnswer(cloud, `/v2/databases/${id}/dbs`);
    const database = new ManagedResource(managed('DB', { clusterId: id, name: 'app' }), cloud).poll();
    expect(said(database.resource, 'Synced')).toMatch(/database name is not available: $/);
    expect(writes(cloud).slice(0, 2)).toEqual([`POST /v2/databases/${id}/dbs 503`, `POST /v2/databases/${id}/dbs 422`]);
  });
});

test('A DB that is deleted at DigitalOcean is made anew, empty, and notes that', () => {
  const { cloud, id, database } = createdDatabase(['Observe', 'Create', 'Update']);
  cloud.clusters.get(id)?.databases.delete('app');
  cloud.traffic.take();
  database.poll(12, '2026-01-01T01:00:00Z');
  expect(said(database.resource, 'Synced')).toBe('True ReconcileSuccess');
  expect(at(database.resource, 'metadata', 'annotations', 'crossplane.io/external-create-pending')).toBe(
    '2026-01-01T01:00:00Z',
  );
  expect(writes(cloud)).toEqual([`POST /v2/databases/${id}/dbs 201`]);
});

test('Only the form of an import lets a DB be observed', () => {
  const { cloud, id } = existingCluster('pg');
  const observed = (externalName: string) =>
    said(
      new ManagedResource(managed('DB', {}, { externalName, policies: ['Observe'] }), cloud).poll().resource,
      'Synced',
    );
  expect(observed(`${id},defaultdb`)).toBe('True ReconcileSuccess');
  expect(observed(`${id}/database/defaultdb`)).toMatch(
    /cannot run import: .* name of the database joined with a comma/s,
  );
});

test('An engine without databases refuses one', () => {
  const { cloud, id } = existingCluster('valkey');
  const database = new ManagedResource(managed('DB', { clusterId: id, name: 'app' }), cloud).poll();
  expect(said(database.resource, 'Synced')).toContain('not supported');
});
