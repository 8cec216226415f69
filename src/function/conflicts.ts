import { kindOf } from '../kinds/resource-keys.js';
import type { Issue } from '../lib/issue.js';
import type { Facts } from '../observe/facts.js';
import type { State } from '../wire/request.js';
import type { Manifest } from '../wire/write-struct.js';

/** What this function composes, now and once what it waits for is there. */
export interface OwnKeys {
  /** Manifests by resource key, in parts. */
  readonly objects: readonly ReadonlyMap<string, Manifest>[];
  readonly waiting: () => readonly string[];
}

/**
 * Resource keys that somebody else uses already. Taking them over would overwrite another function's resource, or leave
 * one behind that nothing deletes any more.
 */
export function findConflicts(own: OwnKeys, passed: State, facts: Facts): readonly Issue[] {
  return [...desiredConflicts(own, passed), ...observedConflicts(own, facts)];
}

function desiredConflicts({ objects, waiting }: OwnKeys, { resources }: State): readonly Issue[] {
  // Nearly always nothing of the earlier steps has a key like ours, so ours need not be told one by one.
  if (![...resources.keys()].some((key) => kindOf(key) !== undefined)) return [];
  const own = [...objects.flatMap((part) => [...part.keys()]), ...waiting()];
  return [...new Set(own)].filter((key) => resources.has(key)).map(desiredConflict);
}

function observedConflicts({ objects }: OwnKeys, facts: Facts): readonly Issue[] {
  const issues: Issue[] = [];
  for (const part of objects)
    for (const [key, object] of part) {
      const issue = observedConflict(key, object, facts);
      if (issue) issues.push(issue);
    }
  return issues;
}

function observedConflict(key: string, { apiVersion, kind }: Manifest, facts: Facts): Issue | undefined {
  const resource = facts.resources.get(key);
  if (resource?.apiVersion === apiVersion && resource?.kind === kind) return undefined;
  const other = resource ? `${resource.apiVersion} ${resource.kind}` : facts.foreign.get(key);
  if (other === undefined) return undefined;
  const wanted = `${String(apiVersion)} ${String(kind)}`;
  if (other === wanted) return undefined;
  return {
    path: `observed.resources["${key}"]`,
    message: `exists already as ${other} and cannot become ${wanted}: rename or remove it first`,
  };
}

function desiredConflict(key: string): Issue {
  return {
    path: `desired.resources["${key}"]`,
    message: 'an earlier step of the pipeline desires a resource of this name: rename it there',
  };
}
