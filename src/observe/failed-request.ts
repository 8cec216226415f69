import { fieldsOf, type ProviderKind } from '../provider/field-behavior.js';
import { SECTIONS, specField, specFieldOfTerraform } from '../provider/spec-field.js';

// A request to DigitalOcean that failed, as Terraform tells it: "Error <doing> <thing>: <answer>".

/** What follows by itself. */
export const TRIES_AGAIN = 'the provider tries again on its own';

/** What a request was about: a kind, or fields of it by their names there. */
interface Thing {
  readonly kind: ProviderKind;
  readonly fields?: readonly string[];
}

/** Things by Terraform's names of them; where a name is not enough, with what it does. */
const NOUNS: Readonly<Record<string, Thing>> = {
  'database cluster': { kind: 'Cluster' },
  'resizing database cluster': { kind: 'Cluster', fields: ['size', 'nodeCount', 'storageSizeMib'] },
  'migrating database cluster': { kind: 'Cluster', fields: ['region'] },
  'upgrading version for database cluster': { kind: 'Cluster', fields: ['version'] },
  'maintenance window for database cluster': { kind: 'Cluster', fields: ['maintenanceWindow'] },
  'eviction policy for database cluster': { kind: 'Cluster', fields: ['evictionPolicy'] },
  'SQL mode for database cluster': { kind: 'Cluster', fields: ['sqlMode'] },
  'updating tags': { kind: 'Cluster', fields: ['tags'] },
  'Database User': { kind: 'User' },
  'mysql_auth_plugin for DatabaseUser': { kind: 'User', fields: ['mysqlAuthPlugin'] },
  'settings for DatabaseUser': { kind: 'User', fields: ['settings'] },
  'Database DB': { kind: 'DB' },
  DatabaseConnectionPool: { kind: 'ConnectionPool' },
  DatabaseFirewall: { kind: 'Firewall' },
  DatabaseReplica: { kind: 'Replica' },
  'resizing database replica': { kind: 'Replica', fields: ['size', 'storageSizeMib'] },
  'database kafka topic': { kind: 'KafkaTopic' },
  'kafka topic': { kind: 'KafkaTopic' },
  'Kafka Schema Registry': { kind: 'KafkaSchemaRegistry' },
  'PostgreSQL configuration': { kind: 'PostgreSQLConfig' },
  'MySQL configuration': { kind: 'MySQLConfig' },
  'MongoDB configuration': { kind: 'MongoDBConfig' },
  'Valkey configuration': { kind: 'ValkeyConfig' },
  'Kafka configuration': { kind: 'KafkaConfig' },
  'Opensearch configuration': { kind: 'OpenSearchConfig' },
  'database logsink opensearch': { kind: 'LogSinkOpenSearch' },
  'database logsink rsyslog': { kind: 'LogSinkRsyslog' },
};

const VERBS: Readonly<Record<string, string>> = {
  creating: 'create',
  retrieving: 'read',
  adding: 'set',
  setting: 'set',
  updating: 'change',
  resizing: 'resize',
  migrating: 'move',
  upgrading: 'upgrade',
  deleting: 'delete',
};

/** Words of DigitalOcean's that name a field of a cluster or replica. The first counts: "storage size" is no size. */
const WORDS: readonly (readonly [RegExp, string])[] = [
  [/\bstorage\b/i, 'storageSizeMib'],
  [/\bregions?\b/i, 'region'],
  [/\bsize\b/i, 'size'],
  [/\bversion\b/i, 'version'],
  [/\b(?:num_)?nodes?\b/i, 'nodeCount'],
  [/\b(?:VPC|private network)\b/i, 'privateNetworkUuid'],
  [/\bproject\b/i, 'projectId'],
  [/\btags?\b/i, 'tags'],
  [/\bbackups?\b/i, 'backupRestore'],
];

/** What a person can do about an answer of DigitalOcean's, or about none. The first that matches counts. */
const ANSWERS: readonly (readonly [RegExp, string])[] = [
  [/^401\b|Unable to authenticate/, 'put a valid token into the Secret of the provider config'],
  [/^403\b/, 'give the token in the Secret of the provider config the right to do this'],
  [
    /\b(?:user|database|topic|pool) name is not available|already exists/,
    'choose another name, or take away what has this one at DigitalOcean',
  ],
  [/^404\b/, `if it stays so, see at DigitalOcean whether it is still there; ${TRIES_AGAIN}`],
  [/^429\b/, `too many requests of this account; ${TRIES_AGAIN}`],
  // Of a cluster that is told with its condition.
  [/^422 cluster name is not available/, ''],
  [/^4\d\d\b/, 'correct it'],
  [/^5\d\d\b/, `DigitalOcean has trouble of its own, and ${TRIES_AGAIN}`],
  [
    /\b(?:EOF|dial|no such host|connection (?:refused|reset)|i\/o timeout|deadline exceeded|TLS handshake)\b/,
    `DigitalOcean cannot be reached, and ${TRIES_AGAIN}`,
  ],
];

/** What a request that failed was about, why it failed and what to do; `undefined` for a line that tells of none. */
export function requestInWords(line: string): string | undefined {
  const [all, verb = '', noun = ''] = /^Error (\w+) ([\w ]+)(?:: |$)/.exec(line) ?? [];
  if (all === undefined) return undefined;
  const doing = own(VERBS, verb);
  const thing = own(NOUNS, `${verb} ${noun}`) ?? own(NOUNS, noun);
  const why = brief(line.slice(all.length));
  if (doing === undefined || thing === undefined) return advised(line, why);
  const sentence = `cannot ${doing} ${aboutOf(thing, doing, why)}${why && `: ${why}`}`;
  return advised(sentence, why);
}

/** As much of other people's words as leaves room for what to do. */
export function brief(words: string): string {
  return words.length > 200 ? `${words.slice(0, 200)}…` : words;
}

function advised(sentence: string, why: string): string {
  const answer = ANSWERS.find(([said]) => said.test(why));
  return answer?.[1] ? `${sentence}; ${answer[1]}` : sentence;
}

function aboutOf(thing: Thing, doing: string, why: string): string {
  const { label } = SECTIONS[thing.kind];
  // What is only looked at, or goes, is about no field.
  if (doing === 'read' || doing === 'delete') return label;
  const fields = fieldsIn(thing, why);
  return thing.fields && (doing === 'set' || doing === 'change') ? fields : `${label} (${fields})`;
}

/** The fields that something is about, by what DigitalOcean says of it. */
function fieldsIn({ kind, fields }: Thing, why: string): string {
  const [named] = why.match(/\b[a-z]+(?:_[a-z\d]+)+\b/) ?? [];
  // Some engines' names stand before those of their settings.
  const exact =
    named && (specFieldOfTerraform(kind, named) ?? specFieldOfTerraform(kind, named.replace(/^[a-z]+_/, '')));
  if (exact !== undefined) return exact;
  if (fields) return fields.map((field) => specField(kind, field)).join(', ');
  const word = WORDS.find(([said, field]) => said.test(why) && Object.hasOwn(fieldsOf(kind), field));
  return word ? specField(kind, word[1]) : SECTIONS[kind].path;
}

function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
