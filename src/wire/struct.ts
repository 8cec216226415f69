import type { Json, JsonObject } from '../lib/json.js';
import { DecodeError } from './decode-error.js';
import { joinEncoded } from './join-encoded.js';
import { compiled, type Keys, type Projection } from './projection.js';
import { Reader } from './reader.js';
import { bytesTag, varintTag, WireType } from './tags.js';

export { AllBut, type Named, type Projection } from './projection.js';

/** How deep objects and lists may stand in each other. Kubernetes objects stay far below. */
export const MAX_DEPTH = 200;

const NOTHING = new Uint8Array(0);
const FIELDS = bytesTag(1);
const ENTRY_KEY = bytesTag(1);
const ENTRY_VALUE = bytesTag(2);
const ITEMS = bytesTag(1);
const KIND = {
  null: varintTag(1),
  number: (2 << 3) | WireType.Fixed64,
  string: bytesTag(3),
  bool: varintTag(4),
  struct: bytesTag(5),
  list: bytesTag(6),
} as const;

/**
 * Decodes a `google.protobuf.Struct`, only the keys that the projection names. Throws a DecodeError for malformed bytes
 * and for values nested deeper than MAX_DEPTH.
 */
export function decodeStruct(bytes: Uint8Array, projection: Projection = true): JsonObject {
  return new EncodedStruct(bytes).decode(projection);
}

/** An encoded `google.protobuf.Struct` of which parts are decoded one after the other. */
export class EncodedStruct {
  private readonly reader: Reader;

  constructor(private readonly bytes: Uint8Array) {
    this.reader = new Reader(bytes);
  }

  /** As `decodeStruct` does. */
  decode(projection: Projection): JsonObject {
    return readStruct(this.reader, 0, this.bytes.length, compiled(projection), 0, {});
  }
}

/** An object while it is being read. */
type Fields = Record<string, Json>;
type Decoding = null | boolean | number | string | Json[] | Fields;

/** Reads the object between two offsets. */
function readStruct(reader: Reader, start: number, end: number, keys: Keys, depth: number, into: Fields): Fields {
  if (depth > MAX_DEPTH) throw new DecodeError(`cannot decode value: nested deeper than ${MAX_DEPTH} levels`);
  let offset = start;
  while (offset < end) {
    const next = readUsualEntry(reader, offset, end, keys, depth, into);
    offset = next > 0 ? next : readAnyField(reader, offset, end, keys, depth, into);
  }
  return into;
}

/**
 * Reads an entry as every encoder writes it: a short key, a value, no more. Gives where it ends; 0 for any other, of which
 * nothing was read. Most of a request is skipped here, so nothing is called for what is not wanted.
 */
function readUsualEntry(
  reader: Reader,
  offset: number,
  limit: number,
  keys: Keys,
  depth: number,
  into: Fields,
): number {
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

/** Where a length-delimited value starts whose length stands at an offset, if it ends where its message does; else 0. */
function startOfLast(buffer: Uint8Array, offset: number, end: number): number {
  const first = buffer[offset] ?? 0;
  if (first < 0x80) return offset + 1 + first === end ? offset + 1 : 0;
  const second = buffer[offset + 1] ?? 0;
  if (second < 0x80) return offset + 2 + ((second << 7) | (first & 0x7f)) === end ? offset + 2 : 0;
  return 0;
}

/**
 * Reads a field of an object however it is spelled, and gives where it ends. Of an entry the last key counts, and a value
 * in pieces is one message.
 */
function readAnyField(reader: Reader, offset: number, limit: number, keys: Keys, depth: number, into: Fields): number {
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
  const value = joinEncoded(pieces) ?? NOTHING;
  if (wanted) put(into, wanted.name, readValue(new Reader(value), 0, value.length, wanted.below, depth));
  return end;
}

// Assigning to `__proto__` would change the object's prototype instead of adding a key.
function put(object: Fields, key: string, value: Json): void {
  if (key === '__proto__')
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  else object[key] = value;
}

/** Reads the value between two offsets. */
function readValue(reader: Reader, start: number, end: number, keys: Keys, depth: number): Json {
  const tag = start < end ? reader.buffer[start] : undefined;
  if (tag === KIND.string || tag === KIND.struct || tag === KIND.list) {
    const content = startOfLast(reader.buffer, start + 1, end);
    if (content > 0) {
      if (tag === KIND.string) return reader.stringAt(content, end);
      if (tag === KIND.struct) return readStruct(reader, content, end, keys, depth + 1, {});
      return readList(reader, content, end, keys, depth + 1, []);
    }
  }
  return readAnyValue(reader, start, end, keys, depth);
}

/** The last kind that is set wins, an object or list that follows its like is merged; a value without a kind is null. */
function readAnyValue(reader: Reader, start: number, end: number, keys: Keys, depth: number): Json {
  reader.seek(start, end);
  let value: Decoding = null;
  while (reader.more()) {
    const tag = reader.tag();
    if (tag === KIND.number) value = reader.double();
    else if (tag === KIND.string) value = reader.string();
    else if (tag === KIND.bool) value = reader.bool();
    else if (tag === KIND.struct || tag === KIND.list) {
      const from = reader.span();
      const to = reader.offset;
      if (tag === KIND.struct) value = readStruct(reader, from, to, keys, depth + 1, isFields(value) ? value : {});
      else value = readList(reader, from, to, keys, depth + 1, Array.isArray(value) ? value : []);
      reader.seek(to, end);
    } else {
      reader.skip(tag);
      if (tag === KIND.null) value = null;
    }
  }
  return value;
}

function isFields(value: Decoding): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
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
