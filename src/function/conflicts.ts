import type { Binding } from '../api/binding.js';
import type { Composition } from '../compose/compose.js';
import type { ComposedConnection } from '../connection/compose-connection.js';
import { askedKeys, kindOf } from '../kinds/resource-keys.js';
import { collectIssues, type Issue, type Report } from '../lib/issue.js';
import type { Facts } from '../observe/facts.js';
import type { State } from '../wire/request.js';

/** Everything that was composed, and what it was composed from. */
export interface Composed {
  readonly binding: Binding;
  readonly facts: Facts;
  readonly composition: Composition;
  readonly connection: ComposedConnection;
}

/**
 * Resource keys that something else uses already. Taking them over would overwrite another function's resource, or leave
 * behind one that nothing deletes.
 */
export function findConflicts(composed: Composed, desired: State): readonly Issue[] {
  return collectIssues((report) => {
    reportDesired(report, composed, desired);
    reportObserved(report, composed);
  });
}

function reportDesired(report: Report, { binding, composition, connection }: Composed, { resources }: State): void {
  // Nearly always no earlier step uses a key like ours, so ours need not be listed.
  if (!hasKeyLikeOurs(resources)) return;
  const composed = [...composition.objects.keys(), ...connection.objects.keys()];
  // What waits to be composed needs its key later.
  for (const key of new Set([...composed, ...askedKeys(binding), ...connection.keys]))
    if (resources.has(key))
      report(
        `desired.resources["${key}"]`,
        'an earlier step of the pipeline desires a resource of this name: rename it there',
      );
}

function hasKeyLikeOurs(resources: State['resources']): boolean {
  for (const key of resources.keys()) if (kindOf(key) !== undefined) return true;
  return false;
}

function reportObserved(report: Report, { facts, composition, connection }: Composed): void {
  const { resources, foreign } = facts;
  for (const { objects } of [composition, connection])
    for (const [key, { apiVersion, kind }] of objects) {
      const resource = resources.get(key);
      if (resource && resource.apiVersion === apiVersion && resource.kind === kind) continue;
      const wanted = `${String(apiVersion)} ${String(kind)}`;
      const observed = resource ? `${resource.apiVersion} ${resource.kind}` : (foreign.get(key) ?? wanted);
      if (observed !== wanted)
        report(
          `observed.resources["${key}"]`,
          `already exists as ${observed} and cannot become ${wanted}: rename or remove it first`,
        );
    }
}
