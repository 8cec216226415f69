import type { Issue } from '../lib/issue.js';
import type { JsonObject } from '../lib/json.js';
import type { Facts } from '../observe/facts.js';
import type { PassedState } from '../wire/request.js';

/**
 * Resource keys that somebody else uses already. Taking them over would overwrite another function's resource, or leave
 * one behind that nothing deletes any more.
 */
export function findConflicts(
  objects: ReadonlyMap<string, JsonObject>,
  passed: PassedState,
  facts: Facts,
): readonly Issue[] {
  return [...objects].flatMap(([key, object]) => {
    if (passed.resources.has(key)) return [desiredConflict(key)];
    const wanted = `${String(object.apiVersion)} ${String(object.kind)}`;
    const observed = facts.resources.get(key);
    const other = observed ? `${observed.apiVersion} ${observed.kind}` : facts.foreign.get(key);
    return other === undefined || other === wanted ? [] : [observedConflict(key, other, wanted)];
  });
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
