import type { ObservedResource } from './observed-resource.js';

type WithPolicies = Pick<ObservedResource, 'managementPolicies'>;

/** Whether deleting a resource in Kubernetes deletes it at DigitalOcean. */
export function mayDelete(resource: WithPolicies): boolean {
  return mayOneOf(resource, 'Delete');
}

/** Whether the provider may create or change a resource, not only observe it. */
export function controls(resource: WithPolicies): boolean {
  return mayOneOf(resource, 'Create', 'Update');
}

/** Whether the provider may only observe a resource. */
export function isOnlyObserved({ managementPolicies }: WithPolicies): boolean {
  return managementPolicies.length === 1 && managementPolicies[0] === 'Observe';
}

/** An empty list means the API server's default, which allows everything. */
function mayOneOf({ managementPolicies }: WithPolicies, ...policies: readonly string[]): boolean {
  return (
    managementPolicies.length === 0 ||
    managementPolicies.includes('*') ||
    policies.some((policy) => managementPolicies.includes(policy))
  );
}
