import { keyOf, nameOf } from './resource-keys.js';

/**
 * The key of a Secret with a user's connection. A name that the spec sets is part of the key: Crossplane never renames a
 * resource, so another name needs another key. No user's name has a colon.
 */
export function secretKey(user: string, name?: string): string {
  return keyOf('secret', name === undefined ? user : `${user}:${name}`);
}

/** The user in the key of a Secret, or `undefined` for another key. */
export function secretUserOf(key: string): string | undefined {
  return nameOf('secret', key)?.split(':', 1)[0];
}
