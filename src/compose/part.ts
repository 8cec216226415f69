import type { JsonObject } from '../lib/json.js';
import type { Refusal } from './refusal.js';

/** A manifest under its resource key. */
export type Entry = readonly [key: string, object: JsonObject];

/** Some of the composed resources, and what of the spec they do not follow. */
export interface Part {
  readonly objects: readonly Entry[];
  readonly refusals: readonly Refusal[];
  /** Fields that keep their last value, though the spec no longer sets them. */
  readonly kept?: readonly string[];
}

export const NOTHING: Part = { objects: [], refusals: [] };

/** What is composed for each thing of a list, together. */
export function each<T>(things: readonly T[], compose: (thing: T, index: number) => Part): Part {
  // Most bindings have one or two kinds of things only.
  if (things.length === 0) return NOTHING;
  const objects: Entry[] = [];
  const refusals: Refusal[] = [];
  for (const [i, thing] of things.entries()) {
    const part = compose(thing, i);
    objects.push(...part.objects);
    refusals.push(...part.refusals);
  }
  return { objects, refusals };
}

/** What is one resource, or none yet. */
export function single(key: string, object: JsonObject | undefined, refusals: readonly Refusal[] = []): Part {
  return { objects: object ? [[key, object]] : NOTHING.objects, refusals };
}
