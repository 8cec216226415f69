import {
  asList,
  asObject,
  asString,
  compact,
  type Json,
  type JsonObject,
  field as ownValue,
} from '../../src/lib/json.js';
import type { Field, Kind } from './fields.js';
import { isSame, isZero } from './values.js';

/** What happens to a field. */
export type Phase = 'set' | 'zero' | 'added' | 'changed' | 'zeroOnUpdate' | 'removed';

/** A field that differs, and what the provider makes of that. */
export interface Change {
  readonly field: Field;
  readonly phase: Phase;
  /** sent, dropped, noCall, replace, panic, or error, which is the API's. */
  readonly word: string;
  readonly before: Json | undefined;
  /** What is wanted, or what the provider sends instead. */
  readonly value: Json | undefined;
}

/** What Terraform will hold, and what differs from what it holds. */
export interface Diff {
  readonly planned: JsonObject;
  readonly changes: readonly Change[];
}

/** What differs between what is written and what Terraform holds; all of it where nothing exists yet. */
export function diffOf(kind: Kind, written: JsonObject, held: JsonObject | undefined): Diff {
  const diff = diffFields(kind.fields, written, held ?? {}, held !== undefined);
  return { ...diff, changes: diff.changes.filter((change) => !isIgnored(change, written)) };
}

function diffFields(fields: readonly Field[], written: JsonObject, held: JsonObject, exists: boolean): Diff {
  const parts = fields.map((field) => {
    const [wanted, before] = [ownValue(written, field.name) ?? field.row.default, ownValue(held, field.name)];
    const isBlock = field.children.length > 0 && !field.repeats;
    const part = isBlock ? diffBlock(field, wanted, before, exists) : diffValue(field, wanted, before, exists);
    return { field, ...part };
  });
  return {
    planned: compact(Object.fromEntries(parts.map(({ field, value }) => [field.name, value]))),
    changes: parts.flatMap(({ changes }) => changes),
  };
}

interface Part {
  readonly value: Json | undefined;
  readonly changes: readonly Change[];
}

function diffBlock(field: Field, wanted: Json | undefined, before: Json | undefined, exists: boolean): Part {
  const blocks = asList(wanted).map(asObject);
  const [block] = asList(before);
  if (blocks.length === 0) return block === undefined ? { value: undefined, changes: [] } : removal(field, before);
  const first = field.row.secondBlock === 'merged' ? Object.assign({}, ...blocks) : blocks[0];
  const isNew = block === undefined;
  const inner = diffFields(field.children, first, asObject(block), exists);
  const value = [inner.planned];
  if (isNew) {
    const phase = exists ? 'added' : Object.keys(first).length === 0 ? 'zero' : 'set';
    const word = phase === 'zero' ? firstWord(field.row.emptyBlock ?? 'sent') : wordFor(field, phase);
    return { value, changes: [{ field, phase, word, before, value }, ...inner.changes] };
  }
  // What is more than the one block there can be differs from it, whatever is sent.
  const more = blocks.length > 1 ? [change(field, 'changed', before, value)] : [];
  return { value, changes: [...more, ...inner.changes] };
}

function diffValue(field: Field, wanted: Json | undefined, before: Json | undefined, exists: boolean): Part {
  if (isAbsent(wanted)) return isZero(before) ? { value: before, changes: [] } : removal(field, before);
  if (exists && isSame(field, wanted, before)) return { value: isZero(wanted) ? wanted : before, changes: [] };
  const found = change(field, phaseOf(wanted, before, exists), before, wanted);
  return found.word === 'kept' ? { value: before, changes: [] } : { value: wanted, changes: [found] };
}

/** Whether nothing is written: an empty list never gets as far as Terraform. */
function isAbsent(wanted: Json | undefined): boolean {
  return wanted === undefined || (Array.isArray(wanted) && wanted.length === 0);
}

function phaseOf(wanted: Json | undefined, before: Json | undefined, exists: boolean): Phase {
  if (isZero(wanted)) return exists ? 'zeroOnUpdate' : 'zero';
  if (!exists) return 'set';
  return isZero(before) ? 'added' : 'changed';
}

/** What becomes of a value that is no longer written. */
function removal(field: Field, before: Json | undefined): Part {
  const { computed, removed = 'dropped', readBack, required } = field.row;
  if (computed || required) return { value: before, changes: [] };
  if (typeof removed === 'string') return { value: undefined, changes: [change(field, 'removed', before, undefined)] };
  // It is a default that counts as nothing.
  if (readBack !== 'whenSet' && isSame(field, removed.sends, before)) return { value: before, changes: [] };
  return { value: undefined, changes: [{ field, phase: 'removed', word: 'sent', before, value: removed.sends }] };
}

function change(field: Field, phase: Phase, before: Json | undefined, value: Json | undefined): Change {
  return { field, phase, word: wordFor(field, phase), before, value };
}

function wordFor({ row }: Field, phase: Phase): string {
  const fresh = phase === 'set' || phase === 'added' || phase === 'changed';
  if (fresh && row.set === 'never') return 'dropped';
  if (fresh && row.set === 'panic') return 'panic';
  const effect = row[phase] ?? (row.forceNew && phase !== 'set' && phase !== 'zero' ? 'replace' : 'sent');
  return typeof effect === 'string' ? firstWord(effect) : 'sent';
}

function firstWord(effect: string): string {
  return effect.replace(/\+.*/, '');
}

/** Some engines only know versions that are higher whole numbers; all others make no difference. */
function isIgnored({ field, before, value }: Change, { engine }: JsonObject): boolean {
  const engines = field.row.engines?.ignoredUnlessHigher ?? [];
  if (before === undefined || !engines.includes(asString(engine) ?? '')) return false;
  return wholeNumber(before) > wholeNumber(value);
}

function wholeNumber(value: Json | undefined): number {
  return /^\d+$/.test(String(value)) ? Number(value) : 0;
}
