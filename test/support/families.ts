import type { ProviderFamily } from '../../src/gen/policy.js';
import { asObject, type JsonObject } from '../../src/lib/json.js';
import type { ObservedState } from './run.js';
import { type Observed, withValue } from './stages.js';
import { binding } from './states.js';

/** The provider's API families. */
export const FAMILIES = ['Namespaced', 'ClusterScoped'] as const satisfies readonly ProviderFamily[];

/** The binding `shop/orders` in a family: with a namespace, or as the composite of a claim. */
export function compositeIn(family: ProviderFamily, spec: JsonObject): JsonObject {
  if (family === 'Namespaced') return binding(spec);
  const composite = binding({ ...spec, claimRef: { name: 'orders', namespace: 'shop' } });
  return { ...composite, metadata: { ...asObject(composite.metadata), name: 'orders-x7k2p', namespace: null } };
}

/** A world of the namespaced family as it would be in a family; the other one has no Usages from the start. */
export function observedIn(family: ProviderFamily, observed: Observed): Observed {
  if (family === 'Namespaced') return observed;
  const entries = Object.entries(observed).filter(([key]) => !key.startsWith('usage-'));
  return Object.fromEntries(entries.map(([key, state]) => [key, inClusterScope(state)]));
}

/** Whether an object is of the provider. */
export function isTheProviders({ apiVersion }: JsonObject): boolean {
  return String(apiVersion).startsWith('database.digitalocean.');
}

function inClusterScope(state: ObservedState): ObservedState {
  const { resource } = state;
  if (!isTheProviders(resource)) return state;
  const { namespace: _, ...metadata } = asObject(resource.metadata);
  const moved = { ...state, resource: { ...resource, metadata } };
  return withValue(moved, ['apiVersion'], String(resource.apiVersion).replace('.m.', '.'));
}
