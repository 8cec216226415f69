/** A JSON value as it stands in a Kubernetes manifest. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

/** A JSON object. Reading a key that is not there gives `undefined`. */
export interface JsonObject {
  readonly [key: string]: Json;
}

/** Whether a value is a JSON object, and neither a list nor null. */
export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object itself, or an empty one for anything else. */
export function asObject(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}

/** The list itself, or an empty one for anything else. */
export function asList(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}

/** The string itself, or `undefined` for anything else and for the empty string. */
export function asString(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The finite number itself, or `undefined` for anything else. */
export function asNumber(value: Json | undefined): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** The value of an own key, for keys that others choose, such as `constructor`. */
export function field(object: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** The value at a path of keys, or `undefined` if there is none. */
export function at(value: Json | undefined, ...path: readonly string[]): Json | undefined {
  let current = value;
  for (const key of path) current = isObject(current) ? field(current, key) : undefined;
  return current;
}

function isDefined(entries: Readonly<Record<string, Json | undefined>>): entries is JsonObject {
  for (const key of Object.keys(entries)) if (entries[key] === undefined) return false;
  return true;
}

/** An object of the defined entries only: an absent value must not be sent as null. */
export function compact(entries: Readonly<Record<string, Json | undefined>>): JsonObject {
  if (isDefined(entries)) return entries;
  const result: Record<string, Json> = {};
  for (const key of Object.keys(entries)) {
    const value = entries[key];
    if (value !== undefined) result[key] = value;
  }
  return result;
}
