import { keyOf, nameOf } from './resource-keys.js';

/**
 * The key of a Secret with a user's connection. One with a name of its own has the name in its key: Crossplane never
 * renames what it has under a key, so another name takes another one. No user has a colon in the name.
 */
export function secretKey(user: string, name?: string): string {
  return keyOf('secret', name === undefined ? user : `${user}:${name}`);
}

/** The user whose Secret a key stands for, or `undefined` for another key. */
export function secretUserOf(key: string): string | undefined {
  return nameOf('secret', key)?.split(':', 1)[0];
}
