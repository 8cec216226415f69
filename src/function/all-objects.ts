import type { Manifest } from '../wire/write-struct.js';

/** Manifests by resource key. */
type Objects = ReadonlyMap<string, Manifest>;

/** All that is composed, in the order in which it is: no pair is made of each entry, as there may be hundreds. */
export function allObjects(...parts: readonly Objects[]): Objects {
  const all = new Map<string, Manifest>();
  for (const part of parts) part.forEach((object, key) => void all.set(key, object));
  return all;
}
