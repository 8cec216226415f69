import { providerSecretName } from '../api/names.js';
import { MANAGED, MANAGED_NAMES } from './kinds.js';

/**
 * The name of the Secret that the provider writes a resource's connection details to. No two resources of a namespace have the
 * same, whichever composites they belong to.
 */
export function connectionSecretName(owner: string, resourceKey: string): string {
  // The user `web-cluster` of `orders` reads like the cluster of `orders-user-web`.
  return providerSecretName(owner, resourceKey, countKeys(`${owner}-${resourceKey}`) === 1);
}

/** Another name for the same Secret, if something else has that one. */
export function otherConnectionSecretName(owner: string, resourceKey: string): string {
  return providerSecretName(owner, resourceKey, false);
}

/** In how many places the resource key of something that has connection details may begin, with an owner and a dash before it. */
function countKeys(text: string): number {
  let count = 0;
  for (let dash = text.indexOf('-', 1); dash !== -1; dash = text.indexOf('-', dash + 1))
    if (KEYS.some((key) => isKey(key, text, dash + 1))) count++;
  return count;
}

const KEYS = MANAGED_NAMES.filter((kind) => MANAGED[kind].hasConnectionDetails).map((kind) => MANAGED[kind].key);

function isKey(key: string, text: string, start: number): boolean {
  const end = start + key.length;
  return text.startsWith(key, start) && (key.endsWith('-') ? end < text.length : end === text.length);
}
