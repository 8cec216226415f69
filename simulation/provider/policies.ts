import { asList, asString, at, type JsonObject } from '../../src/lib/json.js';

/** What may be done to a managed resource's counterpart at DigitalOcean. */
export type ManagementPolicy = 'Observe' | 'Create' | 'Update' | 'Delete' | 'LateInitialize';

/** The combinations that the provider knows, each in alphabetical order; none at all pauses it. */
const SUPPORTED: ReadonlySet<string> = new Set([
  '',
  '*',
  'Observe',
  'Delete Observe',
  'Observe Update',
  'LateInitialize Observe',
  'LateInitialize Observe Update',
  'Create Observe',
  'Create LateInitialize Observe',
  'Create Delete Observe',
  'Create Delete LateInitialize Observe',
  'Create Observe Update',
  'Create LateInitialize Observe Update',
  'Create Delete Observe Update',
  'Create Delete LateInitialize Observe Update',
]);

/** Whether the managed resource's policies allow something. */
export function may(resource: JsonObject, policy: ManagementPolicy): boolean {
  const policies = policiesOf(resource);
  return policies.includes('*') || policies.includes(policy);
}

/** Whether the provider may only look, and says so where nothing is there. */
export function onlyObserves(resource: JsonObject): boolean {
  return policiesOf(resource).join() === 'Observe';
}

/** Whether the provider imports the counterpart at every look, instead of refreshing what it knows of it. */
export function imports(resource: JsonObject): boolean {
  return !may(resource, 'Create') && !may(resource, 'Update');
}

/** Whether the policies leave nothing to do, not even a look. */
export function isPaused(resource: JsonObject): boolean {
  return policiesOf(resource).length === 0;
}

/** What the provider says of a combination of policies that it does not know. */
export function unsupported(resource: JsonObject): string | undefined {
  const policies = policiesOf(resource).toSorted().join(' ');
  if (SUPPORTED.has(policies)) return undefined;
  return `\`spec.managementPolicies\` is set to a value([${policies}]) which is not supported. Check docs for supported policies`;
}

function policiesOf(resource: JsonObject): readonly string[] {
  const policies = asList(at(resource, 'spec', 'managementPolicies')).flatMap((policy) => asString(policy) ?? []);
  return [...new Set(policies)];
}
