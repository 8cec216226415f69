import type { Binding } from '../../api/binding.js';
import { keyOf } from '../../kinds/resource-keys.js';
import { asString, type JsonObject } from '../../lib/json.js';
import { isOnlyObserved } from '../../observe/management-policies.js';
import type { ObservedResource } from '../../observe/observed-resource.js';
import { creationNote, IMPORTED, isGone } from '../../observe/presence.js';
import { type Home, newHome } from '../home.js';
import { managedResource } from '../managed-resource.js';
import type { Entry, Part } from '../part.js';
import { type Importable, importable, lookAt, type Standing, standingOf } from './import-name.js';

/** Composes the databases of a cluster. */
export function composeDatabases(
  binding: Binding,
  home: Home,
  resources: ReadonlyMap<string, ObservedResource>,
  taken: ReadonlySet<string>,
): Part {
  const objects: Entry[] = [];
  for (const name of binding.databases) {
    const key = keyOf('database', name);
    const object = taken.has(key) ? undefined : composeDatabase(binding, name, home, resources.get(key));
    if (object) objects.push([key, object]);
  }
  return { objects, refusals: [] };
}

/** Composes a database, or nothing where it has to wait for its cluster. */
export function composeDatabase(
  binding: Binding,
  asked: string,
  home: Home,
  observed: ObservedResource | undefined,
): JsonObject | undefined {
  const clusterId = observed ? observed.home : newHome(home);
  if (!observed && clusterId === undefined) return undefined;
  const name = (observed && asString(observed.forProvider.name)) ?? asked;
  const { externalName, managementPolicies, imported } = settled(
    binding,
    importable('database', clusterId, name),
    observed,
  );
  return managedResource(binding, {
    key: keyOf('database', asked),
    kind: 'database',
    forProvider: clusterId === undefined ? { name } : { clusterId, name },
    managementPolicies,
    externalName,
    note: imported ? IMPORTED : creationNote(observed),
  });
}

/**
 * There is nothing to change of a database, so one that is there is only looked at. The provider would make a lost one again
 * without a word, and applications would find it empty; this way it tells, and the policy decides.
 */
function settled(binding: Binding, database: Importable | undefined, observed: ObservedResource | undefined): Standing {
  const standing = standingOf(binding, database, observed);
  if (!observed || !database || binding.target.architecture === 'Referenced') return standing;
  const wasThere = observed.atProvider.id !== undefined;
  const isMadeAgain = isGone(observed) && (binding.onLoss === 'Follow' || !wasThere);
  const isThere = isOnlyObserved(observed) ? !isMadeAgain : observed.health.state === 'ready';
  return isThere ? { ...standing, ...lookAt(database) } : standing;
}
