import type { Location } from '../../src/api/schema/location.js';
import type { Issue } from '../../src/lib/issue.js';
import { isObject, type Json, type JsonObject } from '../../src/lib/json.js';
import { parsePath } from '../manifests/parse-path.js';
import { problemsOf } from './judge-spec.js';
import type { Note, PlannedBinding } from './plan.js';

/** Which object of the source a part of a spec comes from. */
export type Origins = ReadonlyMap<JsonObject, string>;

/** More problems than a person made: something is wrong with the whole. */
const MOST_ROUNDS = 500;
/** What a binding cannot be without. */
const NEEDED = [
  'apiVersion',
  'kind',
  'metadata',
  'metadata.name',
  'metadata.namespace',
  'spec',
  'spec.cluster',
  'spec.cluster.engine',
  'spec.cluster.adopt',
  'spec.clusterRef',
  'spec.clusterRef.uuid',
];

/** Lists that replace what the cluster has: one without an entry would take that away, so such a list goes as a whole. */
const WHOLE = ['spec.cluster.trustedSources'];
const MISSING = 'required but missing';

/**
 * A binding without what the function would refuse, each such part in a note. `undefined` if nothing right is left: then
 * the notes say why.
 */
export function prune(
  binding: JsonObject,
  source: string,
  origins: Origins,
): { readonly kept: PlannedBinding | undefined; readonly notes: readonly Note[] } {
  const notes: Note[] = [];
  const known = new Map(origins);
  let current = binding;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const [issue] = problemsOf(current);
    if (issue === undefined) return { kept: { binding: current, notes }, notes };
    const location = removable(current, parsePath(issue.path));
    // What was taken out is missing now, which is not a further problem.
    if (issue.message !== MISSING || notes.at(-1)?.field !== issue.path)
      notes.push(noteOf(issue, originAt(current, parsePath(issue.path), known) ?? source));
    if (location === undefined) return { kept: undefined, notes };
    current = without(current, location, known);
  }
  return { kept: undefined, notes };
}

function noteOf({ path, message }: Issue, source: string): Note {
  const whole = WHOLE.find((list) => path.startsWith(`${list}[`));
  const more = whole === undefined ? '' : '; the whole list is left out, so that the cluster keeps what it has';
  // A list of every field that there is helps whoever misspelt one.
  return { source, field: path, message: message.replace(/ \(known: .*\)$/, '') + more };
}

/** The part to take out: what a problem is about, or what holds it where that is missing. */
function removable(binding: JsonObject, location: Location): Location | undefined {
  for (let length = location.length; length > 0; length -= 1) {
    const part = location.slice(0, length);
    const whole = part.slice(0, -1).join('.');
    if (NEEDED.includes(part.join('.'))) return undefined;
    if (valueAt(binding, part) !== undefined && !WHOLE.some((list) => whole.startsWith(list))) return part;
  }
  return undefined;
}

function valueAt(value: Json | undefined, location: Location): Json | undefined {
  return location.reduce<Json | undefined>((current, key) => {
    if (typeof key === 'number') return Array.isArray(current) ? (current as readonly Json[])[key] : undefined;
    return isObject(current) && Object.hasOwn(current, key) ? current[key] : undefined;
  }, value);
}

/** The innermost part around a location whose origin is known. */
function originAt(binding: JsonObject, location: Location | undefined, origins: Origins): string | undefined {
  for (let length = location?.length ?? 0; length > 0; length -= 1) {
    const value = valueAt(binding, location?.slice(0, length) ?? []);
    const origin = isObject(value) ? origins.get(value) : undefined;
    if (origin !== undefined) return origin;
  }
  return undefined;
}

/** A copy without one part. What is copied keeps its origin. */
function without(value: JsonObject, location: Location, origins: Map<JsonObject, string>): JsonObject {
  const removed = partRemoved(value, location, origins);
  return isObject(removed) ? removed : value;
}

function partRemoved(value: Json, [key, ...below]: Location, origins: Map<JsonObject, string>): Json {
  if (typeof key === 'number' && Array.isArray(value)) {
    const list = value as readonly Json[];
    return below.length === 0
      ? list.filter((_, i) => i !== key)
      : list.map((item, i) => (i === key ? partRemoved(item, below, origins) : item));
  }
  if (typeof key !== 'string' || !isObject(value)) return value;
  const entries = Object.entries(value).flatMap(([name, child]): [string, Json][] => {
    if (name !== key) return [[name, child]];
    return below.length === 0 ? [] : [[name, partRemoved(child, below, origins)]];
  });
  const copy = Object.fromEntries(entries);
  const origin = origins.get(value);
  if (origin !== undefined) origins.set(copy, origin);
  return copy;
}
