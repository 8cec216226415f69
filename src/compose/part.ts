import type { JsonObject } from '../lib/json.js';
import type { Refusal } from './refusal.js';

/** Some of the composed resources, and what of the spec they do not follow. */
export interface Part {
  readonly objects: readonly (readonly [key: string, object: JsonObject])[];
  readonly refusals: readonly Refusal[];
}

/** The parts of each thing together. */
export function joined(parts: readonly Part[]): Part {
  return { objects: parts.flatMap(({ objects }) => objects), refusals: parts.flatMap(({ refusals }) => refusals) };
}

/** What is one resource, or none yet. */
export function single(
  key: string,
  { object, refusals = [] }: { readonly object: JsonObject | undefined; readonly refusals?: readonly Refusal[] },
): Part {
  return { objects: object ? [[key, object]] : [], refusals };
}

export const NOTHING: Part = { objects: [], refusals: [] };
