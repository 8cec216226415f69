import type { Binding } from '../../api/binding.js';
import { type ImportableKind, MANAGED } from '../../kinds/kinds.js';
import { isOnlyObserved } from '../../observe/management-policies.js';
import type { ObservedResource } from '../../observe/observed-resource.js';
import { IMPORTED, isGone, isNameInUse, wasThereBefore } from '../../observe/presence.js';
import { KEPT, LOOKED_AT, type ManagementPolicies, policiesWithin } from '../management-policies.js';

/** Something that can be taken over under its name. */
export interface Importable {
  readonly kind: ImportableKind;
  /** The cluster it lies in. */
  readonly clusterId: string;
  /** The name at DigitalOcean. */
  readonly name: string;
}

/** What can be taken over, once it is known which cluster it lies in. */
export function importable(kind: ImportableKind, clusterId: string | undefined, name: string): Importable | undefined {
  return clusterId === undefined ? undefined : { kind, clusterId, name };
}

/** How something that lies in a cluster is found there, and what the provider may do with it. */
export interface Standing {
  /** The external name to desire; `undefined` where the provider gives it. */
  readonly externalName: string | undefined;
  readonly managementPolicies: ManagementPolicies;
  /** Whether it was there before, and the binding took it over. */
  readonly imported: boolean;
}

/**
 * Takes over what exists in the binding's own cluster already, where DigitalOcean says that its name is in use: a binding
 * that was deleted kept it, or the answer to its creation was lost. It is only looked at before anything is changed. An
 * external name that was desired once stays: without it the provider would try to create the thing again.
 */
export function standingOf(
  binding: Binding,
  it: Importable | undefined,
  observed: ObservedResource | undefined,
): Standing {
  // What was there before the binding is looked after, and never deleted by itself.
  const managementPolicies = observed && wasThereBefore(observed) ? KEPT : policiesWithin(binding);
  if (!observed || !it) return { externalName: undefined, managementPolicies, imported: false };
  if (binding.target.architecture === 'Controlled' && isNameInUse(observed)) return { ...lookAt(it), imported: true };
  const imported = observed.note === IMPORTED;
  const isNamed = [importName(it.clusterId, it.name), managedName(it)].includes(observed.externalName ?? '');
  if (!isNamed) return { externalName: undefined, managementPolicies, imported };
  const isLookedFor = isOnlyObserved(observed) && !isGone(observed) && observed.health.state !== 'ready';
  return isLookedFor ? { ...lookAt(it), imported } : { externalName: managedName(it), managementPolicies, imported };
}

/** How something is only looked at: the provider then takes another form of its name. */
export function lookAt(it: Importable): Pick<Standing, 'externalName' | 'managementPolicies'> {
  return { externalName: importName(it.clusterId, it.name), managementPolicies: LOOKED_AT };
}

/** The name by which the provider looks for what it has not made. */
export function importName(clusterId: string, name: string): string {
  return `${clusterId},${name}`;
}

function managedName({ kind, clusterId, name }: Importable): string {
  return `${clusterId}${MANAGED[kind].separator}${name}`;
}
