import type { Engine } from '../../src/gen/binding.js';
import { asObject, type Json, type JsonObject } from '../../src/lib/json.js';

/** A spec, and one that differs in the field only. */
export type Pair = readonly [before: JsonObject, after: JsonObject];

const of = (engine: Engine, fields: JsonObject): JsonObject => ({ cluster: { engine }, ...fields });
const own = (engine: Engine, fields: JsonObject): JsonObject => ({ cluster: { engine, ...fields } });
const user = (fields: JsonObject): Json => [{ name: 'a', ...fields }];
const acl = (engine: Engine, entry: JsonObject): JsonObject => of(engine, { users: user({ acl: [entry] }) });

/** The same thing twice, the second time with other fields. */
type Write = (fields: JsonObject) => JsonObject;
const pair = (write: Write, before: JsonObject, after: JsonObject): Pair => [
  write(before),
  write({ ...before, ...after }),
];

const topic: Write = (fields) => of('kafka', { topics: [{ name: 'a', ...fields }] });
const setting: Write = (configuration) => topic({ configuration });
const schema: Write = (fields) => of('kafka', { schemas: [{ subject: 'a', type: 'json', schema: '{}', ...fields }] });
const pool: Write = (fields) =>
  of('pg', { databases: [{ name: 'a' }], connectionPools: [{ name: 'web', size: 5, ...fields }] });
const through: Write = (fields) => ({
  cluster: { engine: 'pg', replicas: [{ name: 'ro' }, { name: 'reports' }] },
  connectionPools: [
    { name: 'web', size: 5 },
    { name: 'jobs', size: 5 },
  ],
  ...fields,
});
const replica: Write = (fields) => own('pg', { replicas: [{ name: 'ro', ...fields }] });
const sink: Write = (fields) => own('pg', { logSinks: [{ name: 'logs', ...fields }] });
const rsyslog: Write = (fields) => sink({ rsyslog: { server: 'a.example.org', port: 514, ...fields } });
const opensearch: Write = (fields) =>
  sink({ opensearch: { endpoint: 'https://a.example.org', indexPrefix: 'a', ...fields } });
const key = { name: 'a', key: 'a' };
const mutual = { tls: true, clientCertificate: 'a', clientKey: key };

const SETTINGS: JsonObject = {
  cleanupPolicy: 'compact',
  compressionType: 'gzip',
  deleteRetentionMs: 1000,
  fileDeleteDelayMs: 1000,
  flushMessages: 1000,
  flushMs: 1000,
  indexIntervalBytes: 1000,
  maxCompactionLagMs: 1000,
  maxMessageBytes: 1000,
  messageDownConversionEnable: false,
  messageFormatVersion: '3.0-IV1',
  messageTimestampDifferenceMaxMs: 1000,
  messageTimestampType: 'create_time',
  minCleanableDirtyRatio: 0.3,
  minCompactionLagMs: 1000,
  minInsyncReplicas: 2,
  retentionBytes: -1,
  retentionMs: -1,
  segmentBytes: 1000,
  segmentIndexBytes: 1000,
  segmentJitterMs: 1000,
  segmentMs: 1000,
};

/** What lies in a cluster or belongs to it: for each field a spec with it and one without. */
export const CONTENTS_FIELDS: Readonly<Record<string, Pair>> = {
  'spec.users[].mysqlAuthPlugin': [
    of('mysql', { users: user({}) }),
    of('mysql', { users: user({ mysqlAuthPlugin: 'mysql_native_password' }) }),
  ],
  'spec.users[].acl[].topic': [
    acl('kafka', { topic: 'a', permission: 'admin' }),
    acl('kafka', { topic: 'b', permission: 'admin' }),
  ],
  'spec.users[].acl[].index': [
    acl('opensearch', { index: 'a', permission: 'read' }),
    acl('opensearch', { index: 'b', permission: 'read' }),
  ],
  'spec.users[].acl[].permission': [
    acl('kafka', { topic: 'a', permission: 'admin' }),
    acl('kafka', { topic: 'a', permission: 'consume' }),
  ],
  'spec.topics[].name': pair(topic, {}, { name: 'b' }),
  'spec.topics[].partitions': pair(topic, {}, { partitions: 6 }),
  'spec.topics[].replicationFactor': pair(topic, {}, { replicationFactor: 3 }),
  ...Object.fromEntries(
    Object.entries(asObject(SETTINGS)).map(([name, value]) => [
      `spec.topics[].configuration.${name}`,
      [topic({}), setting({ [name]: value })] as const,
    ]),
  ),
  'spec.schemas[].subject': pair(schema, {}, { subject: 'b' }),
  'spec.schemas[].type': pair(schema, {}, { type: 'avro' }),
  'spec.schemas[].schema': pair(schema, {}, { schema: '{"type":"object"}' }),
  'spec.connectionPools[].name': pair(pool, {}, { name: 'jobs' }),
  'spec.connectionPools[].mode': pair(pool, {}, { mode: 'session' }),
  'spec.connectionPools[].size': pair(pool, {}, { size: 6 }),
  'spec.connectionPools[].database': pair(pool, {}, { database: 'defaultdb' }),
  'spec.connectionPools[].user': pair(pool, {}, { user: 'doadmin' }),
  'spec.connection.pool': pair(through, { connection: { pool: 'web' } }, { connection: { pool: 'jobs' } }),
  'spec.connection.readFrom': pair(
    through,
    { connection: { readFrom: 'ro' } },
    { connection: { readFrom: 'reports' } },
  ),
  'spec.users[].pool': pair(through, { users: [{ name: 'a', pool: 'web' }] }, { users: [{ name: 'a', pool: 'jobs' }] }),
  'spec.cluster.replicas[].name': pair(replica, {}, { name: 'reports' }),
  'spec.cluster.replicas[].region': pair(replica, {}, { region: 'fra1' }),
  'spec.cluster.replicas[].size': pair(replica, {}, { size: 'db-s-2vcpu-4gb' }),
  'spec.cluster.replicas[].storageSizeMib': pair(replica, {}, { storageSizeMib: 61440 }),
  'spec.cluster.logSinks[].name': pair(sink, { rsyslog: { server: 'a.example.org', port: 514 } }, { name: 'b' }),
  'spec.cluster.logSinks[].rsyslog.server': pair(rsyslog, {}, { server: 'b.example.org' }),
  'spec.cluster.logSinks[].rsyslog.port': pair(rsyslog, {}, { port: 515 }),
  'spec.cluster.logSinks[].rsyslog.tls': pair(rsyslog, {}, { tls: true }),
  'spec.cluster.logSinks[].rsyslog.format': pair(rsyslog, {}, { format: 'rfc3164' }),
  'spec.cluster.logSinks[].rsyslog.logline': pair(
    rsyslog,
    { format: 'custom', logline: '%msg%' },
    { logline: '%pri%' },
  ),
  'spec.cluster.logSinks[].rsyslog.structuredData': pair(rsyslog, {}, { structuredData: 'a' }),
  'spec.cluster.logSinks[].rsyslog.caCertificate.name': pair(
    rsyslog,
    { tls: true, caCertificate: key },
    { caCertificate: { ...key, name: 'b' } },
  ),
  'spec.cluster.logSinks[].rsyslog.caCertificate.key': pair(
    rsyslog,
    { tls: true, caCertificate: key },
    { caCertificate: { ...key, key: 'b' } },
  ),
  'spec.cluster.logSinks[].rsyslog.clientCertificate': pair(rsyslog, mutual, { clientCertificate: 'b' }),
  'spec.cluster.logSinks[].rsyslog.clientKey.name': pair(rsyslog, mutual, { clientKey: { ...key, name: 'b' } }),
  'spec.cluster.logSinks[].rsyslog.clientKey.key': pair(rsyslog, mutual, { clientKey: { ...key, key: 'b' } }),
  'spec.cluster.logSinks[].opensearch.endpoint': pair(opensearch, {}, { endpoint: 'https://b.example.org' }),
  'spec.cluster.logSinks[].opensearch.indexPrefix': pair(opensearch, {}, { indexPrefix: 'b' }),
  'spec.cluster.logSinks[].opensearch.indexDaysMax': pair(opensearch, {}, { indexDaysMax: 7 }),
  'spec.cluster.logSinks[].opensearch.timeoutSeconds': pair(opensearch, {}, { timeoutSeconds: 7 }),
  'spec.cluster.logSinks[].opensearch.caCertificate.name': pair(
    opensearch,
    { caCertificate: key },
    { caCertificate: { ...key, name: 'b' } },
  ),
  'spec.cluster.logSinks[].opensearch.caCertificate.key': pair(
    opensearch,
    { caCertificate: key },
    { caCertificate: { ...key, key: 'b' } },
  ),
};
