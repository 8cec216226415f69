import type { Json, JsonObject } from '../lib/json.js';
import { DecodeError } from './decode-error.js';
import { joinEncoded } from './join-encoded.js';
import { ALL, compiled, type Keys, type Projection } from './projection.js';
import { Reader } from './reader.js';
import { bytesTag, varintTag, WireType } from './tags.js';

export type { Projection } from './projection.js';

/** How deep objects and lists may stand in each other. Kubernetes objects stay far below. */
export const MAX_DEPTH = 200;

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
  return readStruct(new Reader(bytes), compiled(projection), 0, {});
}

/** An object while it is being read. */
type Fields = Record<string, Json>;
type Decoding = null | boolean | number | string | Json[] | Fields;

function readStruct(reader: Reader, keys: Keys, depth: number, into: Fields): Fields {
  if (depth > MAX_DEPTH) throw new DecodeError(`cannot decode value: nested deeper than ${MAX_DEPTH} levels`);
  while (reader.more()) {
    const tag = reader.tag();
    if (tag !== FIELDS) {
      reader.skip(tag);
      continue;
    }
    const outer = reader.enter();
    readEntry(reader, keys, depth, into);
    reader.leave(outer);
  }
  return into;
}

/** Reads a field of the object, if its key is wanted. */
function readEntry(reader: Reader, keys: Keys, depth: number, into: Fields): void {
  const entry = findEntry(reader);
  const wanted = keys === ALL ? ALL : keys.find(reader.buffer, entry.keyStart, entry.keyEnd);
  if (wanted === undefined) return;
  const name = wanted === ALL ? reader.stringAt(entry.keyStart, entry.keyEnd) : wanted.name;
  const below = wanted === ALL ? ALL : wanted.below;
  const joined = entry.pieces && joinEncoded(entry.pieces);
  if (joined) {
    put(into, name, readValue(new Reader(joined), below, depth));
    return;
  }
  const end = reader.limit;
  reader.seek(entry.valueStart, entry.valueEnd);
  put(into, name, readValue(reader, below, depth));
  reader.seek(end, end);
}

/** Where key and value of an entry are, in whatever order they came; both are empty where they are missing. */
interface Entry {
  keyStart: number;
  keyEnd: number;
  valueStart: number;
  valueEnd: number;
  /** A value that came in several pieces, which are one message. */
  pieces: Uint8Array[] | undefined;
}

function findEntry(reader: Reader): Entry {
  const entry: Entry = { keyStart: 0, keyEnd: 0, valueStart: 0, valueEnd: 0, pieces: undefined };
  while (reader.more()) {
    const tag = reader.tag();
    if (tag === ENTRY_KEY) {
      entry.keyStart = reader.span();
      entry.keyEnd = reader.offset;
    } else if (tag === ENTRY_VALUE) {
      if (entry.valueEnd > 0) entry.pieces ??= [reader.buffer.subarray(entry.valueStart, entry.valueEnd)];
      entry.valueStart = reader.span();
      entry.valueEnd = reader.offset;
      entry.pieces?.push(reader.buffer.subarray(entry.valueStart, entry.valueEnd));
    } else reader.skip(tag);
  }
  return entry;
}

// Assigning to `__proto__` would change the object's prototype instead of adding a key.
function put(object: Fields, key: string, value: Json): void {
  if (key === '__proto__')
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  else object[key] = value;
}

/** The last kind that is set wins, an object or list that follows its like is merged; a value without a kind is null. */
function readValue(reader: Reader, keys: Keys, depth: number): Json {
  let value: Decoding = null;
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case KIND.null:
        reader.skip(tag);
        value = null;
        break;
      case KIND.number:
        value = reader.double();
        break;
      case KIND.string:
        value = reader.string();
        break;
      case KIND.bool:
        value = reader.bool();
        break;
      case KIND.struct: {
        const outer = reader.enter();
        value = readStruct(reader, keys, depth + 1, isFields(value) ? value : {});
        reader.leave(outer);
        break;
      }
      case KIND.list: {
        const outer = reader.enter();
        value = readList(reader, keys, depth + 1, Array.isArray(value) ? value : []);
        reader.leave(outer);
        break;
      }
      default:
        reader.skip(tag);
    }
  }
  return value;
}

function isFields(value: Decoding): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readList(reader: Reader, keys: Keys, depth: number, into: Json[]): Json[] {
  if (depth > MAX_DEPTH) throw new DecodeError(`cannot decode value: nested deeper than ${MAX_DEPTH} levels`);
  while (reader.more()) {
    const tag = reader.tag();
    if (tag !== ITEMS) {
      reader.skip(tag);
      continue;
    }
    const outer = reader.enter();
    into.push(readValue(reader, keys, depth));
    reader.leave(outer);
  }
  return into;
}
