import type { Binding } from '../api/binding.js';
import { asList, isObject, type Json, type JsonObject } from '../lib/json.js';
import type { ObservedResource } from '../observe/observed-resource.js';
import { type ManagedResource, managedResource, mayDelete } from './managed-resource.js';

/**
 * What the spec no longer asks for, but DigitalOcean shall keep, goes in two steps: first the provider loses the right to
 * delete it, and once that is observed it is left out. Returns `undefined` for the second step.
 */
export function release(
  binding: Binding,
  key: string,
  { kind, hasConnectionDetails }: Pick<ManagedResource, 'kind' | 'hasConnectionDetails'>,
  observed: ObservedResource,
): JsonObject | undefined {
  if (!mayDelete(observed)) return undefined;
  return managedResource(binding, {
    key,
    kind,
    forProvider: steady(observed.forProvider),
    managementPolicies: ['Observe', 'Create', 'Update'],
    hasConnectionDetails,
  });
}

/** Without what the API server would not give back as it was sent. */
function steady(object: JsonObject): JsonObject {
  const entries = Object.entries(object).map(([key, value]) => [key, cleaned(value)] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== null && value !== ''));
}

function cleaned(value: Json): Json {
  if (isObject(value)) return steady(value);
  return Array.isArray(value)
    ? asList(value)
        .map(cleaned)
        .filter((item) => item !== null && item !== '')
    : value;
}
