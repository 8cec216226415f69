import { isDeepStrictEqual } from 'node:util';
import { field, isObject, type Json, type JsonObject } from '../../../src/lib/json.js';

/** The JSON merge patch that turns one object into another; what is equal in both is not in it. */
export function mergePatch(before: JsonObject, after: JsonObject): JsonObject {
  const patch: Record<string, Json> = {};
  for (const key of Object.keys(before)) if (field(after, key) === undefined) patch[key] = null;
  for (const [key, value] of Object.entries(after)) {
    const existing = field(before, key);
    if (isDeepStrictEqual(existing, value)) continue;
    patch[key] = isObject(value) && isObject(existing) ? mergePatch(existing, value) : value;
  }
  return patch;
}
