import { beforeEach, expect, test } from '@jest/globals';
import { Api } from '../../simulation/provider/api.js';
import { DigitalOcean } from '../../simulation/provider/digitalocean.js';
import { type Fault, Traffic } from '../../simulation/provider/traffic.js';
import { ManagedResource, managed, said } from './managed-resource.js';

const ID = '11111111-2222-4333-8444-555555555555';
const PATH = `/v2/databases/${ID}`;

let cloud: DigitalOcean;
let api: Api;

beforeEach(() => {
  cloud = new DigitalOcean();
  cloud.makeElsewhere(ID, 'pg');
  api = new Api(cloud);
});

test('What a provider asks is noted, what happens behind its back is not', () => {
  cloud.createUser(ID, 'other', {});
  cloud.deleteUser(ID, 'other');
  api.createUser(ID, 'app', {});
  api.createUser(ID, 'app', {});
  api.deleteUser(ID, 'app');
  api.deleteUser(ID, 'app');
  api.createDatabase('no such cluster', 'app');
  expect(cloud.traffic.requests()).toEqual([
    { method: 'POST', path: `${PATH}/users`, status: 201 },
    { method: 'POST', path: `${PATH}/users`, status: 422 },
    { method: 'DELETE', path: `${PATH}/users/app`, status: 204 },
    { method: 'DELETE', path: `${PATH}/users/app`, status: 404 },
    { method: 'POST', path: '/v2/databases/no such cluster/dbs', status: 404 },
  ]);
  expect(cloud.traffic.requests({ method: 'POST', path: /users/ })).toHaveLength(2);
});

interface Trouble {
  readonly name: string;
  readonly fault: Fault;
  /** What Terraform is told in the end. */
  readonly cause: string | undefined;
  readonly made: boolean;
  readonly statuses: readonly number[];
}

const TROUBLES: readonly Trouble[] = [
  { name: 'is refused', fault: { status: 422, message: 'no' }, cause: 'no', made: false, statuses: [422] },
  {
    name: 'is put off for good',
    fault: { status: 503, message: 'try later' },
    cause: 'try later',
    made: false,
    statuses: [503, 503, 503, 503, 503],
  },
  { name: 'is put off once', fault: { status: 429, count: 1 }, cause: undefined, made: true, statuses: [429, 201] },
  { name: 'gets no answer once', fault: { count: 1 }, cause: undefined, made: true, statuses: [0, 201] },
  { name: 'never gets an answer', fault: {}, cause: 'EOF', made: false, statuses: [0, 0, 0, 0, 0] },
  {
    name: 'is carried out, and its answer lost',
    fault: { status: 500, apply: true, count: 1 },
    cause: 'user name is not available',
    made: true,
    statuses: [500, 422],
  },
];

test.each(TROUBLES)('A creation $name', ({ fault, cause, made, statuses }) => {
  cloud.traffic.fault({ path: /\/users$/, ...fault });
  const answer = api.createUser(ID, 'app', {});
  expect(answer.ok ? undefined : answer.cause).toBe(cause);
  expect(cloud.clusters.get(ID)?.users.has('app')).toBe(made);
  expect(cloud.traffic.requests().map(({ status }) => status)).toEqual(statuses);
});

test('A change and a deletion meet faults, too, and a look does not', () => {
  cloud.createUser(ID, 'app', {});
  cloud.traffic.fault({ status: 422 });
  api.updateCluster(ID, { size: 'db-s-2vcpu-4gb' });
  api.deleteUser(ID, 'app');
  expect(api.user(ID, 'app')).toBeDefined();
  expect(api.cluster(ID)?.fields.size).toBe('db-s-1vcpu-2gb');
  expect(cloud.traffic.requests().map(({ method, status }) => `${method} ${status}`)).toEqual([
    'PUT 422',
    'DELETE 422',
    'GET 200',
    'GET 200',
  ]);
});

test('A provider says what it met, until it is lifted', () => {
  const lift = cloud.traffic.fault({ method: 'POST', status: 422, message: 'not today' });
  const user = new ManagedResource(managed('User', { clusterId: ID }, { externalName: 'app' }), cloud);
  expect(said(user.poll().resource, 'Synced')).toContain('not today');
  lift();
  expect(said(user.poll(6).resource, 'Ready')).toBe('True Available');
});

test('Of very many requests those that change something are kept', () => {
  const traffic = new Traffic();
  traffic.note({ method: 'DELETE', path: PATH, status: 204 });
  for (let look = 0; look < 25_000; look += 1) traffic.note({ method: 'GET', path: PATH, status: 404 });
  expect(traffic.requests({ method: 'DELETE' })).toHaveLength(1);
  expect(traffic.requests().length).toBeLessThan(10_000);
  expect(traffic.take().length).toBeGreaterThan(0);
  expect(traffic.take()).toEqual([]);
});
