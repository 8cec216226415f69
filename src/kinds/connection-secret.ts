import { providerSecretName } from '../api/names.js';
import { MANAGED, MANAGED_NAMES } from './kinds.js';

/**
 * The name of the Secret that the provider writes a resource's connection details to. No two resources of a namespace have the
 * same, whichever composites they belong to.
 */
export function connectionSecretName(owner: string, resourceKey: string): string {
  // The user `web-cluster` of `orders` reads like the cluster of `orders-user-web`.
  const isClear = [...`${owner}-${resourceKey}`.matchAll(KEY)].length === 1;
  return providerSecretName(owner, resourceKey, isClear);
}

/** Another name for the same Secret, if something else has that one. */
export function otherConnectionSecretName(owner: string, resourceKey: string): string {
  return providerSecretName(owner, resourceKey, false);
}

/** Where the resource key of something that has connection details may begin. */
const KEY = new RegExp(`(?<=.)-(?=${keys().join('|')})`, 'gs');

function keys(): readonly string[] {
  const kinds = MANAGED_NAMES.map((kind) => MANAGED[kind]).filter((kind) => kind.hasConnectionDetails);
  return kinds.map(({ key }) => (key.endsWith('-') ? `${key}.` : `${key}$`));
}
