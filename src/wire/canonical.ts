import { endOfField, endOfKey, keyOfEntry, sortEntries, startOfEntry } from './entries.js';
import { startOfLast } from './last-field.js';
import { EVERY_KEY, type Keys } from './projection.js';
import { Rearranging } from './rearranging.js';
import { ENTRY_VALUE, FIELDS, ITEMS, KIND, MAX_DEPTH } from './struct-tags.js';

/** What a field, or the value of a map's entry, holds: nothing that stays, bytes that are not looked into, a message, a Struct. */
export type Content = 'nothing' | 'bytes' | MessageShape | StructShape;

/** A message by its length-delimited fields. */
export interface MessageShape {
  /** By tag. */
  readonly fields: readonly (FieldShape | undefined)[];
  /** Whether fields that are not named are left out, or stay as they are. */
  readonly isClosed: boolean;
}

/** A field, or an entry of a map. */
export interface FieldShape {
  readonly isMap: boolean;
  readonly holds: Content;
}

/** A Struct, and those of its keys that stay. */
export interface StructShape {
  readonly keys: Keys;
}

/**
 * The canonical form of an encoded message: entries of maps in the order of their keys, after the other fields, and left out
 * what the shape leaves out. Two encodings of the same content have the same one, and it means the same. What no usual encoder
 * writes stays as it is, so that malformed bytes are still found where they are read. The form is at the end of the memory,
 * which has to be twice as long as the message.
 */
export function canonicalForm(bytes: Uint8Array, shape: MessageShape, memory: Uint8Array): Uint8Array {
  const form = new Rearranging(memory, bytes);
  writeMessage({ form, source: memory, places: [], top: 0 }, 0, bytes.length, shape);
  return form.finish();
}

interface Copy {
  readonly form: Rearranging;
  readonly source: Uint8Array;
  /** A stack of where the parts of the message start that is being written, and of those around it: a list for each would be garbage. */
  readonly places: number[];
  top: number;
}

/** Like everything below, copies what is between two offsets, last field first: then each length is known when it is written. */
function writeMessage(copy: Copy, start: number, end: number, shape: MessageShape): void {
  const { source } = copy;
  const { fields, isClosed } = shape;
  const others: number[] = [];
  const entries: number[] = [];
  for (let offset = start; offset < end; ) {
    const field = fields[source[offset] ?? 0];
    const next = endOfField(source, offset, end);
    const place = field?.isMap ? keyOfEntry(source, offset, next) : next;
    if (place === 0) {
      copy.form.copy(start, end);
      return;
    }
    if (field?.isMap) entries.push(place);
    else if (stays(field, isClosed)) others.push(offset);
    offset = next;
  }
  sortEntries(source, entries, 0, entries.length);
  for (let i = entries.length - 1; i >= 0; i--) writeEntry(copy, entries[i] ?? 0, end, fields);
  for (let i = others.length - 1; i >= 0; i--) writeField(copy, others[i] ?? 0, end, fields);
}

function stays(field: FieldShape | undefined, isClosed: boolean): boolean {
  return field ? field.holds !== 'nothing' : !isClosed;
}

function writeEntry(copy: Copy, key: number, limit: number, fields: MessageShape['fields']): void {
  const { source, form } = copy;
  const start = startOfEntry(source, key);
  const end = endOfField(source, start, limit);
  const tag = source[start] ?? 0;
  const mark = form.length;
  if (writeContent(copy, endOfKey(source, key) + 1, end, fields[tag]?.holds)) closeEntry(copy, key, mark, tag);
  else form.copy(start, end);
}

function writeField(copy: Copy, start: number, limit: number, fields: MessageShape['fields']): void {
  const { source, form } = copy;
  const end = endOfField(source, start, limit);
  const tag = source[start] ?? 0;
  const mark = form.length;
  if (writeContent(copy, start + 1, end, fields[tag]?.holds)) form.close(tag, mark);
  else form.copy(start, end);
}

/** Writes a message or a Struct, whose length is at an offset, and returns true, or writes nothing and returns false. */
function writeContent(copy: Copy, length: number, end: number, holds: Content = 'bytes'): boolean {
  if (typeof holds === 'string') return false;
  const content = startOfLast(copy.source, length, end);
  if (content === 0) return false;
  if ('keys' in holds) writeStruct(copy, content, end, holds.keys, 0);
  else writeMessage(copy, content, end, holds);
  return true;
}

function writeStruct(copy: Copy, start: number, end: number, keys: Keys, depth: number): void {
  const { source, places } = copy;
  const base = copy.top;
  for (let offset = start; offset < end; ) {
    const next = source[offset] === FIELDS ? endOfField(source, offset, end) : 0;
    const key = keyOfEntry(source, offset, next);
    if (key === 0 || depth > MAX_DEPTH) {
      copy.form.copy(start, end);
      copy.top = base;
      return;
    }
    if (keys === EVERY_KEY || keys.below(source, key, endOfKey(source, key))) places[copy.top++] = key;
    offset = next;
  }
  sortEntries(source, places, base, copy.top);
  for (let i = copy.top - 1; i >= base; i--) writeMember(copy, places[i] ?? 0, end, keys, depth);
  copy.top = base;
}

function writeMember(copy: Copy, key: number, limit: number, keys: Keys, depth: number): void {
  const { source, form } = copy;
  const keyEnd = endOfKey(source, key);
  const below = keys === EVERY_KEY ? keys : (keys.below(source, key, keyEnd) ?? keys);
  const start = startOfEntry(source, key);
  const end = endOfField(source, start, limit);
  const mark = form.length;
  const value = startOfLast(source, keyEnd + 1, end);
  if (writeContainer(copy, value, end, below, depth)) closeEntry(copy, key, mark, FIELDS);
  else form.copy(start, end);
}

/** Writes a value that is an object or a list and returns true, or writes nothing and returns false. */
function writeContainer(copy: Copy, value: number, end: number, keys: Keys, depth: number): boolean {
  const { source, form } = copy;
  const kind = value === 0 ? 0 : source[value];
  if (kind !== KIND.struct && kind !== KIND.list) return false;
  const content = startOfLast(source, value + 1, end);
  if (content === 0) return false;
  const mark = form.length;
  if (kind === KIND.struct) writeStruct(copy, content, end, keys, depth + 1);
  else writeList(copy, content, end, keys, depth + 1);
  form.close(kind, mark);
  return true;
}

function writeList(copy: Copy, start: number, end: number, keys: Keys, depth: number): void {
  const { source, form, places } = copy;
  const base = copy.top;
  for (let offset = start; offset < end; ) {
    const next = source[offset] === ITEMS ? endOfField(source, offset, end) : 0;
    if (next === 0 || depth > MAX_DEPTH) {
      form.copy(start, end);
      copy.top = base;
      return;
    }
    places[copy.top++] = offset;
    offset = next;
  }
  let to = end;
  for (let i = copy.top - 1; i >= base; i--) {
    const from = places[i] ?? 0;
    const mark = form.length;
    if (writeContainer(copy, startOfLast(source, from + 1, to), to, keys, depth)) form.close(ITEMS, mark);
    else form.copy(from, to);
    to = from;
  }
  copy.top = base;
}

/** Turns what was written since `mark` into the value of the entry with a key. */
function closeEntry({ source, form }: Copy, key: number, mark: number, tag: number): void {
  form.close(ENTRY_VALUE, mark);
  form.copy(key - 2, endOfKey(source, key));
  form.close(tag, mark);
}
