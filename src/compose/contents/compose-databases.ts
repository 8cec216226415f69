import { compact } from '../../lib/json.js';
import { isOnlyObserved } from '../../observe/management-policies.js';
import { isGone } from '../../observe/presence.js';
import { type Composing, desire, placeOf } from '../composing.js';
import { type ImportablePlace, observeOnly, type Standing, standingOf } from './standing.js';

/** Composes the databases of a cluster. */
export function composeDatabases(composing: Composing): void {
  for (const { name, called } of composing.binding.databases) {
    const place = placeOf(composing, 'database', name);
    if (!place) continue;
    const { kind, key, clusterId } = place;
    const forProvider = compact({ clusterId, name: called });
    const { externalName, managementPolicies, note } = settled(composing, place, called);
    desire(composing, { key, kind, forProvider, externalName, managementPolicies, note });
  }
}

/**
 * Nothing of a database can change, so one that exists is only observed. The provider would silently create a lost one again,
 * and applications would find it empty; this way it reports the loss, and the policy decides.
 */
function settled({ binding }: Composing, place: ImportablePlace, name: string): Standing {
  const { observed, clusterId } = place;
  const standing = standingOf(binding, place, name);
  if (!observed || clusterId === undefined || binding.target.architecture === 'Referenced') return standing;
  const existed = observed.atProvider.id !== undefined;
  const isCreatedAgain = isGone(observed) && (binding.onLoss === 'Follow' || !existed);
  const exists = isOnlyObserved(observed) ? !isCreatedAgain : observed.health.state === 'ready';
  return exists ? { ...standing, ...observeOnly(place, name) } : standing;
}
