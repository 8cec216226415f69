import { field, isObject, type Json, type JsonObject } from '../../lib/json.js';

/** Two policies as one: objects field by field, and of everything else what the first one says. */
export function mergePolicies(first: JsonObject, second: JsonObject): JsonObject {
  const own = Object.entries(first).map(([key, value]): [string, Json] => {
    const other = field(second, key);
    return [key, isObject(value) && isObject(other) ? mergePolicies(value, other) : value];
  });
  const added = Object.entries(second).filter(([key]) => !Object.hasOwn(first, key));
  return Object.fromEntries([...own, ...added]);
}
