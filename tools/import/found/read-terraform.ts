import { asList, asObject, asString, at, isObject, type Json, type JsonObject } from '../../../src/lib/json.js';
import type { Note } from '../plan.js';
import { camelCased, settableFields } from './fields.js';
import type { Findings, Found, FoundKind } from './found.js';

/** A resource of Terraform, with its address. */
export interface TerraformFound extends Found {
  readonly address: string;
}

/** What begins the names of all types of databases. */
const PREFIX = 'digitalocean_database_';

const KINDS: ReadonlyMap<string, FoundKind> = new Map([
  ['cluster', 'Cluster'],
  ['user', 'User'],
  ['db', 'DB'],
  ['connection_pool', 'ConnectionPool'],
  ['firewall', 'Firewall'],
  ['replica', 'Replica'],
  ['kafka_topic', 'KafkaTopic'],
  ['kafka_schema_registry', 'KafkaSchemaRegistry'],
  ['postgresql_config', 'PostgreSQLConfig'],
  ['mysql_config', 'MySQLConfig'],
  ['mongodb_config', 'MongoDBConfig'],
  ['redis_config', 'RedisConfig'],
  ['valkey_config', 'ValkeyConfig'],
  ['kafka_config', 'KafkaConfig'],
  ['opensearch_config', 'OpenSearchConfig'],
  ['logsink_opensearch', 'LogSinkOpenSearch'],
  ['logsink_rsyslog', 'LogSinkRsyslog'],
  ['online_migration', 'OnlineMigration'],
]);

/** What a state of Terraform has of databases: the output of `terraform show -json`. */
export function readTerraform(state: JsonObject, namespace: string): Findings<TerraformFound> {
  const values = at(state, 'values') ?? at(state, 'prior_state', 'values');
  const resources = resourcesIn(at(values, 'root_module'));
  const found: TerraformFound[] = [];
  const notes: Note[] = [];
  for (const resource of resources) {
    const type = asString(resource.type) ?? '';
    if (!type.startsWith(PREFIX)) continue;
    const title = asString(resource.address) ?? type;
    const kind = KINDS.get(type.slice(PREFIX.length));
    if (kind !== undefined) found.push(readResource(resource, kind, title, namespace, notes));
    else if (resource.mode === 'managed')
      notes.push({ source: title, message: 'no binding has anything of this type: it stays in Terraform' });
  }
  return { found, notes };
}

/** Modules have resources, and modules. */
function resourcesIn(module: Json | undefined): readonly JsonObject[] {
  return [
    ...asList(at(module, 'resources')).filter(isObject),
    ...asList(at(module, 'child_modules')).flatMap(resourcesIn),
  ];
}

function readResource(
  { mode, values, sensitive_values: sensitive }: JsonObject,
  kind: FoundKind,
  title: string,
  namespace: string,
  notes: Note[],
): TerraformFound {
  const whole = asObject(camelCased(values ?? null));
  const secret = asObject(camelCased(sensitive ?? null));
  const { fields, unknown } = settableFields(kind, whole);
  for (const field of unknown) notes.push({ source: title, field, message: 'no binding has it: it stays as it is' });
  const hidden = Object.keys(fields).filter((name) => secret[name] === true && !IN_SECRETS.has(name));
  for (const field of hidden)
    notes.push({
      source: title,
      field,
      message: 'Terraform calls it sensitive, so it is not printed: write it yourself',
    });
  const shown = Object.entries(fields).filter(([name]) => !hidden.includes(name));
  const id = kind === 'Replica' ? asString(whole.uuid) : asString(whole.id);
  return {
    kind,
    title,
    address: title,
    id,
    clusterId: kind === 'Cluster' ? id : asString(whole.clusterId),
    fields: Object.fromEntries(shown),
    namespace,
    owned: mode === 'managed',
  };
}

/** What is never printed, but referred to in a Secret. */
const IN_SECRETS: ReadonlySet<string> = new Set(['caCert', 'clientKey', 'clientCert']);
