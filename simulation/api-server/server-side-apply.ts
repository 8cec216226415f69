import { isDeepStrictEqual } from 'node:util';
import { asObject, field, isObject, type Json, type JsonObject } from '../../src/lib/json.js';

/**
 * What is stored after one field owner applied its whole intent, by force, over an object it applied `before` to.
 *
 * A field the owner no longer wants goes, unless somebody else has changed it since: then it is theirs. Lists are
 * replaced whole, which is how the resources composed here declare theirs. An object that the owner wants empty, and that
 * loses the last of its fields by that, becomes null: few API servers take that.
 */
export function applyIntent(existing: JsonObject, before: JsonObject, intent: JsonObject): JsonObject {
  const result = new Map(Object.entries(existing));
  for (const [key, applied] of Object.entries(before)) {
    if (field(intent, key) === undefined) assign(result, key, withdraw(field(existing, key), applied));
  }
  for (const [key, wanted] of Object.entries(intent)) {
    assign(result, key, wantedValue(field(existing, key), field(before, key), wanted));
  }
  return Object.fromEntries(result);
}

function wantedValue(existing: Json | undefined, before: Json | undefined, wanted: Json): Json | undefined {
  if (wanted === null) return undefined;
  if (!isObject(wanted)) return wanted;
  const applied = applyIntent(asObject(existing), asObject(before), wanted);
  const isEmptied = isEmpty(wanted) && !isEmpty(asObject(before)) && isEmpty(applied);
  return isEmptied ? null : applied;
}

function isEmpty(object: JsonObject): boolean {
  return Object.keys(object).length === 0;
}

function withdraw(existing: Json | undefined, applied: Json): Json | undefined {
  if (!isObject(existing) || !isObject(applied)) return isDeepStrictEqual(existing, applied) ? undefined : existing;
  const rest = applyIntent(existing, applied, {});
  return isEmpty(rest) ? undefined : rest;
}

function assign(object: Map<string, Json>, key: string, value: Json | undefined): void {
  if (value === undefined) object.delete(key);
  else object.set(key, value);
}
