// A changed key is a new resource.

/** The key of the binding's cluster. */
export const CLUSTER_KEY = 'cluster';

/** The key of a user of the cluster. */
export function userKey(name: string): string {
  return `user-${name}`;
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

/** The key of the Secret with a user's connection. */
export function secretKey(user: string): string {
  return `secret-${user}`;
}
