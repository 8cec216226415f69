import { beforeEach, expect, test } from '@jest/globals';
import { type Fault, Traffic } from '../../simulation/digitalocean-api/traffic.js';
import { WatchedCloud } from '../../simulation/digitalocean-api/watched-cloud.js';
import { DigitalOcean } from '../../simulation/provider/digitalocean.js';
import { ManagedResource, managed, said } from './managed-resource.js';

const ID = '11111111-2222-4333-8444-555555555555';
const PATH = `/v2/databases/${ID}`;

let cloud: DigitalOcean;
let traffic: Traffic;
let watched: WatchedCloud;

beforeEach(() => {
  cloud = new DigitalOcean();
  cloud.makeElsewhere(ID, 'pg');
  traffic = new Traffic();
  watched = new WatchedCloud(cloud, traffic);
});

function user(): ManagedResource {
  return new ManagedResource(managed('User', { clusterId: ID }, { externalName: 'app' }), watched);
}

test('What a provider creates and deletes is noted, what happens behind its back is not', () => {
  cloud.createUser(ID, 'other', {});
  cloud.deleteUser(ID, 'other');
  watched.createUser(ID, 'app', {});
  watched.createUser(ID, 'app', {});
  watched.deleteUser(ID, 'app');
  watched.createDatabase('no such cluster', 'app');
  expect(traffic.requests()).toEqual([
    { method: 'POST', path: `${PATH}/users`, status: 201 },
    { method: 'POST', path: `${PATH}/users`, status: 422 },
    { method: 'DELETE', path: `${PATH}/users/app`, status: 204 },
    { method: 'POST', path: '/v2/databases/no such cluster/dbs', status: 404 },
  ]);
  expect(traffic.requests({ method: 'POST', path: /users/ })).toHaveLength(2);
});

const FAULTS: readonly (readonly [reason: string, fault: Fault, cause: string, made: boolean, status: number])[] = [
  ['is refused', { status: 503, message: 'try later' }, 'try later', false, 503],
  ['is carried out, and its answer lost', { status: 500, message: 'oh', apply: true }, 'oh', true, 500],
  ['gets no answer', {}, 'EOF', false, 0],
];

test.each(FAULTS)('A creation %s', (_reason, fault, cause, made, status) => {
  traffic.fault({ path: /\/users$/, ...fault });
  expect(watched.createUser(ID, 'app', {})).toEqual({ ok: false, cause });
  expect(cloud.clusters.get(ID)?.users.has('app')).toBe(made);
  expect(traffic.requests()).toEqual([{ method: 'POST', path: `${PATH}/users`, status }]);
});

test('A provider says what it met', () => {
  const lift = traffic.fault({ method: 'POST', status: 503, message: 'try later' });
  expect(said(user().poll().resource, 'Synced')).toContain('try later');
  lift();
  expect(said(user().poll().resource, 'Ready')).toBe('True Available');
});
