import type { Binding } from '../api/binding.js';
import { asList, at, type JsonObject } from '../lib/json.js';
import { mayDelete } from '../observe/management-policies.js';
import type { ObservedResource } from '../observe/observed-resource.js';

/** What the provider may do with a managed resource. Late initialization is left out: it would fight with autoscaling. */
export type ManagementPolicies = readonly ('Observe' | 'Create' | 'Update' | 'Delete')[];

/** The policies of the cluster: without `Delete`, DigitalOcean keeps it when the binding is deleted. */
export function fullPolicies({ deletionPolicy }: Pick<Binding, 'deletionPolicy'>): ManagementPolicies {
  return deletionPolicy === 'Orphan' ? KEPT : ALL;
}

/** Everything, including the right to delete. */
export const ALL: ManagementPolicies = ['Observe', 'Create', 'Update', 'Delete'];

/**
 * The policies of what is in a cluster. It is deleted with the cluster, so only in a cluster that outlives the binding does
 * it need the right to be deleted by itself.
 */
export function policiesWithin(binding: Pick<Binding, 'deletionPolicy' | 'target'>): ManagementPolicies {
  return isDeletedByItself(binding) ? ALL : KEPT;
}

/** Whether what the binding created in a cluster is deleted with the binding, while the cluster lives on. */
export function isDeletedByItself({ deletionPolicy, target }: Pick<Binding, 'deletionPolicy' | 'target'>): boolean {
  return target.architecture === 'Referenced' && deletionPolicy === 'Delete';
}

/** The same without the right to delete. */
export const KEPT: ManagementPolicies = ['Observe', 'Create', 'Update'];

/** Only observed. */
export const OBSERVE_ONLY: ManagementPolicies = ['Observe'];

/** Whether a desired resource lets the provider do something. */
export function allows(desired: JsonObject | undefined, policy: ManagementPolicies[number]): boolean {
  return asList(at(desired, 'spec', 'managementPolicies')).includes(policy);
}

/**
 * Whether a resource can be left out. It leaves in two steps: first it is written with the policies that it should end with,
 * and left out once they are observed. Their right to delete decides whether DigitalOcean keeps it.
 */
export function mayLeave(observed: ObservedResource, last: ManagementPolicies): boolean {
  return mayDelete(observed) === last.includes('Delete');
}
