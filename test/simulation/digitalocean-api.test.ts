import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { DigitalOceanApi } from '../../simulation/digitalocean-api/api.js';
import { DigitalOcean } from '../../simulation/provider/digitalocean.js';
import { at, type Json, type JsonObject } from '../../src/lib/json.js';

const ID = '11111111-2222-4333-8444-555555555555';
const DELAYS = { creation: 3000, change: 2000 };
const NEW = { name: 'orders', engine: 'pg', size: 'db-s-1vcpu-1gb', region: 'nyc3', num_nodes: 1, version: '17' };
const JSON_TYPE = { authorization: 'Bearer token', 'content-type': 'application/json' };

let cloud: DigitalOcean;
let api: DigitalOceanApi;
let now: number;

beforeEach(async () => {
  cloud = new DigitalOcean();
  now = Date.UTC(2026, 0, 1);
  api = await DigitalOceanApi.start(cloud, { delays: DELAYS, now: () => now });
});
afterEach(() => api.close());

interface Told {
  readonly status: number;
  readonly body: Json;
}

async function ask(method: string, path: string, body?: JsonObject): Promise<Told> {
  const init = { method, headers: JSON_TYPE, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
  const response = await fetch(`${api.endpoint}/v2/${path}`, init);
  const text = await response.text();
  return { status: response.status, body: text.startsWith('{') ? (JSON.parse(text) as Json) : text };
}

/** A cluster that is there, and the path of what is in it. */
function existing(engine: string, fields: JsonObject = {}): string {
  cloud.makeElsewhere(ID, engine, fields);
  return `databases/${ID}`;
}

describe('a cluster', () => {
  test('is being created for a while, and then online', async () => {
    const answer = await ask('POST', 'databases', NEW);
    const id = String(at(answer.body, 'database', 'id'));
    expect(answer).toMatchObject({ status: 201, body: { database: { name: 'orders', status: 'creating' } } });
    expect((await ask('GET', `databases/${id}/users`)).status).toBe(404);
    now += DELAYS.creation;
    const { body } = await ask('GET', `databases/${id}`);
    expect(body).toMatchObject({
      database: {
        status: 'online',
        engine: 'pg',
        num_nodes: 1,
        db_names: ['defaultdb'],
        created_at: '2026-01-01T00:00:00Z',
        storage_size_mib: 10_240,
        users: [{ name: 'doadmin', role: 'primary' }],
        private_connection: { host: expect.stringMatching(/^private-orders-/) },
      },
    });
    const password = cloud.clusters.get(id)?.users.get('doadmin')?.password;
    expect(at(body, 'database', 'connection', 'password')).toBe(password);
    expect(at(body, 'database', 'connection', 'uri')).toContain(`doadmin:${password}@`);
  });

  test('is found by its name and its tags, and gone once it is deleted', async () => {
    const path = existing('pg', { name: 'orders', tags: ['shop'] });
    for (const query of ['', '?name=orders', '?tag_name=shop']) {
      expect((await ask('GET', `databases${query}`)).body).toMatchObject({
        databases: [{ id: ID }],
        meta: { total: 1 },
      });
    }
    expect((await ask('GET', 'databases?name=other')).body).toMatchObject({ databases: [] });
    expect((await ask('DELETE', path)).status).toBe(204);
    expect(await ask('GET', path)).toMatchObject({
      status: 404,
      body: { id: 'not_found', message: 'cluster not found' },
    });
  });

  test('is made again under another id, with another password', async () => {
    const first = await ask('POST', 'databases', NEW);
    await ask('DELETE', `databases/${at(first.body, 'database', 'id')}`);
    const second = await ask('POST', 'databases', NEW);
    for (const path of [['id'], ['connection', 'password']]) {
      expect(at(second.body, 'database', ...path)).not.toBe(at(first.body, 'database', ...path));
    }
  });

  test('made from a backup has the databases and users that were there', async () => {
    existing('pg', { name: 'before' });
    cloud.createDatabase(ID, 'prices');
    cloud.createUser(ID, 'app', {});
    const { body } = await ask('POST', 'databases', { ...NEW, backup_restore: { database_name: 'before' } });
    expect(body).toMatchObject({ database: { db_names: ['defaultdb', 'prices'] } });
    expect(cloud.clusters.get(String(at(body, 'database', 'id')))?.users.has('app')).toBe(true);
  });

  test.each([
    ['resize', { size: 'db-s-2vcpu-4gb', num_nodes: 2 }, 'resizing', { size: 'db-s-2vcpu-4gb', num_nodes: 2 }],
    ['migrate', { region: 'ams3', private_network_uuid: '' }, 'migrating', { region: 'ams3' }],
  ])('changed by %s shows it a while later', async (word, request, status, shown) => {
    const path = existing('pg');
    expect(await ask('PUT', `${path}/${word}`, request)).toMatchObject({ status: 202 });
    expect((await ask('GET', path)).body).toMatchObject({
      database: { status, size: 'db-s-1vcpu-2gb', region: 'nyc3' },
    });
    expect((await ask('PUT', `${path}/${word}`, request)).status).toBe(412);
    now += DELAYS.change;
    expect((await ask('GET', path)).body).toMatchObject({ database: { status: 'online', ...shown } });
  });

  test.each([
    ['maintenance', { day: 'Friday', hour: '02:00' }, { maintenance_window: { day: 'friday', hour: '02:00:00' } }],
    ['upgrade', { version: '18' }, { version: '18' }],
  ])('changed by %s shows it at once', async (word, request, shown) => {
    const path = existing('pg');
    expect((await ask('PUT', `${path}/${word}`, request)).status).toBe(204);
    expect((await ask('GET', path)).body).toMatchObject({ database: shown });
  });

  test('gets and loses tags', async () => {
    const path = existing('pg', { tags: ['old'] });
    const resources = { resources: [{ resource_id: ID, resource_type: 'database' }] };
    expect((await ask('POST', 'tags', { name: 'new' })).body).toMatchObject({ tag: { name: 'new' } });
    expect((await ask('POST', 'tags/new/resources', resources)).status).toBe(204);
    expect((await ask('DELETE', 'tags/old/resources', resources)).status).toBe(204);
    expect((await ask('GET', path)).body).toMatchObject({ database: { tags: ['new'] } });
  });

  test('has rules, all of them at once, and none where it is open', async () => {
    const path = existing('pg');
    const rules = [{ type: 'ip_addr', value: '192.0.2.1', uuid: '', cluster_uuid: '' }];
    expect((await ask('PUT', `${path}/firewall`, { rules })).status).toBe(204);
    const { body } = await ask('GET', `${path}/firewall`);
    expect(body).toMatchObject({ rules: [{ type: 'ip_addr', value: '192.0.2.1', cluster_uuid: ID }] });
    expect(cloud.firewalls.get(ID)).toEqual([{ type: 'ip_addr', value: '192.0.2.1' }]);
    await ask('PUT', `${path}/firewall`, { rules: [] });
    expect((await ask('GET', `${path}/firewall`)).body).toEqual({ rules: [] });
  });
});

describe('settings', () => {
  test('a configuration keeps what was set before', async () => {
    const path = existing('pg');
    await ask('PATCH', `${path}/config`, { config: { work_mem: 8 } });
    await ask('PATCH', `${path}/config`, { config: { timezone: 'UTC' } });
    expect((await ask('GET', `${path}/config`)).body).toEqual({ config: { jit: true, work_mem: 8, timezone: 'UTC' } });
  });

  test.each([
    ['valkey', 'eviction_policy', 'allkeys_lru', { valkey_maxmemory_policy: 'allkeys-lru' }],
    ['mysql', 'sql_mode', 'ANSI', { sql_mode: 'ANSI' }],
  ])('of %s, %s is part of the configuration', async (engine, word, value, config) => {
    const path = existing(engine);
    expect((await ask('PUT', `${path}/${word}`, { [word]: value })).status).toBe(204);
    expect((await ask('GET', `${path}/${word}`)).body).toEqual({ [word]: value });
    expect((await ask('GET', `${path}/config`)).body).toMatchObject({ config });
  });

  test('the certificate of the authority comes in base64', async () => {
    const { body } = await ask('GET', `${existing('pg')}/ca`);
    expect(Buffer.from(String(at(body, 'ca', 'certificate')), 'base64').toString()).toContain('BEGIN CERTIFICATE');
  });
});

/** What each collection takes and shows. */
const COLLECTIONS = [
  {
    word: 'users',
    engine: 'kafka',
    item: { name: 'app', settings: { acl: [{ topic: 'a', permission: 'consume' }] } },
    shown: { user: { name: 'app', role: 'normal', access_cert: expect.stringContaining('CERTIFICATE') } },
  },
  { word: 'dbs', engine: 'mysql', item: { name: 'app' }, shown: { db: { name: 'app' } } },
  {
    word: 'pools',
    engine: 'pg',
    item: { name: 'app', mode: 'transaction', size: 10, db: 'defaultdb', user: 'doadmin' },
    shown: { pool: { mode: 'transaction', connection: { port: 25_061, uri: expect.stringContaining('/app?') } } },
  },
  {
    word: 'topics',
    engine: 'kafka',
    item: { name: 'app', partition_count: 4, replication_factor: 2, config: { retention_ms: 1000 } },
    shown: {
      topic: { state: 'active', replication_factor: 2, config: { retention_ms: 1000, min_insync_replicas: 1 } },
    },
  },
  {
    word: 'schema-registry',
    engine: 'kafka',
    item: { subject_name: 'app', schema_type: 'avro', schema: '{}' },
    shown: { subject_name: 'app', schema: '{}', schema_id: 1 },
  },
  {
    word: 'replicas',
    engine: 'pg',
    item: { name: 'app', region: 'ams3', size: 'db-s-2vcpu-4gb', private_network_uuid: '' },
    shown: { replica: { region: 'ams3', status: 'creating', connection: { host: expect.stringMatching(/^app-/) } } },
  },
] as const;

const CHANGES = [
  {
    word: 'users',
    body: { settings: { acl: [{ topic: 'b', permission: 'admin' }] } },
    shown: { user: { settings: { acl: [{ topic: 'b' }] } } },
  },
  {
    word: 'pools',
    body: { mode: 'session', size: 11, db: 'defaultdb' },
    shown: { pool: { mode: 'session', size: 11, user: 'doadmin' } },
  },
  {
    word: 'topics',
    body: { partition_count: 5, replication_factor: 3 },
    shown: { topic: { replication_factor: 3, partitions: { length: 5 }, config: { retention_ms: 1000 } } },
  },
] as const;

test.each(COLLECTIONS)(
  '$word of $engine are made, shown, listed and deleted',
  async ({ word, engine, item, shown }) => {
    const list = `${existing(engine, { nodeCount: 3 })}/${word}`;
    expect(await ask('POST', list, item)).toMatchObject({ status: 201, body: shown });
    expect(await ask('GET', `${list}/app`)).toMatchObject({ status: 200, body: shown });
    const before = Number(at((await ask('GET', list)).body, 'meta', 'total'));
    expect((await ask('DELETE', `${list}/app`)).status).toBe(204);
    expect((await ask('GET', `${list}/app`)).status).toBe(404);
    expect((await ask('GET', list)).body).toMatchObject({ meta: { total: before - 1 } });
  },
);

test.each(CHANGES)('$word change in place', async ({ word, body, shown }) => {
  const { engine, item } = COLLECTIONS.find((collection) => collection.word === word) ?? COLLECTIONS[0];
  const list = `${existing(engine, { nodeCount: 3 })}/${word}`;
  await ask('POST', list, item);
  expect((await ask('PUT', `${list}/app`, body)).status).toBeLessThan(300);
  expect((await ask('GET', `${list}/app`)).body).toMatchObject(shown);
});

test('a log sink goes by an id', async () => {
  const list = `${existing('pg')}/logsink`;
  const sink = { sink_name: 'logs', sink_type: 'rsyslog', config: { server: 'logs.example.org', port: 514 } };
  const { status, body } = await ask('POST', list, sink);
  expect({ status, body }).toMatchObject({ status: 201, body: { sink } });
  const path = `${list}/${at(body, 'sink', 'sink_id')}`;
  expect((await ask('PUT', path, { config: { port: 6514 } })).status).toBe(200);
  expect((await ask('GET', path)).body).toMatchObject({ sink_name: 'logs', config: { port: 6514 } });
  expect((await ask('DELETE', path)).status).toBe(200);
  expect((await ask('GET', path)).status).toBe(404);
});

test('a replica is resized, and gets rules, by an id of its own', async () => {
  const path = existing('pg');
  const { body } = await ask('POST', `${path}/replicas`, { name: 'ro' });
  const id = String(at(body, 'replica', 'id'));
  now += DELAYS.creation;
  expect((await ask('PUT', `databases/${id}/resize`, { size: 'db-s-4vcpu-8gb', num_nodes: 1 })).status).toBe(202);
  now += DELAYS.change;
  expect((await ask('GET', `${path}/replicas/ro`)).body).toMatchObject({
    replica: { size: 'db-s-4vcpu-8gb', status: 'online' },
  });
  expect((await ask('PUT', `databases/${id}/firewall`, { rules: [{ type: 'tag', value: 'a' }] })).status).toBe(204);
  expect(cloud.firewalls.get(id)).toEqual([{ type: 'tag', value: 'a' }]);
});

test('MongoDB tells a password in answer to the call that made it, and never again', async () => {
  const answer = await ask('POST', 'databases', { ...NEW, engine: 'mongodb', version: '8' });
  const id = String(at(answer.body, 'database', 'id'));
  expect(at(answer.body, 'database', 'connection', 'password')).not.toBe('');
  expect(at(answer.body, 'database', 'connection', 'host')).toBe('');
  now += DELAYS.creation;
  const later = await ask('GET', `databases/${id}`);
  expect(at(later.body, 'database', 'connection', 'password')).toBe('');
  expect(at(later.body, 'database', 'connection', 'host')).not.toBe('');
  expect((await ask('POST', `databases/${id}/users`, { name: 'app' })).body).toHaveProperty('user.password');
  expect((await ask('GET', `databases/${id}/users/app`)).body).not.toHaveProperty('user.password');
  expect((await ask('POST', `databases/${id}/users/app/reset_auth`, {})).body).toHaveProperty('user.password');
});

test('no password is given out twice', async () => {
  const list = `${existing('pg')}/users`;
  const passwords: Json[] = [];
  for (let round = 1; round <= 2; round += 1) {
    passwords.push(at((await ask('POST', list, { name: 'app' })).body, 'user', 'password') ?? '');
    passwords.push(at((await ask('POST', `${list}/app/reset_auth`, {})).body, 'user', 'password') ?? '');
    await ask('DELETE', `${list}/app`);
  }
  expect(new Set(passwords).size).toBe(4);
});

describe('what it refuses', () => {
  test.each([
    ['POST', 'databases', { ...NEW, name: 'O' }, 'invalid cluster name'],
    ['POST', 'databases', { ...NEW, name: 'taken' }, 'cluster name is not available'],
    ['POST', 'databases', { ...NEW, engine: 'oracle' }, 'invalid cluster engine'],
    ['POST', 'databases', { ...NEW, size: '' }, 'invalid size'],
    ['POST', 'databases', { ...NEW, num_nodes: 0 }, 'invalid num_nodes'],
    ['POST', `databases/${ID}/users`, { name: 'doadmin' }, 'user name is not available'],
    ['POST', `databases/${ID}/users`, { name: 'a b' }, 'invalid user name'],
    ['DELETE', `databases/${ID}/users/doadmin`, undefined, 'cannot delete the primary user'],
    ['POST', `databases/${ID}/dbs`, { name: 'defaultdb' }, 'database name is not available'],
    ['POST', `databases/${ID}/pools`, { name: 'web', mode: 'session', size: 1, db: 'no' }, 'database does not exist'],
    ['POST', `databases/${ID}/replicas`, { name: 'taken' }, 'cluster name is not available'],
    ['POST', `databases/${ID}/topics`, { name: 'a' }, 'operation is not supported for this cluster type'],
    ['PUT', `databases/${ID}/eviction_policy`, {}, 'operation is not supported for this cluster type'],
    ['PUT', `databases/${ID}/resize`, { size: 'db-s-1vcpu-1gb', storage_size_mib: 1 }, 'invalid storage size'],
    ['PUT', `databases/${ID}/upgrade`, { version: '16' }, 'invalid cluster engine version'],
    ['PUT', `databases/${ID}/maintenance`, { day: 'friday', hour: '25:00' }, 'invalid maintenance window hour'],
    ['PUT', `databases/${ID}/firewall`, { rules: [{ type: 'x', value: 'y' }] }, 'invalid firewall rule type'],
  ])('%s %s %j: %s', async (method, path, body, message) => {
    existing('pg', { name: 'taken' });
    const id = 'unprocessable_entity';
    expect(await ask(method, path, body)).toEqual({
      status: 422,
      body: { id, message, request_id: expect.any(String) },
    });
  });

  test('a request without a token', async () => {
    const response = await fetch(`${api.endpoint}/v2/databases`);
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ id: 'Unauthorized', message: 'Unable to authenticate you' });
  });

  test('a path that it does not have', async () => {
    expect(await ask('GET', 'droplets')).toEqual({ status: 404, body: '404 page not found\n' });
  });
});

describe('faults', () => {
  const users = { method: 'POST', path: /\/users$/ };

  test('spoil as many requests as they say, and no others', async () => {
    const path = existing('pg');
    cloud.traffic.fault({ ...users, status: 503, message: 'try later', count: 1 });
    expect((await ask('GET', `${path}/users`)).status).toBe(200);
    expect(await ask('POST', `${path}/users`, { name: 'app' })).toMatchObject({
      status: 503,
      body: { id: 'service_unavailable', message: 'try later' },
    });
    expect(cloud.clusters.get(ID)?.users.has('app')).toBe(false);
    expect((await ask('POST', `${path}/users`, { name: 'app' })).status).toBe(201);
  });

  test('let an answer get lost after the request was carried out', async () => {
    const path = existing('pg');
    cloud.traffic.fault({ ...users, status: 500, count: 1, apply: true });
    expect((await ask('POST', `${path}/users`, { name: 'app' })).status).toBe(500);
    expect(cloud.clusters.get(ID)?.users.has('app')).toBe(true);
  });

  test('close the connection, until they are lifted', async () => {
    const path = existing('pg');
    const lift = cloud.traffic.fault(users);
    await expect(ask('POST', `${path}/users`, { name: 'app' })).rejects.toThrow();
    lift();
    expect((await ask('POST', `${path}/users`, { name: 'app' })).status).toBe(201);
  });
});

test('what it was asked can be looked up', async () => {
  const path = existing('pg');
  await ask('POST', `${path}/dbs`, { name: 'app' });
  await ask('GET', `${path}/dbs/app`);
  await ask('DELETE', `${path}/dbs/app`);
  expect(cloud.traffic.requests({ path: /\/dbs/ })).toEqual([
    { method: 'POST', path: `/v2/${path}/dbs`, status: 201, body: { name: 'app' } },
    { method: 'GET', path: `/v2/${path}/dbs/app`, status: 200 },
    { method: 'DELETE', path: `/v2/${path}/dbs/app`, status: 204 },
  ]);
  expect(cloud.traffic.requests({ method: 'DELETE' })).toHaveLength(1);
});
