import type { Binding } from '../api/binding.js';
import { type KindName, MANAGED, type ManagedName } from '../kinds/kinds.js';
import { label, managedOf, nameOf } from '../kinds/resource-keys.js';
import type { JsonObject } from '../lib/json.js';
import type { ObservedResource } from '../observe/observed-resource.js';
import { poolOf } from '../observe/pool-facts.js';
import { wasThereBefore } from '../observe/presence.js';
import { managedResource } from './managed-resource.js';
import { ALL, KEPT, mayLeave } from './management-policies.js';
import { steady } from './steady.js';

/** Something that the spec no longer asks for, and that DigitalOcean keeps. */
export interface Released {
  readonly kind: KindName;
  /** What messages call it. */
  readonly label: string;
  readonly holdsData: boolean;
}

/**
 * Finds what exists but is not composed, and lets go of it in two steps: first the provider loses the right to delete it, or
 * gets that right where nothing else would delete it at DigitalOcean; once that is observed it is left out. An item that is
 * edited off a list does not take its data along.
 */
export function releaseUnasked(
  binding: Binding,
  resources: ReadonlyMap<string, ObservedResource>,
  objects: Map<string, JsonObject>,
): readonly Released[] {
  const released: Released[] = [];
  for (const [key, observed] of resources) {
    const kind = managedOf(key);
    if (kind === undefined || MANAGED[kind].leaving === undefined || objects.has(key)) continue;
    const stays = isKept(binding, key, kind, observed);
    const managementPolicies = stays ? KEPT : ALL;
    if (mayLeave(observed, managementPolicies)) {
      // Reported once, when it is true.
      if (stays && !observed.deleting)
        released.push({
          kind,
          label: label(kind, nameOf(kind, key) ?? ''),
          holdsData: MANAGED[kind].leaving === 'DataStays',
        });
      continue;
    }
    const { externalName, note } = observed;
    const forProvider = steady(observed.forProvider);
    objects.set(key, managedResource(binding, { key, kind, forProvider, managementPolicies, externalName, note }));
  }
  return released;
}

/** Whether DigitalOcean keeps it: data, what belongs to a cluster that is handed over, and what the binding did not create. */
function isKept(binding: Binding, key: string, kind: ManagedName, observed: ObservedResource): boolean {
  if (MANAGED[kind].leaving !== 'Goes' || binding.target.architecture === 'Referenced' || wasThereBefore(observed))
    return true;
  return binding.deletionPolicy === 'Orphan' && !isReplaced(binding, key);
}

/** Whether another generation of the pool replaces it, and needs its connections. */
function isReplaced({ pools }: Binding, key: string): boolean {
  const pool = poolOf(key);
  return pool !== undefined && pools.some(({ name }) => name === pool);
}
