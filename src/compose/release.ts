import type { Binding } from '../api/binding.js';
import { MANAGED, type ManagedName } from '../kinds/kinds.js';
import { managedOf, nameOf } from '../kinds/resource-keys.js';
import type { JsonObject } from '../lib/json.js';
import type { ObservedResource } from '../observe/observed-resource.js';
import { poolOf } from '../observe/pool-facts.js';
import { IMPORTED } from '../observe/presence.js';
import { managedResource } from './managed-resource.js';
import { ALL, KEPT, leaveWith } from './management-policies.js';
import type { Entry } from './part.js';
import { steady } from './steady.js';

/** Something that the spec no longer asks for, and that DigitalOcean keeps. */
export interface Released {
  readonly kind: ManagedName;
  readonly name: string;
}

/** What leaves the binding: what an edit takes off a list must not take data along. */
export interface Leaving {
  readonly objects: readonly Entry[];
  readonly released: readonly Released[];
}

/**
 * Finds what exists and is not composed, and lets go of it in two steps: first the provider loses the right to delete it,
 * or gets it where nothing else would delete it at DigitalOcean; once that is observed it is left out.
 */
export function releaseUnasked(
  binding: Binding,
  resources: ReadonlyMap<string, ObservedResource>,
  composed: ReadonlyMap<string, JsonObject>,
): Leaving {
  const objects: Entry[] = [];
  const released: Released[] = [];
  for (const [key, observed] of resources) {
    const kind = managedOf(key);
    if (kind === undefined || MANAGED[kind].leaving === undefined || composed.has(key)) continue;
    const stays = isKept(binding, key, kind, observed);
    const object = leaveWith(stays ? KEPT : ALL, observed, (managementPolicies) => {
      const { forProvider, externalName, note } = observed;
      const fields = { forProvider: steady(forProvider), managementPolicies, externalName, note };
      return managedResource(binding, { key, kind, ...fields });
    });
    if (object) objects.push([key, object]);
    // Told once, and when it is so.
    else if (stays && !observed.deleting) released.push({ kind, name: nameOf(kind, key) ?? '' });
  }
  return { objects, released };
}

/** Whether DigitalOcean keeps it: data, what belongs to a cluster that is handed over, and what the binding did not make. */
function isKept(binding: Binding, key: string, kind: ManagedName, { note }: ObservedResource): boolean {
  if (MANAGED[kind].leaving !== 'Goes' || binding.target.architecture === 'Referenced' || note === IMPORTED)
    return true;
  return binding.deletionPolicy === 'Orphan' && !isReplaced(binding, key);
}

/** Whether another generation of a pool takes its place, which needs its connections. */
function isReplaced({ pools }: Binding, key: string): boolean {
  const pool = poolOf(key);
  return pool !== undefined && pools.some(({ name }) => name === pool);
}
