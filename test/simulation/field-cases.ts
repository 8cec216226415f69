import { type Field, kindNamed } from '../../simulation/terraform/fields.js';
import { asList, asObject, type Json, type JsonObject } from '../../src/lib/json.js';

/** The engine that a kind, or a field of it, is for. */
export function engineOf(kind: string, path: string): string {
  const [engine = 'pg'] = [ENGINES[`${kind}.${path}`] ?? ENGINES[kind] ?? 'pg'];
  return engine;
}

const ENGINES: Readonly<Record<string, string>> = {
  'Cluster.evictionPolicy': 'valkey',
  'Cluster.sqlMode': 'mysql',
  'User.mysqlAuthPlugin': 'mysql',
  'User.settings': 'kafka',
  'User.settings.acl': 'kafka',
  'User.settings.acl.permission': 'kafka',
  'User.settings.acl.topic': 'kafka',
  'User.settings.opensearchAcl': 'opensearch',
  'User.settings.opensearchAcl.index': 'opensearch',
  'User.settings.opensearchAcl.permission': 'opensearch',
  KafkaTopic: 'kafka',
  KafkaSchemaRegistry: 'kafka',
  MySQLConfig: 'mysql',
  MongoDBConfig: 'mongodb',
  ValkeyConfig: 'valkey',
  KafkaConfig: 'kafka',
  OpenSearchConfig: 'opensearch',
};

/** What has to be written for a resource to be there at all. */
export function leastOf(kind: string, engine: string): JsonObject {
  if (kind !== 'Cluster') return LEAST[kind] ?? {};
  const nodeCount = engine === 'kafka' ? 3 : 1;
  return {
    name: 'orders',
    engine,
    version: engine === 'pg' ? '16' : '8',
    size: 'db-s-1vcpu-2gb',
    region: 'nyc3',
    nodeCount,
  };
}

const LEAST: Readonly<Record<string, JsonObject>> = {
  DB: { name: 'app' },
  ConnectionPool: { name: 'web', mode: 'transaction', size: 5, dbName: 'defaultdb' },
  Firewall: { rule: [{ type: 'ip_addr', value: '192.0.2.1' }] },
  Replica: { name: 'ro', region: 'nyc3', size: 'db-s-1vcpu-2gb' },
  KafkaTopic: { name: 'events' },
  KafkaSchemaRegistry: { subjectName: 'orders', schemaType: 'avro', schema: '{"type":"string"}' },
  LogSinkOpenSearch: { name: 'logs', endpoint: 'https://logs.example.org', indexPrefix: 'orders' },
  LogSinkRsyslog: { name: 'logs', server: 'logs.example.org', port: 514 },
  OnlineMigration: {
    source: [{ host: 'old.example.org', port: 25060, dbName: 'app', username: 'app', password: 'x' }],
  },
};

/** Two values of a field that are neither zero nor its default. */
export function samplesOf(kind: string, field: Field): readonly [Json, Json] {
  const known = SAMPLES[`${kind}.${field.path}`];
  if (known !== undefined) return known;
  const { type, oneOf, min = 1, notANumber, default: usual } = field.row;
  if (field.children.length > 0) {
    const required = field.children.filter(({ row }) => row.required);
    const written = required.length > 0 ? required : field.children.slice(0, 1);
    const blockOf = (index: 0 | 1) =>
      Object.fromEntries(written.map((child) => [child.name, samplesOf(kind, child)[index]]));
    return [[blockOf(0)], [blockOf(1)]];
  }
  const [one = '', two = ''] = (oneOf ?? []).filter((word) => word !== usual);
  if (oneOf !== undefined) return [one, two];
  switch (type) {
    case 'string':
      return notANumber === undefined ? ['first', 'second'] : ['1000', '2000'];
    case 'float':
      return [min + 0.5, min + 0.75];
    case 'bool':
      return [true, true];
    case 'set':
      return [['one'], ['two']];
    default:
      return [Math.max(min, 1) + 1, Math.max(min, 1) + 2];
  }
}

const SAMPLES: Readonly<Record<string, readonly [Json, Json]>> = {
  'Cluster.backupRestore': [[{ databaseName: 'source' }], [{ databaseName: 'other' }]],
  'Cluster.backupRestore.backupCreatedAt': ['2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z'],
  'Cluster.backupRestore.databaseName': ['source', 'other'],
  'Cluster.engine': ['pg', 'mysql'],
  'Cluster.evictionPolicy': ['allkeys_lru', 'volatile_lru'],
  'Cluster.maintenanceWindow': [[{ day: 'monday', hour: '03:00' }], [{ day: 'friday', hour: '04:00' }]],
  'Cluster.maintenanceWindow.day': ['monday', 'friday'],
  'Cluster.maintenanceWindow.hour': ['03:00', '04:00'],
  'Cluster.region': ['nyc3', 'fra1'],
  'Cluster.size': ['db-s-1vcpu-2gb', 'db-s-2vcpu-4gb'],
  'Cluster.storageSizeMib': ['61440', '81920'],
  'Cluster.version': ['16', '17'],
  'Cluster.sqlMode': ['ANSI', 'TRADITIONAL'],
  'ConnectionPool.dbName': ['defaultdb', 'other'],
  'ConnectionPool.user': ['doadmin', 'other'],
  'ConnectionPool.name': ['web', 'batch'],
  'Firewall.rule.type': ['ip_addr', 'tag'],
  'Replica.region': ['nyc3', 'fra1'],
  // Of the same base: a resize sends the disk that there is.
  'Replica.size': ['db-s-1vcpu-2gb', 'db-s-2vcpu-2gb'],
  'Replica.storageSizeMib': ['61440', '81920'],
  'KafkaTopic.partitionCount': [4, 6],
  'KafkaTopic.replicationFactor': [2, 3],
  'User.mysqlAuthPlugin': ['caching_sha2_password', 'mysql_native_password'],
  'ValkeyConfig.persistence': ['rdb', 'off'],
  'LogSinkOpenSearch.endpoint': ['https://a.example.org', 'https://b.example.org'],
  'LogSinkRsyslog.port': [6514, 6515],
  'LogSinkRsyslog.caCertSecretRef': [
    { name: 'first', key: 'ca' },
    { name: 'second', key: 'ca' },
  ],
  'LogSinkRsyslog.clientKeySecretRef': [
    { name: 'first', key: 'key' },
    { name: 'second', key: 'key' },
  ],
  'LogSinkOpenSearch.caCertSecretRef': [
    { name: 'first', key: 'ca' },
    { name: 'second', key: 'ca' },
  ],
};

/** What has to be written beside a field for it to make sense. */
export function besides(kind: string, path: string): JsonObject {
  const certificates = ['caCertSecretRef', 'clientCert', 'clientKeySecretRef'];
  if (kind !== 'LogSinkRsyslog') return {};
  if (path === 'format') return { logline: 'first' };
  if (!certificates.includes(path)) return {};
  const pair = { clientCert: 'cert', clientKeySecretRef: { name: 'key', key: 'key' } };
  return path === 'caCertSecretRef' ? { tls: true } : { tls: true, ...pair };
}

/** Parameters with a field set to a value, and whatever its block demands. */
export function withField(kind: string, parameters: JsonObject, path: string, value: Json): JsonObject {
  return set(kind, parameters, path.split('.'), '', value);
}

function set(
  kind: string,
  values: JsonObject,
  [name = '', ...below]: readonly string[],
  prefix: string,
  value: Json,
): JsonObject {
  if (below.length === 0) return { ...values, [name]: value };
  const path = prefix + name;
  const block = values[name] === undefined ? requiredIn(kind, path) : asObject(asList(values[name])[0]);
  return { ...values, [name]: [set(kind, block, below, `${path}.`, value)] };
}

/** Parameters without a field; the block that it was in stays. */
export function withoutField(parameters: JsonObject, path: string): JsonObject {
  const [name = '', ...below] = path.split('.');
  if (below.length > 0 && parameters[name] === undefined) return parameters;
  if (below.length > 0)
    return { ...parameters, [name]: [withoutField(asObject(asList(parameters[name])[0]), below.join('.'))] };
  const { [name]: _, ...rest } = parameters;
  return rest;
}

function requiredIn(kind: string, path: string): JsonObject {
  const fields = fieldAt(kind, path).children.filter(({ row }) => row.required);
  return Object.fromEntries(fields.map((field) => [field.name, samplesOf(kind, field)[0]]));
}

/** A field of a kind by its path. */
export function fieldAt(kind: string, path: string): Field {
  const all = kindNamed(kind).fields.flatMap(withChildren);
  const found = all.find((field) => field.path === path);
  if (found === undefined) throw new Error(`${kind} has no field ${path}`);
  return found;
}

/** Every field of a kind, blocks before what is in them. */
export function allFields(kind: string): readonly Field[] {
  return kindNamed(kind).fields.flatMap(withChildren);
}

function withChildren(field: Field): readonly Field[] {
  return [field, ...field.children.flatMap(withChildren)];
}

/** The zero of a field's type. */
export function zeroValue({ row: { type } }: Field): Json | undefined {
  return ({ string: '', int: 0, float: 0, bool: false } as Readonly<Record<string, Json>>)[type];
}
