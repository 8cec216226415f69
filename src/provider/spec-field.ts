import { fieldsOf, type ProviderKind } from './field-behavior.js';

/** Where the spec asks for what a kind of the provider has. */
interface Section {
  /** For people: `the topic`. */
  readonly label: string;
  readonly path: string;
  /** Fields that the spec calls otherwise than the provider; `''` for those that the whole section stands for. */
  readonly names?: Readonly<Record<string, string>>;
}

const CONFIGURATION: Section = { label: 'the configuration', path: 'spec.cluster.configuration' };
const CERTIFICATES = {
  caCertSecretRef: 'caCertificate',
  clientCert: 'clientCertificate',
  clientKeySecretRef: 'clientKey',
};

/** Every kind of the provider, as a person knows it. */
export const SECTIONS: Readonly<Record<ProviderKind, Section>> = {
  Cluster: {
    label: 'the cluster',
    path: 'spec.cluster',
    names: { name: '', backupRestore: 'restoreFrom', privateNetworkUuid: 'privateNetwork' },
  },
  User: {
    label: 'the user',
    path: 'spec.users',
    names: { settings: 'acl', 'settings.acl': 'acl', 'settings.opensearchAcl': 'acl' },
  },
  DB: { label: 'the database', path: 'spec.databases' },
  ConnectionPool: { label: 'the pool', path: 'spec.connectionPools', names: { dbName: 'database' } },
  Firewall: { label: 'the trusted sources', path: 'spec.cluster.trustedSources', names: { rule: '' } },
  Replica: { label: 'the replica', path: 'spec.cluster.replicas' },
  KafkaTopic: {
    label: 'the topic',
    path: 'spec.topics',
    names: { partitionCount: 'partitions', config: 'configuration' },
  },
  KafkaSchemaRegistry: {
    label: 'the schema',
    path: 'spec.schemas',
    names: { subjectName: 'subject', schemaType: 'type' },
  },
  PostgreSQLConfig: CONFIGURATION,
  MySQLConfig: CONFIGURATION,
  MongoDBConfig: CONFIGURATION,
  ValkeyConfig: CONFIGURATION,
  KafkaConfig: CONFIGURATION,
  OpenSearchConfig: CONFIGURATION,
  LogSinkOpenSearch: { label: 'the log sink', path: 'spec.cluster.logSinks.opensearch', names: CERTIFICATES },
  LogSinkRsyslog: { label: 'the log sink', path: 'spec.cluster.logSinks.rsyslog', names: CERTIFICATES },
  OnlineMigration: { label: 'the migration', path: 'spec.cluster' },
};

/** What a field of the provider is called within its part of the spec; `''` for the whole part. */
export function ownField(kind: ProviderKind, path: string): string {
  const { names = {} } = SECTIONS[kind];
  // The last that fits is the longest.
  const known = Object.entries({ clusterId: '', ...names }).findLast(
    ([it]) => path === it || path.startsWith(`${it}.`),
  );
  return known ? (known[1] + path.slice(known[0].length)).replace(/^\./, '') : path;
}

/** The field of the spec that a field of the provider comes from: `spec.topics.configuration.retentionMs`. */
export function specField(kind: ProviderKind, path: string): string {
  const [section, own] = [SECTIONS[kind].path, ownField(kind, path)];
  return own === '' ? section : `${section}.${own}`;
}

/** The same for a name as Terraform writes it, `storage_size_mib` or `maintenance_window.0.day`; `undefined` where the kind has no such field. */
export function specFieldOfTerraform(kind: ProviderKind, name: string): string | undefined {
  const path = name
    .split('.')
    .filter((part) => !/^\d+$/.test(part))
    .map((part) => part.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()))
    .join('.');
  const found = Object.keys(fieldsOf(kind)).find((field) => field === path || field === `config.${path}`);
  return found === undefined ? undefined : specField(kind, found);
}
