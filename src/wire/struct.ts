import type { Json, JsonObject } from '../lib/json.js';
import { DecodeError } from './decode-error.js';
import { type Decoding, type Fields, isFields, put } from './decoding.js';
import { joinEncoded, NO_FIELDS } from './join-encoded.js';
import { startOfLast } from './last-field.js';
import { compiled, type Keys, type Projection } from './projection.js';
import { Reader } from './reader.js';
import { ENTRY_KEY, ENTRY_VALUE, FIELDS, ITEMS, KIND, MAX_DEPTH } from './struct-tags.js';

export { AllBut, type Named, type Projection, united } from './projection.js';

/**
 * Decodes those keys of a `google.protobuf.Struct` that the projection names. Throws a DecodeError for malformed bytes
 * and for values nested deeper than MAX_DEPTH.
 */
export function decodeStruct(bytes: Uint8Array, projection: Projection = true): JsonObject {
  return new EncodedStruct(bytes).decode(projection);
}

/** An encoded `google.protobuf.Struct` that is decoded in parts, each when it is needed. */
export class EncodedStruct {
  private readonly reader: Reader;

  constructor(private readonly bytes: Uint8Array) {
    this.reader = new Reader(bytes);
  }

  /** Decodes the keys that the projection names, as `decodeStruct` does. */
  decode(projection: Projection): JsonObject {
    return readStruct(this.reader, 0, this.bytes.length, compiled(projection), 0, {});
  }
}

/** Reads the object between two offsets. */
function readStruct(reader: Reader, start: number, end: number, keys: Keys, depth: number, into: Fields): Fields {
  if (depth > MAX_DEPTH) throw new DecodeError(`cannot decode value: nested deeper than ${MAX_DEPTH} levels`);
  let offset = start;
  while (offset < end) {
    const next = readUsual(reader, offset, end, keys, depth, into);
    offset = next > 0 ? next : readUnusual(reader, offset, end, keys, depth, into);
  }
  return into;
}

/**
 * Reads an entry that is encoded as every encoder does it: a short key, a value, nothing else. Returns where it ends, or 0
 * for any other field, which it leaves unread. Most of a request is skipped here, so unwanted entries cost no calls.
 */
function readUsual(reader: Reader, offset: number, limit: number, keys: Keys, depth: number, into: Fields): number {
  const { buffer } = reader;
  if (buffer[offset] !== FIELDS) return 0;
  const low = buffer[offset + 1] ?? 0;
  const high = low < 0x80 ? 0 : (buffer[offset + 2] ?? 0);
  if (high >= 0x80) return 0;
  const start = offset + (low < 0x80 ? 2 : 3);
  const end = start + ((high << 7) | (low & 0x7f));
  const keyStart = start + 2;
  const keyEnd = keyStart + (buffer[start + 1] ?? 0);
  if (end > limit || keyEnd >= end || keyEnd >= keyStart + 0x80) return 0;
  if (buffer[start] !== ENTRY_KEY || buffer[keyEnd] !== ENTRY_VALUE) return 0;
  const valueStart = startOfLast(buffer, keyEnd + 1, end);
  if (valueStart === 0) return 0;
  const wanted = keys.find(reader, keyStart, keyEnd);
  if (wanted) put(into, wanted.name, readValue(reader, valueStart, end, wanted.below, depth));
  return end;
}

/**
 * Reads a field of an object in any valid encoding, and returns where it ends. The last key of an entry counts, and a
 * value in pieces is one message.
 */
function readUnusual(reader: Reader, offset: number, limit: number, keys: Keys, depth: number, into: Fields): number {
  reader.seek(offset, limit);
  const tag = reader.tag();
  if (tag !== FIELDS) {
    reader.skip(tag);
    return reader.offset;
  }
  const start = reader.span();
  const end = reader.offset;
  reader.seek(start, end);
  let [keyStart, keyEnd] = [0, 0];
  const pieces: Uint8Array[] = [];
  while (reader.more()) {
    const part = reader.tag();
    if (part === ENTRY_KEY) {
      keyStart = reader.span();
      keyEnd = reader.offset;
    } else if (part === ENTRY_VALUE) pieces.push(reader.bytes());
    else reader.skip(part);
  }
  const wanted = keys.find(reader, keyStart, keyEnd);
  const value = joinEncoded(pieces) ?? NO_FIELDS;
  if (wanted) put(into, wanted.name, readValue(new Reader(value), 0, value.length, wanted.below, depth));
  return end;
}

/** Reads the value between two offsets. */
function readValue(reader: Reader, start: number, end: number, keys: Keys, depth: number): Json {
  const tag = start < end ? reader.buffer[start] : undefined;
  if (tag === KIND.string || tag === KIND.struct || tag === KIND.list) {
    const content = startOfLast(reader.buffer, start + 1, end);
    if (content > 0)
      return tag === KIND.string
        ? reader.stringAt(content, end)
        : readContent(reader, tag, content, end, keys, depth + 1, null);
  }
  return readAnyValue(reader, start, end, keys, depth);
}

/** Reads an object or a list into the one that was read before it. */
function readContent(
  reader: Reader,
  tag: number,
  start: number,
  end: number,
  keys: Keys,
  depth: number,
  before: Decoding,
): Json[] | Fields {
  return tag === KIND.struct
    ? readStruct(reader, start, end, keys, depth, isFields(before) ? before : {})
    : readList(reader, start, end, keys, depth, Array.isArray(before) ? before : []);
}

/** The last kind that is set wins; consecutive objects, or lists, are merged; a value without a kind is null. */
function readAnyValue(reader: Reader, start: number, end: number, keys: Keys, depth: number): Json {
  reader.seek(start, end);
  let value: Decoding = null;
  while (reader.more()) {
    const tag = reader.tag();
    if (tag === KIND.struct || tag === KIND.list) {
      const from = reader.span();
      const to = reader.offset;
      value = readContent(reader, tag, from, to, keys, depth + 1, value);
      reader.seek(to, end);
    } else value = readScalar(reader, tag, value);
  }
  return value;
}

/** Reads a value that contains no others; an unknown field leaves the value that was read before. */
function readScalar(reader: Reader, tag: number, before: Decoding): Decoding {
  switch (tag) {
    case KIND.number:
      return reader.double();
    case KIND.string:
      return reader.string();
    case KIND.bool:
      return reader.bool();
    default:
      reader.skip(tag);
      return tag === KIND.null ? null : before;
  }
}

/** Reads the list between two offsets. */
function readList(reader: Reader, start: number, end: number, keys: Keys, depth: number, into: Json[]): Json[] {
  if (depth > MAX_DEPTH) throw new DecodeError(`cannot decode value: nested deeper than ${MAX_DEPTH} levels`);
  for (let offset = start; offset < end; ) {
    reader.seek(offset, end);
    const tag = reader.tag();
    if (tag === ITEMS) {
      const item = reader.span();
      offset = reader.offset;
      into.push(readValue(reader, item, offset, keys, depth));
    } else {
      reader.skip(tag);
      offset = reader.offset;
    }
  }
  return into;
}
