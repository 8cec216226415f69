import type { Binding } from '../../api/binding.js';
import { type ImportableKind, MANAGED } from '../../kinds/kinds.js';
import { isOnlyObserved } from '../../observe/management-policies.js';
import { creationNote, IMPORTED, isGone, isNameInUse, wasThereBefore } from '../../observe/presence.js';
import type { Place } from '../composing.js';
import type { ManagedResource } from '../managed-resource.js';
import { KEPT, OBSERVE_ONLY, policiesWithin } from '../management-policies.js';

/** Something that can be imported by its name. */
export type ImportablePlace = Place<ImportableKind>;

/** How the provider finds something in a cluster, and what it may do with it. The note says whether it was imported. */
export type Standing = Pick<ManagedResource, 'externalName' | 'managementPolicies' | 'note'>;

/**
 * Imports what exists in the binding's own cluster already, when DigitalOcean says that its name is in use: a deleted binding
 * left it, or the answer to its creation was lost. It is only observed before anything is changed. An external name that was
 * desired once stays: without it the provider would try to create the thing again.
 */
export function standingOf(binding: Binding, place: ImportablePlace, name: string): Standing {
  const { kind, clusterId, observed } = place;
  // What existed before the binding is managed, and never deleted by itself.
  const managementPolicies = observed && wasThereBefore(observed) ? KEPT : policiesWithin(binding);
  const isNoted = MANAGED[kind].leaving === 'DataStays' || observed?.note === IMPORTED;
  const note = isNoted ? creationNote(observed) : undefined;
  const unnamed = { externalName: undefined, managementPolicies, note };
  if (!observed || clusterId === undefined) return unnamed;
  if (binding.target.architecture === 'Controlled' && isNameInUse(observed))
    return { ...observeOnly(place, name), note: IMPORTED };
  const managedName = managedNameOf(kind, clusterId, name);
  if (![importName(clusterId, name), managedName].includes(observed.externalName ?? '')) return unnamed;
  const isLookedFor = isOnlyObserved(observed) && !isGone(observed) && observed.health.state !== 'ready';
  return isLookedFor ? { ...observeOnly(place, name), note } : { externalName: managedName, managementPolicies, note };
}

/** How to only observe something: for that, the provider takes another form of its name, unless it has a form of its own for it. */
export function observeOnly({ kind, clusterId, observed }: ImportablePlace, name: string): Omit<Standing, 'note'> {
  if (clusterId === undefined) return { externalName: undefined, managementPolicies: OBSERVE_ONLY };
  const given = observed?.externalName;
  const isOrdinary = given === undefined || given === managedNameOf(kind, clusterId, name);
  return { externalName: isOrdinary ? importName(clusterId, name) : given, managementPolicies: OBSERVE_ONLY };
}

/** The name that the provider gives to what it has created. */
function managedNameOf(kind: ImportableKind, clusterId: string, name: string): string {
  return `${clusterId}${MANAGED[kind].separator}${name}`;
}

/** The name by which the provider looks for what it has not created. */
export function importName(clusterId: string, name: string): string {
  return `${clusterId},${name}`;
}
