import type { Binding } from '../api/binding.js';
import { keyOf } from '../kinds/resource-keys.js';
import { at, type JsonObject } from '../lib/json.js';
import { mayDelete } from '../observe/management-policies.js';
import type { ObservedResource } from '../observe/observed-resource.js';
import { allows } from './management-policies.js';

/**
 * What DigitalOcean is to keep when the binding is deleted, but would still be deleted with it: the keys of resources with a
 * right to delete in the observed policies but not in the desired ones. That is the cluster when it is handed over, and all
 * resources with deletionPolicy Orphan.
 */
export function pendingHandovers(
  { deletionPolicy }: Pick<Binding, 'deletionPolicy'>,
  resources: ReadonlyMap<string, ObservedResource>,
  objects: ReadonlyMap<string, JsonObject>,
): readonly string[] {
  // A cluster that is deleted with its binding takes everything along.
  if (allows(objects.get(keyOf('cluster')), 'Delete')) return [];
  const pending: string[] = [];
  for (const [key, object] of objects) {
    const observed = resources.get(key);
    if (!observed || (key !== keyOf('cluster') && deletionPolicy !== 'Orphan')) continue;
    if (isManaged(object) && mayDelete(observed) && !allows(object, 'Delete')) pending.push(key);
  }
  return pending;
}

function isManaged(object: JsonObject): boolean {
  return at(object, 'spec', 'managementPolicies') !== undefined;
}
