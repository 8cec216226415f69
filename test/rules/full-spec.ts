import { configurationFields, configurationProblems } from '../../src/engines/configuration-problems.js';
import { profileOf } from '../../src/engines/engines.js';
import type { Engine } from '../../src/gen/binding.js';
import { compact, type Json, type JsonObject } from '../../src/lib/json.js';
import { isConcerned } from '../../src/provider/field-behavior.js';
import { TOPIC_SETTINGS } from '../../src/provider/topic-setting.js';
import { fieldAt, samplesOf } from '../simulation/field-cases.js';

/** A spec in which every field of the provider that can be set is set; `which` chooses one of two values for each. */
export function fullSpec(engine: Engine, which: 0 | 1 = 0): JsonObject {
  const { ownFields, users, databases, acl, authPlugins } = profileOf(engine);
  const hasStorage = !isConcerned('Cluster', 'storageSizeMib', 'refusedByAPI', engine);
  const has = (field: (typeof ownFields)[number], value: Json): Json | undefined =>
    ownFields.includes(field) ? value : undefined;
  const user = compact({
    name: 'app',
    acl: acl && [{ [acl.scope]: 'orders', permission: acl.permissions[which] ?? 'admin' }],
    mysqlAuthPlugin: authPlugins ? 'mysql_native_password' : undefined,
  });
  return compact({
    cluster: compact({
      engine,
      ...CLUSTER[which],
      storageSizeMib: hasStorage ? [61440, 81920][which] : undefined,
      evictionPolicy: engine === 'valkey' ? (['allkeys_lru', 'volatile_lru'][which] ?? '') : undefined,
      sqlMode: engine === 'mysql' ? (['ANSI', 'TRADITIONAL'][which] ?? '') : undefined,
      configuration: configurationOf(engine, which),
      logSinks: [SINKS[which], SEARCHES[which]],
      replicas: has('replicas', [REPLICAS[which]]),
    }),
    users: users.supported ? [user] : undefined,
    databases: databases.supported ? [{ name: 'orders' }] : undefined,
    topics: has('topics', [
      { name: 'events', partitions: [4, 6][which] ?? 6, replicationFactor: 3, configuration: topicSettings(which) },
    ]),
    schemas: has('schemas', [{ subject: 'events', type: 'avro', schema: '"string"' }]),
    connectionPools: has('connectionPools', [
      { name: 'web', size: 5, database: 'orders', user: 'app', mode: 'session' },
    ]),
  });
}

const CLUSTER = [
  {
    maintenanceWindow: { day: 'monday', hour: '03:00' },
    tags: ['a'],
    trustedSources: [{ type: 'tag', value: 'a' }],
  },
  {
    maintenanceWindow: { day: 'friday', hour: '04:00' },
    tags: ['b'],
    trustedSources: [{ type: 'tag', value: 'b' }],
  },
] as const;
const SINKS = [
  {
    name: 'logs',
    rsyslog: {
      server: 'a.example.org',
      port: 6514,
      tls: true,
      format: 'custom',
      logline: 'one',
      structuredData: 'one',
      caCertificate: { name: 'one', key: 'ca' },
      clientCertificate: 'one',
      clientKey: { name: 'one', key: 'key' },
    },
  },
  {
    name: 'logs',
    rsyslog: {
      server: 'b.example.org',
      port: 6515,
      tls: true,
      format: 'custom',
      logline: 'two',
      structuredData: 'two',
      caCertificate: { name: 'two', key: 'ca' },
      clientCertificate: 'two',
      clientKey: { name: 'two', key: 'key' },
    },
  },
] as const;
const SEARCHES = [
  {
    name: 'search',
    opensearch: {
      endpoint: 'https://a.example.org',
      indexPrefix: 'a',
      indexDaysMax: 3,
      timeoutSeconds: 4,
      caCertificate: { name: 'one', key: 'ca' },
    },
  },
  {
    name: 'search',
    opensearch: {
      endpoint: 'https://b.example.org',
      indexPrefix: 'b',
      indexDaysMax: 5,
      timeoutSeconds: 6,
      caCertificate: { name: 'two', key: 'ca' },
    },
  },
] as const;
const REPLICAS = [
  { name: 'ro', region: 'nyc3', size: 'db-s-1vcpu-2gb', storageSizeMib: 61440 },
  { name: 'ro', region: 'nyc3', size: 'db-s-2vcpu-2gb', storageSizeMib: 81920 },
] as const;

function configurationOf(engine: Engine, which: 0 | 1): JsonObject | undefined {
  const { configuration } = profileOf(engine);
  if (configuration === undefined) return undefined;
  const all = Object.keys(configurationFields(configuration)).map(
    (name) => [name, samplesOf(configuration.kind, fieldAt(configuration.kind, name))[which]] as const,
  );
  return Object.fromEntries(
    all.filter(([name, value]) => configurationProblems(configuration, { [name]: value }).length === 0),
  );
}

/** As a spec has them: what is a string for the provider only because it is large is a number. */
function topicSettings(which: 0 | 1): JsonObject {
  const entries = [...TOPIC_SETTINGS].map(([name, { notANumber }]) => {
    const value = samplesOf('KafkaTopic', fieldAt('KafkaTopic', `config.${name}`))[which];
    return [name, notANumber === undefined ? value : Number(value)] as const;
  });
  return { ...Object.fromEntries(entries), ...WORDS[which] };
}

/** What the schema lets pass of the settings of which the provider's table knows no words. */
const WORDS = [
  { messageFormatVersion: '3.0-IV1', messageTimestampType: 'create_time', minInsyncReplicas: 2 },
  { messageFormatVersion: '3.0-IV1', messageTimestampType: 'log_append_time', minInsyncReplicas: 3 },
] as const;
