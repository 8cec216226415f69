import type { Binding, ClusterIntent } from '../api/binding.js';
import { CONFIGURATION_KINDS } from '../engines/engines.js';
import type { Kind, ManagedKind } from './kind.js';

/** The provider's managed resources, in the order in which they are composed. */
const TABLE = {
  cluster: { key: 'cluster', kinds: ['Cluster'], hasConnectionDetails: true, reportedIn: 'cluster', names: () => ONE },
  user: {
    key: 'user-',
    kinds: ['User'],
    hasConnectionDetails: true,
    reportedIn: 'users',
    names: ({ users }) => namesOf(users),
  },
  /** Only observes a user, in addition to the user's own resource. */
  watch: { key: 'watch-', kinds: ['User'], word: 'user', reportedIn: 'nowhere', names: () => NONE },
  database: {
    key: 'database-',
    kinds: ['DB'],
    leaving: 'DataStays',
    reportedIn: 'databases',
    separator: '/database/',
    names: ({ databases }) => namesOf(databases),
  },
  topic: {
    key: 'topic-',
    kinds: ['KafkaTopic'],
    leaving: 'DataStays',
    reportedIn: 'contents',
    separator: '/topic/',
    names: ({ topics }) => namesOf(topics),
  },
  schema: {
    key: 'schema-',
    kinds: ['KafkaSchemaRegistry'],
    leaving: 'Stays',
    reportedIn: 'contents',
    names: ({ schemas }) => schemas.map(({ subject }) => subject),
  },
  /** Each generation of a pool has its own key; the first one's is the pool's name. */
  pool: {
    key: 'pool-',
    kinds: ['ConnectionPool'],
    hasConnectionDetails: true,
    leaving: 'Goes',
    reportedIn: 'contents',
    separator: '/',
    names: ({ pools }) => namesOf(pools),
  },
  replica: {
    key: 'replica-',
    kinds: ['Replica'],
    hasConnectionDetails: true,
    leaving: 'Goes',
    reportedIn: 'parts',
    separator: '/replicas/',
    names: (binding) => ofCluster(binding, ({ replicas }) => namesOf(replicas)),
  },
  openSearchSink: {
    key: 'logsink-opensearch-',
    kinds: ['LogSinkOpenSearch'],
    word: 'log sink',
    leaving: 'Goes',
    reportedIn: 'parts',
    names: (binding) => ofCluster(binding, ({ logSinks }) => namesOf(logSinks.filter(({ opensearch }) => opensearch))),
  },
  rsyslogSink: {
    key: 'logsink-rsyslog-',
    kinds: ['LogSinkRsyslog'],
    word: 'log sink',
    leaving: 'Goes',
    reportedIn: 'parts',
    names: (binding) => ofCluster(binding, ({ logSinks }) => namesOf(logSinks.filter(({ opensearch }) => !opensearch))),
  },
  firewall: {
    key: 'firewall',
    kinds: ['Firewall'],
    word: 'trusted sources',
    reportedIn: 'settings',
    names: (binding) => ofCluster(binding, (cluster) => (isGuarded(cluster) ? ONE : NONE)),
  },
  replicaFirewall: {
    key: 'firewall-',
    kinds: ['Firewall'],
    word: 'trusted sources of replica',
    reportedIn: 'settings',
    names: (binding) => ofCluster(binding, (cluster) => (isGuarded(cluster) ? namesOf(cluster.replicas) : NONE)),
  },
  configuration: {
    key: 'configuration',
    kinds: CONFIGURATION_KINDS,
    reportedIn: 'settings',
    names: (binding) => ofCluster(binding, ({ configuration }) => (Object.keys(configuration).length > 0 ? ONE : NONE)),
  },
} as const satisfies Record<string, ManagedKind>;

/** Everything else that is composed. */
export const OTHERS = {
  secret: { key: 'secret-', api: 'core', kinds: ['Secret'] },
  configMap: { key: 'configmap-', api: 'core', kinds: ['ConfigMap'] },
  workload: { key: 'workload', api: 'serviceBinding', kinds: ['ServiceBinding'] },
  /** By the cluster's id: the address of a request cannot be changed. */
  caRequest: { key: 'ca-request-', api: 'http', kinds: ['DisposableRequest'] },
  /** By the resource key of the log sink that refers to it. */
  certificates: { key: 'certificates-', api: 'core', kinds: ['Secret'] },
  /** `usage-binding` and `usage-cluster`. */
  usage: { key: 'usage-', api: 'protection', kinds: ['Usage', 'ClusterUsage'] },
} as const satisfies Record<string, Kind>;

/** What gives users their rights in a database: objects of provider-sql, and the Secrets that they connect with. */
export const RIGHTS = {
  sqlSecret: { key: 'sql-secret-', api: 'core', kinds: ['Secret'] },
  sqlConfig: { key: 'sql-config-', api: 'postgresql', kinds: ['ProviderConfig'] },
  role: { key: 'sql-role-', api: 'postgresql', kinds: ['Role'] },
  grant: { key: 'sql-grant-', api: 'postgresql', kinds: ['Grant'] },
  defaultPrivileges: { key: 'sql-default-', api: 'postgresql', kinds: ['DefaultPrivileges'] },
  sqlSchema: { key: 'sql-schema-', api: 'postgresql', kinds: ['Schema'] },
  extension: { key: 'sql-extension-', api: 'postgresql', kinds: ['Extension'] },
} as const satisfies Record<string, Kind>;

export type RightsName = keyof typeof RIGHTS;
export type ManagedName = keyof typeof TABLE;
export type KindName = ManagedName | RightsName | keyof typeof OTHERS;

/** The rows of the table. */
export const MANAGED: Readonly<Record<ManagedName, ManagedKind>> = TABLE;

/** The kinds whose external names the provider builds from the cluster's id and the name. */
export type ImportableKind = {
  [K in ManagedName]: (typeof TABLE)[K] extends { separator: string } ? K : never;
}[ManagedName];

/** The names of the managed kinds, in the order of their table. */
export const MANAGED_NAMES = Object.keys(MANAGED) as readonly ManagedName[];

/** Every kind that is composed. A new one does not compile without its composer. */
export const KINDS: Readonly<Record<KindName, Kind>> = { ...MANAGED, ...RIGHTS, ...OTHERS };

const ONE: readonly string[] = [''];
const NONE: readonly string[] = [];

function namesOf(things: readonly { readonly name: string }[]): readonly string[] {
  return things.map(({ name }) => name);
}

/** Names of what belongs to a cluster that the binding controls. */
function ofCluster({ target }: Binding, names: (cluster: ClusterIntent) => readonly string[]): readonly string[] {
  return target.architecture === 'Controlled' ? names(target.cluster) : NONE;
}

function isGuarded({ trustedSources }: ClusterIntent): boolean {
  return trustedSources.sources.length > 0;
}
