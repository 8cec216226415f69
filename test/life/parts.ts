import { defaultsOf } from '../../simulation/digitalocean-api/default-settings.js';
import type { World } from '../../simulation/world.js';
import { profileOf } from '../../src/engines/engines.js';
import type { Engine } from '../../src/gen/binding.js';
import { asList, asObject, asString, at, type Json, type JsonObject } from '../../src/lib/json.js';
import type { ProviderKind } from '../../src/provider/field-behavior.js';
import { fullSpec } from '../rules/full-spec.js';
import { fieldAt } from '../simulation/field-cases.js';

// The parts of a spec whose fields reach DigitalOcean, each with the values to set and with what DigitalOcean has.

/** Fields of the spec that one resource of the provider is written from. */
export interface Part {
  readonly name: string;
  readonly engine: Engine;
  /** `spec.cluster.configuration` */
  readonly path: string;
  readonly fields: readonly string[];
  /** Fields that a spec cannot be without. */
  readonly required: readonly string[];
  /** The value of a field at a step: another one at the next, and never less of what only grows. */
  value(field: string, step: number): Json;
  /** A spec with values of the part, and nothing else that is not needed. */
  spec(values: JsonObject): JsonObject;
  /** The kind of the provider, and what it calls a field, where changes of its own may be lost. */
  provider?(field: string): readonly [kind: ProviderKind, path: string];
  /** What a field needs beside it. */
  beside?(field: string): JsonObject;
  /** What DigitalOcean has, in the words of the spec. */
  held(world: World, field: string): Json | undefined;
}

const full = (engine: Engine, step: number): JsonObject => fullSpec(engine, step % 2 === 0 ? 0 : 1);
const onlyCluster = ({ cloud }: World) => [...cloud.clusters.values()][0];

/** Values that only grow, and those of which there are more than two. */
const GROWING: Readonly<Record<string, (step: number) => Json>> = {
  storageSizeMib: (step) => 163840 + step * 10240,
  nodeCount: (step) => (step % 2 === 0 ? 1 : 3),
  version: (step) => String(17 + step),
  size: (step) => (step % 2 === 0 ? 'db-s-2vcpu-4gb' : 'db-s-4vcpu-8gb'),
  partitions: (step) => 4 + step,
};

function clusterPart(engine: Engine): Part {
  const settings = Object.keys(asObject(full(engine, 0).cluster)).filter((name) =>
    ['maintenanceWindow', 'tags', 'trustedSources', 'evictionPolicy', 'sqlMode'].includes(name),
  );
  const counts = ['mongodb', 'kafka'].includes(engine) ? [] : ['nodeCount'];
  const storage = engine === 'valkey' ? [] : ['storageSizeMib'];
  const version = engine === 'pg' ? ['version'] : [];
  const own: Readonly<Record<string, (world: World) => Json | undefined>> = {
    trustedSources: (world) => world.cloud.firewalls.get(onlyCluster(world)?.id ?? ''),
    evictionPolicy: (world) =>
      asString(configurationOf(world).valkey_maxmemory_policy)?.replaceAll('-', '_') ?? 'noeviction',
    sqlMode: (world) => configurationOf(world).sql_mode,
    maintenanceWindow: (world) => asList(onlyCluster(world)?.fields.maintenanceWindow)[0],
  };
  return {
    name: `cluster of ${engine}`,
    engine,
    path: 'spec.cluster',
    fields: [...settings, ...counts, ...storage, ...version, 'size'],
    required: [],
    value: (field, step) => GROWING[field]?.(step) ?? at(full(engine, step).cluster, field) ?? null,
    spec: (values) => ({ cluster: { engine, ...(engine === 'kafka' ? { nodeCount: 3 } : {}), ...values } }),
    held: (world, field) => (own[field] ?? ((each: World) => onlyCluster(each)?.fields[field]))(world),
  };
}

/** What is set, and what DigitalOcean does where nothing is: to ask for that changes nothing. */
function configurationOf(world: World): JsonObject {
  const { id = '', fields = {} } = onlyCluster(world) ?? {};
  return { ...defaultsOf(asString(fields.engine) ?? ''), ...world.cloud.configurations.get(id) };
}

function configurationPart(engine: Engine): Part {
  const kind = profileOf(engine).configuration?.kind ?? 'PostgreSQLConfig';
  const values = (step: number): JsonObject => asObject(at(full(engine, step).cluster, 'configuration'));
  return {
    name: kind,
    engine,
    path: 'spec.cluster.configuration',
    fields: Object.keys(values(0)),
    required: [],
    value: (field, step) => values(step)[field] ?? null,
    provider: (field) => [kind, field],
    // Without any there is no resource.
    beside: (field) => (field === 'messageMaxBytes' || engine !== 'kafka' ? {} : { messageMaxBytes: 2 }),
    spec: (configuration) => ({ cluster: { engine, configuration } }),
    held: (world, field) => at({ config: configurationOf(world) }, ...(fieldAt(kind, field).places[0]?.keys ?? [])),
  };
}

function replicaPart(engine: Engine): Part {
  return {
    name: `replica of ${engine}`,
    engine,
    path: 'spec.cluster.replicas[0]',
    fields: ['size', 'storageSizeMib', 'region'],
    required: [],
    value: (field, step) => GROWING[field]?.(step) ?? 'nyc3',
    spec: (values) => ({ cluster: { engine, replicas: [{ name: 'ro', ...values }] } }),
    held: (world, field) => contentOf(world, 'replica/')[field],
  };
}

/** The last one made of a kind. */
function contentOf(world: World, prefix: string): JsonObject {
  const found = [...(onlyCluster(world)?.contents ?? [])].filter(([key]) => key.startsWith(prefix));
  return found.at(-1)?.[1] ?? {};
}

const RENAMED: Readonly<Record<string, string>> = {
  caCertificate: 'caCertSecretRef',
  clientCertificate: 'clientCert',
  clientKey: 'clientKeySecretRef',
};

function sinkPart(word: 'rsyslog' | 'opensearch', kind: ProviderKind, required: readonly string[]): Part {
  const values = (step: number): JsonObject =>
    asObject(at(asList(at(full('pg', step).cluster, 'logSinks'))[word === 'rsyslog' ? 0 : 1], word));
  return {
    name: kind,
    engine: 'pg',
    path: `spec.cluster.logSinks[0].${word}`,
    fields: Object.keys(values(0)),
    required,
    value: (field, step) => values(step)[field] ?? null,
    provider: (field) => [kind, RENAMED[field] ?? field],
    beside: (field) => (word === 'rsyslog' && field === 'caCertificate' ? { tls: true } : {}),
    spec: (fields) => ({
      cluster: {
        engine: 'pg',
        logSinks: [
          {
            name: 'logs',
            [word]: { ...Object.fromEntries(required.map((name) => [name, values(0)[name] ?? ''])), ...fields },
          },
        ],
      },
    }),
    held: (world, field) =>
      at(contentOf(world, 'logsink/'), ...(fieldAt(kind, RENAMED[field] ?? field).places[0]?.keys ?? [])),
  };
}

function isEmpty(values: JsonObject): boolean {
  return Object.keys(values).length === 0;
}

const TOPIC = { name: 'events' } as const;

function topicPart(): Part {
  return {
    name: 'topic',
    engine: 'kafka',
    path: 'spec.topics[0]',
    fields: ['partitions', 'replicationFactor'],
    required: [],
    value: (field, step) => GROWING[field]?.(step) ?? (step % 2 === 0 ? 3 : 2),
    provider: (field) => ['KafkaTopic', field === 'partitions' ? 'partitionCount' : field],
    spec: (values) => ({ cluster: { engine: 'kafka', nodeCount: 3 }, topics: [{ ...TOPIC, ...values }] }),
    held: (world, field) => contentOf(world, 'topic/')[field === 'partitions' ? 'partitionCount' : field],
  };
}

function settingsPart(): Part {
  const values = (step: number): JsonObject => asObject(at(asList(full('kafka', step).topics)[0], 'configuration'));
  return {
    name: 'settings of a topic',
    engine: 'kafka',
    path: 'spec.topics[0].configuration',
    fields: Object.keys(values(0)),
    required: [],
    value: (field, step) => values(step)[field] ?? null,
    provider: (field) => ['KafkaTopic', `config.${field}`],
    spec: (configuration) => ({
      cluster: { engine: 'kafka', nodeCount: 3 },
      topics: [{ ...TOPIC, partitions: 3, replicationFactor: 3, ...(isEmpty(configuration) ? {} : { configuration }) }],
    }),
    held: (world, field) =>
      at(contentOf(world, 'topic/'), ...(fieldAt('KafkaTopic', `config.${field}`).places[0]?.keys ?? [])),
  };
}

function userPart(engine: Engine, field: 'acl' | 'mysqlAuthPlugin'): Part {
  return {
    name: `user of ${engine}`,
    engine,
    path: 'spec.users[0]',
    fields: [field],
    required: [],
    value: (_field, step) =>
      at(asList(full(engine, step).users)[0], field) === undefined || field === 'acl'
        ? (at(asList(full(engine, step).users)[0], field) ?? null)
        : (['mysql_native_password', 'caching_sha2_password'][step % 2] ?? ''),
    spec: (values) => ({
      cluster: { engine, ...(engine === 'kafka' ? { nodeCount: 3 } : {}) },
      users: [{ name: 'app', ...values }],
    }),
    held: (world) => {
      const settings = onlyCluster(world)?.users.get('app')?.settings;
      if (field === 'mysqlAuthPlugin') return at(settings, 'mysql_settings', 'auth_plugin');
      return at(settings, 'settings', engine === 'kafka' ? 'acl' : 'opensearch_acl');
    },
  };
}

function poolPart(): Part {
  const pools: readonly JsonObject[] = [
    { size: 5, mode: 'session', database: 'defaultdb', user: 'doadmin' },
    { size: 6, mode: 'transaction', database: 'orders', user: 'app' },
  ];
  return {
    name: 'pool',
    engine: 'pg',
    path: 'spec.connectionPools[0]',
    fields: ['size', 'mode', 'database', 'user'],
    required: ['size'],
    value: (field, step) => pools[step % 2]?.[field] ?? null,
    spec: (values) => ({
      cluster: { engine: 'pg' },
      databases: [{ name: 'orders' }],
      users: [{ name: 'app' }],
      connectionPools: [{ name: 'web', size: 5, ...values }],
    }),
    held: (world, field) => contentOf(world, 'pool/')[field === 'database' ? 'db' : field],
  };
}

/** All of them. */
export const PARTS: readonly Part[] = [
  ...(['pg', 'mysql', 'mongodb', 'kafka', 'opensearch', 'valkey'] as const).flatMap((engine) => [
    clusterPart(engine),
    configurationPart(engine),
  ]),
  replicaPart('pg'),
  replicaPart('mysql'),
  sinkPart('rsyslog', 'LogSinkRsyslog', ['server', 'port']),
  sinkPart('opensearch', 'LogSinkOpenSearch', ['endpoint', 'indexPrefix']),
  topicPart(),
  settingsPart(),
  userPart('kafka', 'acl'),
  userPart('opensearch', 'acl'),
  userPart('mysql', 'mysqlAuthPlugin'),
  poolPart(),
];
