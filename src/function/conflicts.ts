import type { Issue } from '../lib/issue.js';
import type { JsonObject } from '../lib/json.js';
import type { Facts } from '../observe/facts.js';
import type { State } from '../wire/request.js';

/** What this function composes, now and once what it waits for is there. */
export interface OwnKeys {
  readonly objects: ReadonlyMap<string, JsonObject>;
  readonly waiting: readonly string[];
}

/**
 * Resource keys that somebody else uses already. Taking them over would overwrite another function's resource, or leave
 * one behind that nothing deletes any more.
 */
export function findConflicts({ objects, waiting }: OwnKeys, passed: State, facts: Facts): readonly Issue[] {
  const keys = [...new Set([...objects.keys(), ...waiting])];
  const desired = keys.filter((key) => passed.resources.has(key)).map(desiredConflict);
  const observed = [...objects].flatMap(([key, object]) => {
    const wanted = `${String(object.apiVersion)} ${String(object.kind)}`;
    const resource = facts.resources.get(key);
    const other = resource ? `${resource.apiVersion} ${resource.kind}` : facts.foreign.get(key);
    return other === undefined || other === wanted ? [] : [observedConflict(key, other, wanted)];
  });
  return [...desired, ...observed];
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
