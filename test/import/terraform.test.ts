import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { DEFAULT_COMPOSITION } from '../../simulation/crossplane/default-composition.js';
import { cloudBefore } from '../../simulation/elsewhere.js';
import { live } from '../../simulation/life.js';
import { createWorld } from '../../simulation/world.js';
import { asObject, at, type JsonObject } from '../../src/lib/json.js';
import { blocks, page } from '../docs/markdown.js';
import { callFunction } from '../support/call-function.js';
import { expectAccepted, expectGolden, importFrom, inputOf } from './support.js';

const ID = '9cc10173-e9ea-4176-9dbc-a4cee4c4ff30';
const [CONTROLLED, REFERENCED] = [{ mode: 'controlled' }, { mode: 'referenced' }] as const;

function resource(type: string, values: JsonObject, rest: JsonObject = {}): JsonObject {
  const whole = {
    address: `digitalocean_database_${type}.it`,
    mode: 'managed',
    type: `digitalocean_database_${type}`,
    values,
  };
  return { ...whole, ...rest };
}

function cluster(engine: string, values: JsonObject = {}, rest: JsonObject = {}): JsonObject {
  const fields = { id: ID, name: 'shop', engine, version: '16', size: 'db-s-1vcpu-1gb', region: 'fra1', node_count: 1 };
  return resource('cluster', { ...fields, ...values }, rest);
}

const member = (type: string, values: JsonObject) => resource(type, { cluster_id: ID, ...values });

const stateOf = (...resources: readonly JsonObject[]) => JSON.stringify({ values: { root_module: { resources } } });
const importOf = (mode: typeof CONTROLLED | typeof REFERENCED, ...resources: readonly JsonObject[]) =>
  importFrom('terraform', { input: stateOf(...resources), ...mode });

test.each(['controlled', 'referenced'] as const)('a state becomes bindings: %s', (mode) => {
  const imported = importFrom('terraform', { files: [inputOf('terraform.json')], mode, namespace: 'shop' });
  expect(imported.code).toBe(0);
  expectAccepted(imported.bindings);
  expectGolden(`terraform-${mode}.yaml`, imported.out);
});

test('the page shows what is written', () => {
  const { bindings } = importOf(
    CONTROLLED,
    cluster('pg', { size: 'db-s-2vcpu-4gb', node_count: 2, storage_size_mib: '61440' }),
    member('user', { name: 'app' }),
    member('db', { name: 'orders' }),
  );
  const shown = blocks(page('docs/import-terraform.md').text).find(({ language }) => language === 'yaml')?.code;
  expect(bindings.map(({ spec }) => ({ spec }))).toEqual([parse(shown ?? '')]);
});

describe('controlled', () => {
  test.each<{ reason: string; given: readonly JsonObject[]; want: JsonObject; told?: RegExp }>([
    {
      reason: 'without users of its own applications are the administrator',
      given: [cluster('pg')],
      want: { databases: [], users: [{ name: 'doadmin', mode: 'Observe' }], deletionPolicy: 'Orphan' },
    },
    {
      reason: 'a password that can be read only once stays where it is',
      given: [cluster('mongodb', { version: '8' }), member('user', { name: 'app' })],
      want: { cluster: { engine: 'mongodb', adopt: ID } },
      told: /MongoDB shows a password only when it creates the user, so "app" stays/,
    },
    {
      reason: 'Redis can only be referenced',
      given: [cluster('redis', { version: '7' })],
      want: { clusterRef: { uuid: ID, engine: 'redis' } },
      told: /a binding cannot control redis/,
    },
    {
      reason: 'rules are taken over whole or not at all: half of them would lock somebody out',
      given: [
        cluster('pg'),
        member('firewall', {
          rule: [
            { type: 'ip_addr', value: '192.0.2.1' },
            { type: 'ip_addr', value: '2001:db8::1' },
          ],
        }),
      ],
      want: { cluster: expect.not.objectContaining({ trustedSources: expect.anything() }) as unknown as JsonObject },
      told: /trustedSources\[1\]\.value: .*IPv6.*; the whole list is left out/,
    },
    {
      reason: 'what the provider crashes on is left out, and told once',
      given: [cluster('pg'), member('postgresql_config', { jit: true, pgbouncer: [{ min_pool_size: 1 }] })],
      want: { cluster: { configuration: { jit: true } } },
      told: /configuration\.pgbouncer: not supported here/,
    },
    {
      reason: 'a replica that a binding would call otherwise stays',
      given: [
        cluster('pg'),
        member('replica', { uuid: 'r', name: 'reports', region: 'fra1' }),
        member('replica', { uuid: 'q', name: 'shop-ro' }),
      ],
      want: { cluster: { replicas: [{ name: 'ro' }] } },
      told: /calls its replicas shop-<name>, so it cannot take over "reports"/,
    },
    {
      reason: 'rules of a replica are told',
      given: [
        cluster('pg'),
        member('replica', { uuid: 'r', name: 'shop-ro' }),
        resource('firewall', { cluster_id: 'r', rule: [] }),
      ],
      want: { cluster: { replicas: [{ name: 'ro' }] } },
      told: /clusterId: is a replica: a binding gives its replicas the rules of their cluster/,
    },
    {
      reason: 'large numbers of a topic are numbers',
      given: [
        cluster('kafka', { version: '3.8', node_count: 3 }),
        member('kafka_topic', {
          name: 'events',
          partition_count: 3,
          config: [{ retention_ms: '604800000', retention_bytes: '-1' }],
        }),
      ],
      want: {
        topics: [{ name: 'events', partitions: 3, configuration: { retentionMs: 604800000, retentionBytes: -1 } }],
      },
    },
    {
      reason: 'a field that no binding has is told, not its value',
      given: [cluster('pg', { standby_token: 'x-marks-the-spot' })],
      want: { cluster: { engine: 'pg' } },
      told: /digitalocean_database_cluster\.it: standbyToken: no binding has it/,
    },
    {
      reason: 'what Terraform calls sensitive is not printed',
      given: [cluster('pg', { tags: ['t'] }, { sensitive_values: { tags: true } })],
      want: { cluster: expect.not.objectContaining({ tags: ['t'] }) as unknown as JsonObject },
      told: /tags: Terraform calls it sensitive/,
    },
    {
      reason: 'the password in the URL of a log sink is not printed',
      given: [
        cluster('pg'),
        member('logsink_opensearch', { name: 'logs', endpoint: 'https://a:b@logs.example.org', index_prefix: 'x' }),
      ],
      want: {
        cluster: {
          logSinks: [{ name: 'logs', opensearch: { endpoint: 'https://logs.example.org', indexPrefix: 'x' } }],
        },
      },
      told: /endpoint: its user and password are not printed/,
    },
  ])('$reason', ({ given, want, told = /^/ }) => {
    const { bindings, out } = importOf(CONTROLLED, ...given);
    expect(bindings).toHaveLength(1);
    expect(bindings[0]?.spec).toMatchObject(want);
    expectAccepted(bindings);
    expect(out).toMatch(told);
    expect(out).not.toContain('x-marks-the-spot');
  });

  test('a data source is only referenced: something else controls it', () => {
    const { bindings, out } = importOf(CONTROLLED, cluster('pg', {}, { mode: 'data' }));
    expect(bindings[0]?.spec).toMatchObject({ clusterRef: { uuid: ID } });
    expect(out).not.toContain('state rm');
  });

  test('what of the state stays in Terraform is not taken out of it', () => {
    const { out } = importOf(
      CONTROLLED,
      cluster('kafka', { version: '3.8', node_count: 3 }),
      member('kafka_schema_registry', { subject_name: 's' }),
    );
    expect(out).toContain('terraform state rm digitalocean_database_cluster.it\n');
    expect(out).not.toContain('state rm digitalocean_database_kafka_schema_registry');
  });
});

test('a binding that took control is ready, and its user has the password that it had', async () => {
  const { bindings } = importOf(
    CONTROLLED,
    cluster('pg', { version: '17', size: 'db-s-2vcpu-4gb', tags: ['team'] }),
    member('user', { name: 'app' }),
    member('db', { name: 'orders' }),
    member('connection_pool', { name: 'web', mode: 'transaction', size: 10, db_name: 'orders', user: 'app' }),
    member('firewall', { rule: [{ type: 'ip_addr', value: '192.0.2.1' }] }),
    member('replica', { name: 'shop-ro', uuid: 'r' }),
    member('postgresql_config', { timezone: 'UTC' }),
  );
  const [first = {}] = bindings;
  const { spec = null, ...rest }: JsonObject = first;
  const confirmed = { ...asObject(at(spec, 'cluster')), adoptConfirmed: true };
  const binding: JsonObject = { ...rest, spec: { ...asObject(spec), cluster: confirmed } };
  const cloud = cloudBefore([binding]);
  const password = cloud.clusters.get(ID)?.users.get('app')?.password;
  const world = createWorld({ binding, composition: DEFAULT_COMPOSITION, call: callFunction, cloud });
  const { waitsFor } = await live(world);
  expect(waitsFor).toEqual([]);
  const data = at(world.snapshot().composed.get('secret-app'), 'data');
  const text = (key: string) => Buffer.from(String(at(data, key)), 'base64').toString();
  expect(password).toBeDefined();
  expect([text('username'), text('password'), text('database')]).toEqual(['app', password, 'orders']);
  // The last steps: without adopt it keeps its cluster.
  world.editBinding((edited) => {
    const { adopt: _, adoptConfirmed: __, ...kept } = asObject(edited.cluster);
    return { ...edited, cluster: kept, deletionPolicy: 'Delete' };
  });
  expect((await live(world)).waitsFor).toEqual([]);
  expect([...cloud.clusters.keys()]).toEqual([ID]);
});

describe('referenced', () => {
  test('is the default, and changes nothing in Terraform', () => {
    const given = [cluster('pg'), member('user', { name: 'app' })];
    const { out } = importFrom('terraform', { input: stateOf(...given) });
    expect(out).toBe(importOf(REFERENCED, ...given).out);
    expect(out).not.toMatch(/state rm|adoptConfirmed/);
  });

  test('what it does not take over is told', () => {
    const { bindings, out } = importOf(
      REFERENCED,
      cluster('pg'),
      member('db', { name: 'orders' }),
      member('firewall', { rule: [] }),
    );
    expect(Object.keys(bindings[0] ?? {})).toContain('spec');
    expect(at(bindings[0]?.spec, 'connection', 'secret', 'keys')).toHaveProperty('orders-uri');
    expect(out).toMatch(
      /digitalocean_database_db\.it: name: a binding that references a cluster takes over no database/,
    );
    expect(out).toContain('digitalocean_database_firewall.it: stay with whoever controls the cluster');
    expectAccepted(bindings);
  });

  test('a user whose cluster is not in the state makes a binding of the UUID', () => {
    const { bindings } = importOf(REFERENCED, member('db', { name: 'a' }), member('user', { name: 'app' }));
    expect(bindings).toMatchObject([
      {
        metadata: { name: 'database-9cc10173' },
        spec: { clusterRef: { uuid: ID }, users: [{ name: 'app', mode: 'Observe' }] },
      },
    ]);
  });
});

test('two clusters of one name have two bindings', () => {
  const other = '1f0e2d3c-4b5a-4697-8877-665544332211';
  const { bindings } = importOf(REFERENCED, cluster('pg'), cluster('pg', { id: other }));
  expect(bindings.map(({ metadata }) => at(metadata, 'name'))).toEqual(['shop', 'shop-2']);
});

test('a state without databases is not right', () => {
  const { code, err } = importFrom('terraform', { input: stateOf({ type: 'digitalocean_droplet', mode: 'managed' }) });
  expect({ code, err }).toEqual({
    code: 1,
    err: 'cannot import: no resources digitalocean_database_* in the output of terraform show -json in standard input\n',
  });
});
