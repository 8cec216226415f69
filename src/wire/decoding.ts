import type { Json } from '../lib/json.js';

/** An object while it is being read. */
export type Fields = Record<string, Json>;

/** A value while it is being read. */
export type Decoding = null | boolean | number | string | Json[] | Fields;

/** Whether the value read so far is an object. */
export function isFields(value: Decoding): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Adds a key, `__proto__` too: assigning to that would change the object's prototype instead. */
export function put(object: Fields, key: string, value: Json): void {
  if (key === '__proto__')
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  else object[key] = value;
}
