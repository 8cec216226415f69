import { beforeEach, expect, test } from '@jest/globals';
import { DigitalOcean } from '../../simulation/provider/digitalocean.js';
import { type Fault, Traffic } from '../../simulation/provider/traffic.js';
import { Client } from '../../simulation/terraform/client.js';
import { at } from '../../src/lib/json.js';
import { ManagedResource, managed, said } from './managed-resource.js';

const ID = '11111111-2222-4333-8444-555555555555';
const PATH = `/v2/databases/${ID}`;

let cloud: DigitalOcean;
let client: Client;

beforeEach(() => {
  cloud = new DigitalOcean();
  cloud.makeElsewhere(ID, 'pg');
  client = new Client(cloud);
});

test('What a provider asks is noted, what happens behind its back is not', () => {
  cloud.createUser(ID, 'other', {});
  cloud.deleteUser(ID, 'other');
  client.send('POST', `${PATH}/users`, { name: 'app' });
  client.send('POST', `${PATH}/users`, { name: 'app' });
  client.send('DELETE', `${PATH}/users/app`);
  client.send('DELETE', `${PATH}/users/app`);
  client.send('POST', '/v2/databases/none/dbs', { name: 'app' });
  expect(cloud.traffic.requests()).toEqual([
    { method: 'POST', path: `${PATH}/users`, status: 201, body: { name: 'app' } },
    { method: 'POST', path: `${PATH}/users`, status: 422, body: { name: 'app' } },
    { method: 'DELETE', path: `${PATH}/users/app`, status: 204 },
    { method: 'DELETE', path: `${PATH}/users/app`, status: 404 },
    { method: 'POST', path: '/v2/databases/none/dbs', status: 404, body: { name: 'app' } },
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
  const answer = client.send('POST', `${PATH}/users`, { name: 'app' });
  expect(answer.ok ? undefined : answer.refusal.message).toBe(cause);
  expect(cloud.clusters.get(ID)?.users.has('app')).toBe(made);
  expect(cloud.traffic.requests().map(({ status }) => status)).toEqual(statuses);
});

test('A change and a deletion meet faults, too, and a look does not', () => {
  cloud.createUser(ID, 'app', {});
  cloud.traffic.fault({ status: 422 });
  client.send('PUT', `${PATH}/resize`, { size: 'db-s-2vcpu-4gb', num_nodes: 1 });
  client.send('DELETE', `${PATH}/users/app`);
  expect(client.get(`${PATH}/users/app`).ok).toBe(true);
  expect(at(client.get(PATH).ok ? cloud.clusters.get(ID)?.fields : {}, 'size')).toBe('db-s-1vcpu-2gb');
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
