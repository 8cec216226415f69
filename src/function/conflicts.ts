import type { Issue } from '../lib/issue.js';
import type { Facts } from '../observe/facts.js';
import type { State } from '../wire/request.js';
import type { Manifest } from '../wire/write-struct.js';

/** What this function composes, now and once what it waits for is there. */
export interface OwnKeys {
  readonly objects: ReadonlyMap<string, Manifest>;
  readonly waiting: readonly string[];
}

/**
 * Resource keys that somebody else uses already. Taking them over would overwrite another function's resource, or leave
 * one behind that nothing deletes any more.
 */
export function findConflicts(own: OwnKeys, passed: State, facts: Facts): readonly Issue[] {
  return [...desiredConflicts(own, passed), ...observedConflicts(own, facts)];
}

function desiredConflicts({ objects, waiting }: OwnKeys, { resources }: State): readonly Issue[] {
  if (resources.size === 0) return [];
  const keys = new Set<string>();
  for (const key of objects.keys()) if (resources.has(key)) keys.add(key);
  for (const key of waiting) if (resources.has(key)) keys.add(key);
  return [...keys].map(desiredConflict);
}

function observedConflicts({ objects }: OwnKeys, { resources, foreign }: Facts): readonly Issue[] {
  const issues: Issue[] = [];
  for (const [key, { apiVersion, kind }] of objects) {
    const resource = resources.get(key);
    if (resource?.apiVersion === apiVersion && resource?.kind === kind) continue;
    const other = resource ? `${resource.apiVersion} ${resource.kind}` : foreign.get(key);
    if (other === undefined) continue;
    const wanted = `${String(apiVersion)} ${String(kind)}`;
    if (other !== wanted) issues.push(observedConflict(key, other, wanted));
  }
  return issues;
}

function desiredConflict(key: string): Issue {
  return {
    path: `desired.resources["${key}"]`,
    message: 'an earlier step of the pipeline desires a resource of this name: rename it there',
  };
}

function observedConflict(key: string, other: string, wanted: string): Issue {
  return {
    path: `observed.resources["${key}"]`,
    message: `exists already as ${other} and cannot become ${wanted}: rename or remove it first`,
  };
}
