import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parse, stringify } from 'yaml';
import { ENGINES } from '../../src/gen/binding.js';
import { asList, at, type Json, type JsonObject } from '../../src/lib/json.js';
import { holds, samples } from '../support/property.js';
import { expectAccepted, importFrom } from './support.js';

// Each case reads, judges and prints whole states.
const RUNS = 40;
const MODES = ['controlled', 'referenced'] as const;
const UUIDS = ['9cc10173-e9ea-4176-9dbc-a4cee4c4ff30', '1f0e2d3c-4b5a-4697-8877-665544332211'] as const;

/** Secrets of the input: no word of theirs is one that anything else has. */
const secret = fc.integer({ min: 0, max: 1e9 }).map((number) => `AVNS_secret${number}`);
const odd = fc.oneof(
  fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/),
  fc.constantFrom('A b', 'ünï', '-', '0.0.0.0/0', "it's", 'a\nb: c'),
);
const number = fc.oneof(fc.nat({ max: 40 }), fc.constantFrom(-1, 0.5, 1e9));

const MEMBERS: Readonly<Record<string, fc.Arbitrary<JsonObject>>> = {
  user: fc.record({
    name: odd,
    password: secret,
    access_key: secret,
    settings: fc.constantFrom<Json[]>([], [{ acl: [{ topic: 'a', permission: 'admin' }] }]),
  }),
  db: fc.record({ name: odd }),
  connection_pool: fc.record({
    name: odd,
    size: number,
    mode: odd,
    db_name: odd,
    user: odd,
    password: secret,
    uri: secret,
  }),
  firewall: fc.record({
    rule: fc.array(fc.record({ type: fc.constantFrom('ip_addr', 'tag', 'k8s'), value: odd }), { maxLength: 3 }),
  }),
  replica: fc.record({
    name: odd,
    uuid: odd,
    region: odd,
    size: odd,
    password: secret,
    private_uri: secret,
    tags: fc.array(odd, { maxLength: 1 }),
  }),
  kafka_topic: fc.record({
    name: odd,
    partition_count: number,
    config: fc.array(fc.record({ retention_ms: odd, cleanup_policy: odd }), { maxLength: 2 }),
  }),
  kafka_schema_registry: fc.record({ subject_name: odd, schema: odd }),
  postgresql_config: fc.record({
    timezone: odd,
    work_mem: number,
    jit: fc.boolean(),
    pgbouncer: fc.array(fc.record({ min_pool_size: number }), { maxLength: 1 }),
  }),
  mysql_config: fc.record({ slow_query_log: fc.boolean(), connect_timeout: number }),
  redis_config: fc.record({ timeout: number }),
  logsink_opensearch: fc.record({
    name: odd,
    index_prefix: odd,
    endpoint: secret.map((word) => `https://u:${word}@example.org`),
    ca_cert: secret,
  }),
  logsink_rsyslog: fc.record({
    name: odd,
    server: odd,
    port: number,
    tls: fc.boolean(),
    ca_cert: secret,
    client_key: secret,
  }),
  online_migration: fc.record({ source: secret.map((password) => [{ host: 'h', password }]) }),
  something_new: fc.record({ token: secret }),
};

const member = fc
  .constantFrom(...Object.keys(MEMBERS))
  .chain((type) =>
    fc.tuple(fc.constant(type), MEMBERS[type] ?? fc.constant({}), fc.constantFrom(...UUIDS, 'elsewhere')),
  );

const cluster = fc.record({
  engine: fc.constantFrom<string>(...ENGINES, 'redis', 'oracle'),
  name: odd,
  version: odd,
  size: odd,
  region: odd,
  node_count: number,
  storage_size_mib: odd,
  tags: fc.array(odd, { maxLength: 2 }),
  maintenance_window: fc.array(fc.record({ day: odd, hour: odd }), { maxLength: 1 }),
  eviction_policy: odd,
  sql_mode: odd,
  password: secret,
  uri: secret.map((word) => `postgresql://doadmin:${word}@h:25060/defaultdb`),
  ui_password: secret,
});

/** A state of Terraform with one or two clusters and whatever is in them. */
const state = fc
  .tuple(fc.array(cluster, { minLength: 1, maxLength: 2 }), fc.array(member, { maxLength: 8 }))
  .map(([clusters, members]): readonly JsonObject[] => [
    ...clusters.map((values, i) => resource('cluster', `c${i}`, { id: UUIDS[i] ?? '', ...values })),
    ...members.map(([type, values, id], i) => resource(type, `m${i}`, { cluster_id: id, ...values })),
  ]);

function resource(type: string, name: string, values: JsonObject): JsonObject {
  const whole = `digitalocean_database_${type}`;
  return { address: `${whole}.${name}`, mode: 'managed', type: whole, values };
}

const secretsOf = (value: Json): readonly string[] => JSON.stringify(value).match(/AVNS_secret\d+/g) ?? [];

describe('whatever a state of Terraform has', () => {
  const importState = (resources: readonly JsonObject[], mode: (typeof MODES)[number]) =>
    importFrom('terraform', { input: JSON.stringify({ values: { root_module: { resources } } }), mode });
  const each = fc.tuple(state, fc.constantFrom(...MODES));

  test('there are secrets in it', () => {
    expect(samples(state, 10).every((resources) => secretsOf(resources).length > 0)).toBe(true);
  });

  test('no secret is printed', () => {
    holds(
      fc.property(each, ([resources, mode]) => {
        const { out, err } = importState(resources, mode);
        expect(secretsOf([out, err])).toEqual([]);
      }),
      RUNS,
    );
  });

  test('what is written is accepted', () => {
    holds(
      fc.property(each, ([resources, mode]) => expectAccepted(importState(resources, mode).bindings)),
      RUNS,
    );
  });

  test('each resource that leaves Terraform or stays there is named', () => {
    holds(
      fc.property(state, (resources) => {
        const { out, err } = importState(resources, 'controlled');
        // What is in a cluster that is only referenced stays as it is, and there is nothing to do.
        const moving = resources.filter(({ type, values }) => {
          const cluster = at(values, 'cluster_id');
          return (
            type === 'digitalocean_database_cluster' || (cluster !== undefined && out.includes(`adopt: ${cluster}`))
          );
        });
        const named = (address: string) => `${out}${err}`.includes(address);
        expect(moving.map(({ address }) => String(address)).filter((address) => !named(address))).toEqual([]);
      }),
      RUNS,
    );
  });

  test('comments are comments, whatever names there are', () => {
    holds(
      fc.property(each, ([resources, mode]) => {
        const { out } = importState(resources, mode);
        const texts = out.split(/^---\n/m);
        for (const text of texts.slice(1)) expect(parse(text)).toMatchObject({ kind: 'DatabaseBinding' });
        expect(texts[0]?.split('\n').filter((line) => !/^(?:#|$)/.test(line))).toEqual([]);
      }),
      RUNS,
    );
  });
});

describe('whatever do-operator has', () => {
  const API = 'databases.digitalocean.com/v1alpha1';
  const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}[a-z0-9]$/);
  const kindOf = (what: string) => fc.constantFrom(what, `${what}Reference`);
  const object = (kind: string, named: string, rest: JsonObject): JsonObject => ({
    apiVersion: API,
    kind,
    metadata: { name: named, namespace: 'shop' },
    ...rest,
  });
  const operatorCluster = fc
    .tuple(
      kindOf('DatabaseCluster'),
      name,
      fc.constantFrom('pg', 'mysql', 'mongodb', 'redis'),
      fc.constantFrom(...UUIDS),
      number,
    )
    .map(([kind, named, engine, uuid, numNodes]) => {
      const settings = { engine, numNodes, version: '8', size: 'db-s-1vcpu-1gb', region: 'fra1', name: named };
      return kind === 'DatabaseCluster'
        ? object(kind, named, { spec: settings, status: { uuid } })
        : object(kind, named, { spec: { uuid }, status: settings });
    });
  const users = (clusters: readonly JsonObject[]) =>
    fc.array(
      fc.tuple(kindOf('DatabaseUser'), name, odd, fc.constantFrom(...clusters)).map(([kind, named, username, of]) => {
        const cluster = { kind: of.kind ?? '', name: (of.metadata as JsonObject).name ?? '' };
        return object(kind, named, { spec: { username, databaseCluster: cluster } });
      }),
      { maxLength: 4 },
    );
  const secrets = fc.array(
    fc.tuple(name, secret).map(([named, word]): JsonObject => {
      const data = { password: Buffer.from(word).toString('base64') };
      return { apiVersion: 'v1', kind: 'Secret', metadata: { name: named }, data, stringData: { uri: word } };
    }),
    { minLength: 1, maxLength: 2 },
  );
  const given = fc
    .array(operatorCluster, { minLength: 1, maxLength: 3 })
    .chain((clusters) => fc.tuple(fc.constant(clusters), users(clusters), secrets))
    .map((parts) => parts.flat());

  test('no secret is printed, and what is written is accepted', () => {
    holds(
      fc.property(given, (objects) => {
        const { out, err, bindings } = importFrom('do-operator', {
          input: stringify({ kind: 'List', items: objects }, { version: '1.1' }),
        });
        const hidden = objects.flatMap((each) => asList([each.data ?? null, each.stringData ?? null]));
        const words = hidden.flatMap((each) => Object.values((each ?? {}) as JsonObject)).map(String);
        expect(words.length).toBeGreaterThan(0);
        expect(words.filter((word) => `${out}${err}`.includes(word))).toEqual([]);
        expectAccepted(bindings);
      }),
      RUNS,
    );
  });
});
