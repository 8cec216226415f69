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

/** The key of the Secret with a user's connection. */
export function secretKey(user: string): string {
  return `${SECRET}${user}`;
}

/** The user whose Secret a key stands for, or `undefined` for another key. */
export function secretOf(key: string): string | undefined {
  return key.startsWith(SECRET) ? key.slice(SECRET.length) : undefined;
}

/** The keys of all that a binding asks for, whether it can be composed yet or not; its Secrets apart. */
export function ownKeys({ users, databases }: Binding): readonly string[] {
  return [CLUSTER_KEY, ...users.map(({ name }) => userKey(name)), ...databases.map(databaseKey)];
}
