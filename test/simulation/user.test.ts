import { describe, expect, test } from '@jest/globals';
import type { DigitalOcean } from '../../simulation/provider/digitalocean.js';
import { asObject, at } from '../../src/lib/json.js';
import { existingCluster, loseAnswer, ManagedResource, managed, said, writes } from './managed-resource.js';

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
    expect(said(user.resource, 'Synced')).toBe('True ReconcileSuccess');
    expect(said(user.poll(1).resource, 'Synced')).toContain(STUCK);
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
  {
    name: 'TerraformId',
    externalName: (id: string) => `${id}/user/doadmin`,
    synced: /cannot run import: .*joined with a comma/s,
  },
  { name: 'NobodyOfThatName', externalName: (id: string) => `${id},nobody`, synced: /does not exist/ },
];

test.each(OBSERVED)('Observing a user: $name', ({ externalName, synced }) => {
  const { cloud, id } = existingCluster('pg');
  const manifest = managed('User', { clusterId: id }, { externalName: externalName(id), policies: ['Observe'] });
  expect(said(new ManagedResource(manifest, cloud).poll().resource, 'Synced')).toMatch(synced);
});

const CREATE = ['Observe', 'Create', 'Update'];
const PENDING = 'crossplane.io/external-create-pending';

/** Whether the provider noted that it made the counterpart itself. */
function isMade(user: ManagedResource): boolean {
  return at(user.resource, 'metadata', 'annotations', PENDING) !== undefined;
}

function userOf(cloud: DigitalOcean, id: string, externalName: string, policies: readonly string[]) {
  return new ManagedResource(managed('User', { clusterId: id }, { externalName, policies }), cloud);
}

describe('a User whose name is taken at DigitalOcean', () => {
  test.each([{ policies: ['*'] }, { policies: CREATE }])(
    'is taken over under its bare name, with policies $policies: password and all, and nothing is created',
    ({ policies }) => {
      const { cloud, id } = existingCluster('pg');
      cloud.createUser(id, 'victim', {});
      const user = userOf(cloud, id, 'victim', policies).poll();
      expect(said(user.resource, 'Synced')).toBe('True ReconcileSuccess');
      expect(said(user.resource, 'Ready')).toBe('True Available');
      expect(said(user.resource, 'LastAsyncOperation')).toBe('nothing');
      expect(user.details['attribute.password']).toBe(cloud.clusters.get(id)?.users.get('victim')?.password);
      expect([user.externalName, at(user.resource, 'status', 'atProvider', 'id')]).toEqual(['victim', 'victim']);
      expect(isMade(user)).toBe(false);
      expect(writes(cloud)).toEqual([]);
    },
  );

  test('is deleted by whoever took it over', () => {
    const { cloud, id } = existingCluster('pg');
    cloud.createUser(id, 'victim', {});
    userOf(cloud, id, 'victim', ['*']).poll().delete().poll();
    expect(cloud.clusters.get(id)?.users.has('victim')).toBe(false);
  });

  test('breaks when it was looked at in its import form before: what is known of it has another id', () => {
    const { cloud, id } = existingCluster('pg');
    cloud.createUser(id, 'victim', {});
    const user = userOf(cloud, id, `${id},victim`, ['Observe']).poll().settle('victim', CREATE).poll();
    expect(user.externalName).toBe(`${id}/user/victim`);
    expect(said(user.resource, 'Synced')).toContain(STUCK);
    expect(isMade(user)).toBe(false);
    expect(writes(cloud)).toEqual([]);
  });
});

describe('a User that is looked for before it is created', () => {
  test.each(ENGINES_WITH_USERS)('of %s is made, breaks and settles', (engine) => {
    const { cloud, id } = existingCluster(engine);
    const user = userOf(cloud, id, `${id},app`, ['Observe']).poll();
    expect(said(user.resource, 'Synced')).toBe(
      'False ReconcileError: observe failed: external resource does not exist',
    );
    expect([said(user.resource, 'Ready'), user.details]).toEqual(['nothing', {}]);
    user.settle('app', CREATE).poll();
    expect([user.externalName, isMade(user)]).toEqual([`${id}/user/app`, true]);
    const { details } = user;
    user.settle(`${id},app`, ['Observe']).poll();
    expect(said(user.resource, 'Synced')).toBe('True ReconcileSuccess');
    expect([user.details, isMade(user)]).toEqual([details, true]);
    expect(writes(cloud)).toEqual([`POST /v2/databases/${id}/users 201`]);
  });
});

describe('a User that is deleted at DigitalOcean', () => {
  function lostUser(policies: readonly string[]) {
    const { cloud, id, user } = createdUser('pg');
    user.settle(`${id},app`, policies).poll();
    const before = user.resource;
    const password = user.details['attribute.password'];
    cloud.clusters.get(id)?.users.delete('app');
    return { cloud, id, before, password, user: user.poll() };
  }

  test('shows nothing of it where it may be deleted', () => {
    const { before, user } = lostUser(['Observe', 'Delete']);
    expect(user.resource).toEqual(before);
  });

  test('says so where it is only observed; all else stays as it was', () => {
    const { before, user, password } = lostUser(['Observe']);
    expect(said(user.resource, 'Synced')).toBe(
      'False ReconcileError: observe failed: external resource does not exist',
    );
    expect(said(user.resource, 'Ready')).toBe('True Available');
    expect(at(user.resource, 'status', 'atProvider')).toEqual(at(before, 'status', 'atProvider'));
    expect(user.details['attribute.password']).toBe(password);
  });

  test('is made anew in place, with another password', () => {
    const { cloud, id, user, password } = lostUser(['Observe']);
    cloud.traffic.take();
    user.settle('app', CREATE).poll();
    expect(user.externalName).toBe(`${id}/user/app`);
    expect(writes(cloud)).toEqual([`POST /v2/databases/${id}/users 201`]);
    user.settle(`${id},app`, ['Observe']).poll();
    expect(said(user.resource, 'Synced')).toBe('True ReconcileSuccess');
    expect(user.details['attribute.password']).toBe(cloud.clusters.get(id)?.users.get('app')?.password);
    expect(user.details['attribute.password']).not.toBe(password);
  });
});

test('A User whose answer was lost is found under its bare name, and its creation is noted', () => {
  const { cloud, id } = existingCluster('pg');
  loseAnswer(cloud, `/v2/databases/${id}/users`);
  const user = userOf(cloud, id, 'app', CREATE).poll();
  expect(said(user.resource, 'LastAsyncOperation')).toMatch(/^False ApplyFailure: .* user name is not available: $/);
  expect([said(user.resource, 'Synced'), said(user.resource, 'Ready')]).toEqual([
    'True ReconcileSuccess',
    'True Available',
  ]);
  expect([user.externalName, at(user.resource, 'status', 'atProvider', 'id'), isMade(user)]).toEqual([
    'app',
    'app',
    true,
  ]);
  expect(user.details['attribute.password']).toBe(cloud.clusters.get(id)?.users.get('app')?.password);
});

test('A connection secret of another object is left alone, and the User is not taken over', () => {
  const { cloud, id } = existingCluster('pg');
  const first = userOf(cloud, id, `${id},doadmin`, ['Observe']).poll();
  const second = {
    ...managed('User', { clusterId: id }, { externalName: `${id},doadmin`, policies: ['Observe'], name: 'second' }),
  };
  const spec = { ...asObject(second.spec), writeConnectionSecretToRef: { name: 'orders-conn' } };
  const user = first.beside({ ...second, spec }).poll();
  expect(said(user.resource, 'Synced')).toMatch(/^False .* existing secret is not controlled by UID "[0-9a-f-]+"$/);
  expect([said(user.resource, 'Ready'), at(user.resource, 'metadata', 'finalizers')]).toEqual([
    'True Available',
    undefined,
  ]);
});

describe('the password of a MongoDB user', () => {
  function madeWithoutSecret() {
    const { cloud, id } = existingCluster('mongodb');
    const { spec, ...rest } = managed('User', { clusterId: id }, { externalName: 'app', policies: CREATE });
    const { writeConnectionSecretToRef: _, ...unpublished } = asObject(spec);
    const user = new ManagedResource({ ...rest, spec: unpublished }, cloud).poll();
    const password = cloud.clusters.get(id)?.users.get('app')?.password;
    return { id, user, password, writeConnectionSecretToRef: { name: 'late' } };
  }

  test('is told later, under the bare name', () => {
    const { id, user, password, writeConnectionSecretToRef } = madeWithoutSecret();
    user.specify({ writeConnectionSecretToRef }).settle('app', CREATE).poll(1);
    expect(user.externalName).toBe(`${id}/user/app`);
    user.settle(`${id},app`, ['Observe']).poll();
    expect(user.details['attribute.password']).toBe(password);
  });

  test('is lost to whoever settles before it was told', () => {
    const { id, user, writeConnectionSecretToRef } = madeWithoutSecret();
    user.specify({ writeConnectionSecretToRef }).settle(`${id},app`, ['Observe']).poll();
    expect(said(user.resource, 'Synced')).toBe('True ReconcileSuccess');
    expect(user.details).toEqual({});
  });
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
