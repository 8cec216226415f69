import { asList, isObject, type Json, type JsonObject } from '../lib/json.js';

/** An observed object, to be desired as it is: without what the API server would not return as it was sent. */
export function steady(object: JsonObject): JsonObject {
  const entries = Object.entries(object).map(([key, value]) => [key, cleaned(value)] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== null && value !== ''));
}

function cleaned(value: Json): Json {
  if (isObject(value)) return steady(value);
  return Array.isArray(value)
    ? asList(value)
        .map(cleaned)
        .filter((item) => item !== null && item !== '')
    : value;
}
