import type { ObservedResource } from './observed-resource.js';

type WithPolicies = Pick<ObservedResource, 'managementPolicies'>;

/** Whether deleting a resource in Kubernetes deletes it at DigitalOcean. */
export function mayDelete(resource: WithPolicies): boolean {
  return mayOneOf(resource, 'Delete');
}

/** Whether the provider may do more with a resource than look at it. */
export function controls(resource: WithPolicies): boolean {
  return mayOneOf(resource, 'Create', 'Update');
}

/** Whether the provider may do nothing but look at a resource. */
export function isOnlyObserved({ managementPolicies }: WithPolicies): boolean {
  return managementPolicies.length === 1 && managementPolicies[0] === 'Observe';
}

/** No policies stand for the API server's default, which is all. */
function mayOneOf({ managementPolicies }: WithPolicies, ...policies: readonly string[]): boolean {
  return (
    managementPolicies.length === 0 ||
    managementPolicies.includes('*') ||
    policies.some((policy) => managementPolicies.includes(policy))
  );
}
