import { endOfField, endOfKey, keyOfEntry, sortEntries, startOfKey } from './entries.js';
import { startOfLast } from './last-field.js';
import { EVERY_KEY, type Keys } from './projection.js';
import { FIELDS, ITEMS, KIND, MAX_DEPTH } from './struct-tags.js';
import { Writer } from './writer.js';

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
 * writes stays as it is, so that malformed bytes are still found where they are read.
 */
export function canonicalForm(bytes: Uint8Array, shape: MessageShape): Uint8Array {
  const writer = new Writer(bytes.length);
  writeMessage({ source: bytes, writer }, 0, bytes.length, shape);
  return writer.finish();
}

interface Copy {
  readonly source: Uint8Array;
  readonly writer: Writer;
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
    if (next === 0 || (field?.isMap && keyOfEntry(source, offset, next) === 0)) {
      verbatim(copy, start, end);
      return;
    }
    if (field?.isMap) entries.push(offset);
    else if (stays(field, isClosed)) others.push(offset);
    offset = next;
  }
  sortEntries(source, entries);
  for (let i = entries.length - 1; i >= 0; i--) writeField(copy, entries[i] ?? 0, end, fields);
  for (let i = others.length - 1; i >= 0; i--) writeField(copy, others[i] ?? 0, end, fields);
}

function stays(field: FieldShape | undefined, isClosed: boolean): boolean {
  return field ? field.holds !== 'nothing' : !isClosed;
}

function writeField(copy: Copy, offset: number, limit: number, fields: MessageShape['fields']): void {
  const { source, writer } = copy;
  const tag = source[offset] ?? 0;
  const end = endOfField(source, offset, limit);
  const field = fields[tag];
  const key = field?.isMap ? startOfKey(source, offset) : 0;
  const content = startOfLast(source, field?.isMap ? endOfKey(source, key) + 1 : offset + 1, end);
  if (!field || typeof field.holds === 'string' || content === 0) {
    verbatim(copy, offset, end);
    return;
  }
  const mark = writer.length;
  if ('keys' in field.holds) writeStruct(copy, content, end, field.holds.keys, 0);
  else writeMessage(copy, content, end, field.holds);
  if (field.isMap) closeValue(copy, key, mark);
  writer.close(tag >>> 3, mark);
}

function writeStruct(copy: Copy, start: number, end: number, keys: Keys, depth: number): void {
  const { source } = copy;
  const entries: number[] = [];
  for (let offset = start; offset < end; ) {
    const next = source[offset] === FIELDS ? endOfField(source, offset, end) : 0;
    if (next === 0 || keyOfEntry(source, offset, next) === 0 || depth > MAX_DEPTH) {
      verbatim(copy, start, end);
      return;
    }
    entries.push(offset);
    offset = next;
  }
  sortEntries(source, entries);
  for (let i = entries.length - 1; i >= 0; i--) writeMember(copy, entries[i] ?? 0, end, keys, depth);
}

function writeMember(copy: Copy, offset: number, limit: number, keys: Keys, depth: number): void {
  const { source, writer } = copy;
  const key = startOfKey(source, offset);
  const keyEnd = endOfKey(source, key);
  const below = keys === EVERY_KEY ? keys : keys.below(source, key, keyEnd);
  if (!below) return;
  const end = endOfField(source, offset, limit);
  const mark = writer.length;
  const value = startOfLast(source, keyEnd + 1, end);
  if (!writeContainer(copy, value, end, below, depth)) {
    verbatim(copy, offset, end);
    return;
  }
  closeValue(copy, key, mark);
  writer.close(FIELDS >>> 3, mark);
}

/** Writes a value that is an object or a list and returns true, or writes nothing and returns false. */
function writeContainer(copy: Copy, value: number, end: number, keys: Keys, depth: number): boolean {
  const { source, writer } = copy;
  const kind = source[value] ?? 0;
  if (kind !== KIND.struct && kind !== KIND.list) return false;
  const content = startOfLast(source, value + 1, end);
  if (content === 0) return false;
  const mark = writer.length;
  if (kind === KIND.struct) writeStruct(copy, content, end, keys, depth + 1);
  else writeList(copy, content, end, keys, depth + 1);
  writer.close(kind >>> 3, mark);
  return true;
}

function writeList(copy: Copy, start: number, end: number, keys: Keys, depth: number): void {
  const { source, writer } = copy;
  const items: number[] = [];
  for (let offset = start; offset < end; ) {
    const next = source[offset] === ITEMS ? endOfField(source, offset, end) : 0;
    if (next === 0 || depth > MAX_DEPTH) {
      verbatim(copy, start, end);
      return;
    }
    items.push(offset);
    offset = next;
  }
  let to = end;
  for (let i = items.length - 1; i >= 0; i--) {
    const from = items[i] ?? 0;
    const mark = writer.length;
    if (writeContainer(copy, startOfLast(source, from + 1, to), to, keys, depth)) writer.close(ITEMS >>> 3, mark);
    else verbatim(copy, from, to);
    to = from;
  }
}

/** Turns what was written since `mark` into the value of an entry whose key starts at an offset. */
function closeValue({ source, writer }: Copy, key: number, mark: number): void {
  writer.close(2, mark);
  writer.raw(source, key - 2, endOfKey(source, key));
}

function verbatim({ source, writer }: Copy, start: number, end: number): void {
  writer.raw(source, start, end);
}
