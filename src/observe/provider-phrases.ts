import { fieldsOf, type ProviderKind, wordOf } from '../provider/field-behavior.js';
import { isProviderKind, SECTIONS, specField, specFieldOfTerraform } from '../provider/spec-field.js';

// What Terraform, the provider and DigitalOcean say, and what a person reads instead: what failed, which field of the spec it
// is about, and what to do. The words themselves stay in the resource. What is in no table stays as it is.

/** A phrase that stands for itself; `kind` is the Kubernetes kind, where it is known. */
interface Phrase {
  readonly said: RegExp;
  readonly sentence: (match: RegExpExecArray, kind: ProviderKind | undefined) => string;
}

const TRIES_AGAIN = 'the provider tries again on its own';

/** What to do about something that was made, and whose id the provider does not know. */
const FORGOTTEN = {
  'the cluster': 'look for a cluster of this name at DigitalOcean, and adopt it (spec.cluster.adopt)',
  'the replica': 'look for it at DigitalOcean; it is imported once its name is in use',
};

const IMPORT_WANTED = /must use the ID of the source/;

/** The first that matches counts. */
const PHRASES: readonly Phrase[] = [
  {
    said: /^the Terraform provider crashed/,
    sentence: ({ input }, kind) =>
      `${brief(input)}; nothing of the change arrives until that ends: ${cureOfCrash(kind)}`,
  },
  {
    said: /"version" is required|"version": required field is not set|"version" is now required. Set the \S+ version to the value saved to state: (\S+)/,
    sentence: ([, running]) =>
      `the version is missing, and the provider refuses everything else with it: set spec.cluster.version${running === undefined ? ', or versions in the policy' : ` to "${running}"`}`,
  },
  {
    said: /(?:argument )?"([a-z_.\d]+)"(?: is required|: required field is not set)/,
    sentence: ([, name = ''], kind) => `${fieldIn(kind, name)} is missing: set it`,
  },
  {
    said: /Instance cannot be destroyed/,
    sentence: (_, kind) => wouldReplace(kind),
  },
  {
    said: /refuse to update the external resource because the following update requires replacing it: (.{1,200})/,
    sentence: ([, what = ''], kind) =>
      `${replacedArgument(kind, what)}: DigitalOcean fixes it at creation; set it back`,
  },
  {
    said: /Provider produced (?:inconsistent|an invalid|invalid)[^:]*: .*?(?:unexpected (?:new )?value:|for) \.([a-z_]+)/,
    sentence: ([, name = ''], kind) =>
      `DigitalOcean made ${fieldIn(kind, name)} something else than was asked for: write there what it shows, or what it takes`,
  },
  {
    said: /Root (?:resource|object) was present, but now absent/,
    sentence: () =>
      `it was created, but DigitalOcean does not show it yet; ${TRIES_AGAIN}, and imports it where its name is in use by then`,
  },
  {
    said: /Provider produced (?:inconsistent|an invalid|invalid)/,
    sentence: () => `DigitalOcean made something else than was asked for; ${TRIES_AGAIN}`,
  },
  {
    said: /Plugin did not respond|\bpanic: (?:panic: )?(.{1,120})/,
    sentence: ([, why], kind) =>
      `the Terraform provider crashed${why === undefined ? '' : `: ${why}`}; nothing of the change arrives until that ends: ${cureOfCrash(kind)}`,
  },
  {
    said: /\b(sql_mode|eviction_policy) is only supported for ([\w ]+?) Database Clusters/,
    sentence: ([, name = '', engines = '']) => `${fieldIn('Cluster', name)} is only for ${engines}: remove it`,
  },
  {
    said: /expected "?([a-z_.\d]+)"? to be (.{1,200})/,
    sentence: ([, name = '', what = ''], kind) => `${fieldIn(kind, name)} has to be ${what}`,
  },
  {
    said: /cluster status is '(\w+)' \(must be 'online'\)/,
    sentence: ([, status = '']) =>
      `spec.cluster.configuration has to wait, the cluster is ${status} at DigitalOcean; ${TRIES_AGAIN}`,
  },
  {
    said: /Timeout waiting to (database cluster|DatabaseReplica) to become (\w+)|Error trying to read (database cluster|DatabaseReplica) state: (.{1,200})/,
    sentence: ([, late, status = '', unread, why = '']) => {
      const what = (late ?? unread) === 'DatabaseReplica' ? 'the replica' : 'the cluster';
      const told =
        late === undefined
          ? `the provider stopped waiting for ${what}: ${why}`
          : `${what} did not become ${status} in time`;
      return `${told}; it may exist all the same, and the provider has forgotten it: ${FORGOTTEN[what]}`;
    },
  },
  {
    said: IMPORT_WANTED,
    sentence: () =>
      'the annotation crossplane.io/external-name is not one that the provider can look for, <cluster id>,<name>: do not write it by hand',
  },
  {
    said: /operation is still running/,
    sentence: ({ input }) => `${brief(input)}: an earlier change comes first, and this one follows`,
  },
  {
    said: /cannot get referenced \w*ProviderConfig\b|no providerConfigRef provided|referenced ProviderConfig/i,
    sentence: ({ input }) =>
      `${brief(input)}; make that provider config, or name one that exists in the policy (providerConfigRef)`,
  },
  {
    said: /cannot (?:extract|unmarshal)\b.{0,40}credentials|cannot get credentials secret/,
    sentence: ({ input }) => `${brief(input)}; put a token into the Secret that the provider config names`,
  },
  {
    said: /cannot resolve references: \S*PrivateNetworkU\w+: (.{1,200})/i,
    sentence: ([, why = '']) =>
      `spec.cluster.privateNetwork: ${why}; make that VPC in this namespace, or wait until it is ready`,
  },
  {
    said: /namespace \S+ because it is being terminated|namespace is being terminated/,
    sentence: ({ input }) => `${brief(input)}; nothing new can be made while the namespace is being deleted`,
  },
];

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

/** A provider's line in words that a person can act on. */
export function inWords(line: string, kubernetesKind?: string): string {
  const kind = isProviderKind(kubernetesKind) ? kubernetesKind : undefined;
  for (const { said, sentence } of PHRASES) {
    const match = said.exec(line);
    if (match) return sentence(match, kind);
  }
  const [all, verb = '', noun = ''] = /^Error (\w+) ([\w ]+)(?:: |$)/.exec(line) ?? [];
  const doing = own(VERBS, verb);
  const thing = own(NOUNS, `${verb} ${noun}`) ?? own(NOUNS, noun);
  if (all === undefined) return line;
  const why = brief(line.slice(all.length));
  if (doing === undefined || thing === undefined) return advised(line, why);
  const sentence = `cannot ${doing} ${aboutOf(thing, doing, why)}${why && `: ${why}`}`;
  return advised(sentence, why);
}

/** Whether a message says that a change would replace something, which the provider never does. */
export function isReplacementRefused(message: string): boolean {
  return /Instance cannot be destroyed|requires replacing it/.test(message);
}

/** Whether a message says that something is only found by the import of its name. */
export function isImportWanted(message: string): boolean {
  return IMPORT_WANTED.test(message);
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

/** As much of other people's words as leaves room for what to do. */
function brief(words: string): string {
  return words.length > 200 ? `${words.slice(0, 200)}…` : words;
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

function fieldIn(kind: ProviderKind | undefined, name: string): string {
  return (kind && specFieldOfTerraform(kind, name)) ?? specFieldOfTerraform('Cluster', name) ?? `"${name}"`;
}

/** `cannot change the value of the argument "region" from "nyc1" to "nyc3"` */
function replacedArgument(kind: ProviderKind | undefined, what: string): string {
  const [, name, values = ''] = /argument "([^"]+)"( from .*)?/.exec(what) ?? [];
  return name === undefined ? what : `${fieldIn(kind, name)} cannot be changed${values}`;
}

function wouldReplace(kind: ProviderKind | undefined): string {
  if (kind === 'Cluster')
    return 'the provider would have to replace the cluster, never does, and lets no other change through: set back what DigitalOcean fixes at creation (engine, privateNetwork, projectId of spec.cluster); if nothing of that was changed, a request right after the creation failed: restart the Pod of the provider, which then reads the cluster anew';
  const { label, path } = kind ? SECTIONS[kind] : { label: 'it', path: 'spec' };
  return `the provider would have to replace ${label}, and never does: set back what was changed of it (${path}), or choose another name`;
}

/** The fields of a kind that crash the provider, and what ends that. */
function cureOfCrash(kind: ProviderKind | undefined): string {
  if (!kind) return 'see the log of the provider';
  const cures = Object.entries(fieldsOf(kind)).flatMap(([path, { removed, set, blocks }]) => {
    if (path.includes('.')) return [];
    const field = specField(kind, path);
    if (typeof removed === 'string' && wordOf(removed) === 'panic') return [`if ${field} was taken out, set it again`];
    const isDeadly = /^panic|\+panic$/.test(set) || blocks?.read !== undefined;
    return isDeadly ? [`if ${field} is set, take it out`] : [];
  });
  return cures.join('; ') || 'see the log of the provider';
}

function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
