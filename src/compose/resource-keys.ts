import type { Binding, ClusterIntent } from '../api/binding.js';
import type { LogSinkSpec } from '../gen/binding.js';
import { poolKey } from '../observe/pool-facts.js';

// A changed key is a new resource.

/** The key of the binding's cluster. */
export const CLUSTER_KEY = 'cluster';

/** The key of the cluster's trusted sources. */
export const FIREWALL_KEY = 'firewall';

/** The key of the engine's configuration. */
export const CONFIGURATION_KEY = 'configuration';

/** The keys of the Usages that keep the binding and its cluster from being deleted. */
export const USAGE_KEYS = { binding: 'usage-binding', cluster: 'usage-cluster' } as const;

const USER = 'user-';

/** The key of a user of the cluster. */
export function userKey(name: string): string {
  return `${USER}${name}`;
}

/** The user a key stands for, or `undefined` for another key. */
export function userOf(key: string): string | undefined {
  return key.startsWith(USER) ? key.slice(USER.length) : undefined;
}

const DATABASE = 'database-';

/** The key of a database of the cluster. */
export function databaseKey(name: string): string {
  return `${DATABASE}${name}`;
}

const SECRET = 'secret-';

/**
 * The key of a Secret with a user's connection. One with a name of its own has the name in its key: Crossplane never
 * renames what it has under a key, so another name takes another one. No user has a colon in the name.
 */
export function secretKey(user: string, name?: string): string {
  return name === undefined ? `${SECRET}${user}` : `${SECRET}${user}:${name}`;
}

/** The user whose Secret a key stands for, or `undefined` for another key. */
export function secretUserOf(key: string): string | undefined {
  if (!key.startsWith(SECRET)) return undefined;
  const end = key.indexOf(':', SECRET.length);
  return end === -1 ? key.slice(SECRET.length) : key.slice(SECRET.length, end);
}

/** The key of a ConfigMap, by what its name ends in. */
export function configMapKey(ending: string): string {
  return `configmap-${ending}`;
}

/** The key of the ServiceBinding that mounts a Secret into a workload. */
export const WORKLOAD_KEY = 'workload';

/** Resource keys of one kind of thing: a prefix and the name that stands in the spec. */
export interface KeyFamily {
  key(name: string): string;
  /** The name a key stands for, or `undefined` for another key. */
  nameOf(key: string): string | undefined;
}

function family(prefix: string): KeyFamily {
  return {
    key: (name) => `${prefix}${name}`,
    nameOf: (key) => (key.startsWith(prefix) ? key.slice(prefix.length) : undefined),
  };
}

export const DATABASES = family(DATABASE);
/** Each generation of a pool has a name of its own. */
export const POOLS = family('pool-');
/** What only looks at a user, beside the user's own resource. */
export const WATCHES = family('watch-');
export const TOPICS = family('topic-');
export const SCHEMAS = family('schema-');
export const REPLICAS = family('replica-');
export const REPLICA_FIREWALLS = family('firewall-');
export const OPENSEARCH_SINKS = family('logsink-opensearch-');
export const RSYSLOG_SINKS = family('logsink-rsyslog-');

/** A sink that becomes one of the other kind is another resource. */
export function logSinkKey({ name, opensearch }: LogSinkSpec): string {
  return (opensearch ? OPENSEARCH_SINKS : RSYSLOG_SINKS).key(name);
}

/** The keys of all that a binding asks for, whether it can be composed yet or not; what applications connect by apart. */
export function ownKeys({ users, databases, topics, schemas, pools, target }: Binding): readonly string[] {
  return [
    CLUSTER_KEY,
    ...users.map(({ name }) => userKey(name)),
    ...databases.map(databaseKey),
    ...topics.map(({ name }) => TOPICS.key(name)),
    ...schemas.map(({ subject }) => SCHEMAS.key(subject)),
    ...pools.map(({ name }) => poolKey(name, 1)),
    ...(target.architecture === 'Controlled' ? partKeys(target.cluster) : []),
  ];
}

function partKeys({ replicas, logSinks, trustedSources, configuration }: ClusterIntent): readonly string[] {
  return [
    ...replicas.map(({ name }) => REPLICAS.key(name)),
    ...logSinks.map(logSinkKey),
    ...(trustedSources.sources.length > 0
      ? [FIREWALL_KEY, ...replicas.map(({ name }) => REPLICA_FIREWALLS.key(name))]
      : []),
    ...(Object.keys(configuration).length > 0 ? [CONFIGURATION_KEY] : []),
  ];
}
