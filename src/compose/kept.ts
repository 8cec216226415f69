import { isDeepStrictEqual } from 'node:util';
import { field, isObject, type Json, type JsonObject } from '../lib/json.js';
import type { Behavior } from '../provider/field-behavior.js';

/**
 * A field that the spec does not set, and that keeps the value that was sent last: without it the provider would fail, be
 * blocked, or send a value that nobody asked for, and DigitalOcean goes back to no default.
 */
export interface Kept {
  /** `spec.cluster.maintenanceWindow` */
  readonly path: string;
  /** For people; `undefined` if it is too long to be read. */
  readonly value: string | undefined;
  /** How to reset it. */
  readonly advice: string;
}

const WRITE_IT = 'write the value that you want';
/** The longest value that a sentence can hold. */
const LONGEST = 60;

/** What to tell of a field that keeps a value: nothing if that is what the provider sends without it. */
export function keptField(
  path: string,
  behavior: Behavior | undefined,
  value: Json,
  advice: string = WRITE_IT,
): readonly Kept[] {
  const removed = behavior?.removed;
  if (typeof removed === 'object' && isDeepStrictEqual(removed.sends, value)) return [];
  const text = textOf(value);
  return [{ path, value: text.length > 0 && text.length <= LONGEST ? text : undefined, advice }];
}

/** What fields are sent from; both as JSON of the spec or of the provider. */
interface Values {
  readonly asked: JsonObject;
  /** What was sent last, and can be sent again. */
  readonly before: JsonObject;
}

/** The fields to send, in their order: as asked for, or else as they were sent before, which is told; `path` is theirs. */
export function keepSent(
  fields: Iterable<readonly [name: string, behavior: Behavior]>,
  { asked, before }: Values,
  path: string,
  write: (behavior: Behavior, value: Json) => Json = (_behavior, value) => value,
): { readonly sent: JsonObject; readonly kept: readonly Kept[] } {
  const sent: Record<string, Json> = {};
  const kept: Kept[] = [];
  for (const [name, behavior] of fields) {
    const wanted = field(asked, name);
    const value = wanted ?? field(before, name);
    if (value === undefined) continue;
    sent[name] = write(behavior, value);
    if (wanted === undefined) kept.push(...keptField(`${path}.${name}`, behavior, value));
  }
  return { sent, kept };
}

/** `tuesday 02:00` */
function textOf(value: Json): string {
  if (Array.isArray(value)) return value.map(textOf).join(' ');
  return isObject(value) ? Object.values(value).map(textOf).join(' ') : String(value ?? '');
}
