import type { Binding, UserIntent } from '../api/binding.js';
import { asString, type JsonObject } from '../lib/json.js';
import type { ClusterFacts } from '../observe/cluster-facts.js';
import type { ObservedResource } from '../observe/observed-resource.js';
import { fullPolicies, type ManagementPolicies, managedResource } from './managed-resource.js';
import { userKey } from './resource-keys.js';
import { askedSettings, NO_SETTINGS, sentSettings } from './user-settings.js';

/** The cluster that users and databases are made in, and whether they may be. */
export interface Home {
  readonly cluster: ClusterFacts;
  readonly open: boolean;
}

/**
 * Composes a user, or nothing where it has to wait for its cluster.
 *
 * The provider reads the user's name from the external name, and after creating the user overwrites it with
 * `<cluster id>/user/<name>`, which it then takes for the name: every later observation fails. So a user that was created
 * settles to an import, which only observes and deletes: `<cluster id>,<name>`.
 */
export function composeUser(
  binding: Binding,
  user: UserIntent,
  { cluster, open }: Home,
  observed: ObservedResource | undefined,
): JsonObject | undefined {
  if (!observed && !open) return undefined;
  const clusterId = (observed && homeOf(observed)) ?? (cluster.state === 'created' ? cluster.id : undefined);
  const exists = observed !== undefined && wasCreated(observed);
  const imported = user.mode === 'Observe' || exists;
  const settings = exists ? sentSettings(observed) : imported ? NO_SETTINGS : askedSettings(binding, user);
  return managedResource(binding, {
    key: userKey(user.name),
    kind: 'User',
    forProvider: parameters(clusterId, settings),
    managementPolicies: imported ? settledPolicies(binding, user) : fullPolicies(binding),
    externalName: imported && clusterId !== undefined ? `${clusterId},${user.name}` : user.name,
    hasConnectionDetails: true,
  });
}

function parameters(clusterId: string | undefined, settings: JsonObject): JsonObject {
  if (clusterId === undefined) return settings;
  return settings === NO_SETTINGS ? { clusterId } : { clusterId, ...settings };
}

/** The cluster a resource was made in: fixed at creation. The external name tells it too, once there is one. */
export function homeOf(resource: ObservedResource): string | undefined {
  return (
    asString(resource.forProvider.clusterId) ??
    asString(resource.atProvider.clusterId) ??
    homeInName(resource.externalName)
  );
}

const UUID_LENGTH = 36;

/** Most names have no cluster in them, which one character tells. */
function homeInName(externalName: string | undefined): string | undefined {
  const mark = externalName?.[UUID_LENGTH];
  if (externalName === undefined || (mark !== '/' && mark !== ',')) return undefined;
  return /^[0-9a-f-]{36}/.exec(externalName)?.[0];
}

/** Whether a user or database is of a cluster that is not the binding's any more: the Cluster resource was replaced. */
export function isElsewhere(resource: ObservedResource, cluster: ClusterFacts): boolean {
  const home = homeOf(resource);
  return cluster.state === 'created' && home !== undefined && home !== cluster.id;
}

/**
 * Whether the user exists at DigitalOcean: the provider has given it an external name with the cluster in it. Where only
 * an import was tried, there has to be something that was found.
 */
export function wasCreated(resource: ObservedResource): boolean {
  const { externalName, managementPolicies } = resource;
  if (externalName === undefined || !(externalName.includes(',') || externalName.includes('/'))) return false;
  const onlyLookedAt = managementPolicies.length === 1 && managementPolicies[0] === 'Observe';
  return !onlyLookedAt || asString(resource.atProvider.id) !== undefined;
}

function settledPolicies({ deletionPolicy }: Binding, { mode }: UserIntent): ManagementPolicies {
  return mode === 'Observe' || deletionPolicy === 'Orphan' ? LOOKED_AT : DELETED_WITH_US;
}

const LOOKED_AT: ManagementPolicies = ['Observe'];
const DELETED_WITH_US: ManagementPolicies = ['Observe', 'Delete'];
