import { field, isObject, type Json, type JsonObject } from '../../lib/json.js';

/** Merges two policies: objects field by field; for everything else the first one wins. */
export function mergePolicies(first: JsonObject, second: JsonObject): JsonObject {
  const own = Object.entries(first).map(([key, value]): [string, Json] => {
    const other = field(second, key);
    return [key, isObject(value) && isObject(other) ? mergePolicies(value, other) : value];
  });
  const added = Object.entries(second).filter(([key]) => !Object.hasOwn(first, key));
  return Object.fromEntries([...own, ...added]);
}
