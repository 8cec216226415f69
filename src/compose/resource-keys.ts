import type { Binding } from '../api/binding.js';

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

/** The database a key stands for, or `undefined` for another key. */
export function databaseOf(key: string): string | undefined {
  return key.startsWith(DATABASE) ? key.slice(DATABASE.length) : undefined;
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
  return key.startsWith(SECRET) ? key.slice(SECRET.length).split(':')[0] : undefined;
}

/** The key of a ConfigMap, by what its name ends in. */
export function configMapKey(ending: string): string {
  return `configmap-${ending}`;
}

/** The key of the ServiceBinding that mounts a Secret into a workload. */
export const WORKLOAD_KEY = 'workload';

/** The keys of all that a binding asks for, whether it can be composed yet or not; what applications connect by apart. */
export function ownKeys({ users, databases }: Binding): readonly string[] {
  return [CLUSTER_KEY, ...users.map(({ name }) => userKey(name)), ...databases.map(databaseKey)];
}
