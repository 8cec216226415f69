import type { Binding } from '../api/binding.js';
import { asList, at, type JsonObject } from '../lib/json.js';
import { mayDelete } from '../observe/management-policies.js';
import type { ObservedResource } from '../observe/observed-resource.js';

/** What the provider may do with a managed resource. There is no late initialisation: it would fight with autoscaling. */
export type ManagementPolicies = readonly ('Observe' | 'Create' | 'Update' | 'Delete')[];

/** All the provider may do: without `Delete` DigitalOcean keeps what the binding leaves. */
export function fullPolicies({ deletionPolicy }: Pick<Binding, 'deletionPolicy'>): ManagementPolicies {
  return deletionPolicy === 'Orphan' ? KEPT : ALL;
}

/** The right to delete, too. */
export const ALL: ManagementPolicies = ['Observe', 'Create', 'Update', 'Delete'];

/**
 * All the provider may do with what lies in a cluster. It goes with the cluster, so it needs no right to be deleted by
 * itself; in a cluster that lives on it does.
 */
export function policiesWithin(binding: Pick<Binding, 'deletionPolicy' | 'target'>): ManagementPolicies {
  return isDeletedByItself(binding) ? ALL : KEPT;
}

/** Whether what the binding made in a cluster is deleted with the binding, while the cluster lives on. */
export function isDeletedByItself({ deletionPolicy, target }: Pick<Binding, 'deletionPolicy' | 'target'>): boolean {
  return target.architecture === 'Referenced' && deletionPolicy === 'Delete';
}

/** The same without the right to delete. */
export const KEPT: ManagementPolicies = ['Observe', 'Create', 'Update'];

/** Nothing but to look. */
export const LOOKED_AT: ManagementPolicies = ['Observe'];

/** Whether a desired resource lets the provider do something. */
export function allows(desired: JsonObject | undefined, policy: ManagementPolicies[number]): boolean {
  return asList(at(desired, 'spec', 'managementPolicies')).includes(policy);
}

/**
 * Lets go of a resource in two steps: it is written once more with the policies that it shall end with, and left out once
 * they are observed. What it says of the right to delete decides whether DigitalOcean keeps it.
 */
export function leaveWith(
  last: ManagementPolicies,
  observed: ObservedResource,
  write: (policies: ManagementPolicies) => JsonObject,
): JsonObject | undefined {
  return mayDelete(observed) === last.includes('Delete') ? undefined : write(last);
}
