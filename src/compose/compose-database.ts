import type { Binding } from '../api/binding.js';
import { asString, type JsonObject } from '../lib/json.js';
import type { ObservedResource } from '../observe/observed-resource.js';
import { type Home, homeOf } from './compose-user.js';
import { fullPolicies, type ManagementPolicies, managedResource, mayDelete } from './managed-resource.js';
import type { Entry, Part } from './part.js';
import { NOTHING_REFUSED } from './refusal.js';
import { databaseKey } from './resource-keys.js';

/** Composes the databases of a cluster. */
export function composeDatabases(
  binding: Binding,
  home: Home,
  resources: ReadonlyMap<string, ObservedResource>,
  taken: ReadonlySet<string>,
): Part {
  const objects: Entry[] = [];
  for (const name of binding.databases) {
    const key = databaseKey(name);
    const object = taken.has(key) ? undefined : composeDatabase(binding, name, home, resources.get(key));
    if (object) objects.push([key, object]);
  }
  return { objects, refusals: NOTHING_REFUSED };
}

/** Composes a database, or nothing where it has to wait for its cluster. */
export function composeDatabase(
  binding: Binding,
  name: string,
  { cluster, open }: Home,
  observed: ObservedResource | undefined,
): JsonObject | undefined {
  if (observed) return keep(binding, name, observed, fullPolicies(binding));
  if (!open || cluster.state !== 'created') return undefined;
  return manifest(binding, name, cluster.id, fullPolicies(binding));
}

/**
 * A database that the spec no longer asks for goes in two steps, so that its data stays: first the provider loses the
 * right to delete it, and once that is observed it is left out. Returns `undefined` for the second step.
 */
export function releaseDatabase(binding: Binding, name: string, observed: ObservedResource): JsonObject | undefined {
  return mayDelete(observed) ? keep(binding, name, observed, ['Observe', 'Create', 'Update']) : undefined;
}

function keep(binding: Binding, name: string, observed: ObservedResource, policies: ManagementPolicies): JsonObject {
  return manifest(binding, asString(observed.forProvider.name) ?? name, homeOf(observed), policies);
}

function manifest(
  binding: Binding,
  name: string,
  clusterId: string | undefined,
  policies: ManagementPolicies,
): JsonObject {
  return managedResource(binding, {
    key: databaseKey(name),
    kind: 'DB',
    forProvider: clusterId === undefined ? { name } : { clusterId, name },
    managementPolicies: policies,
    hasConnectionDetails: false,
  });
}
