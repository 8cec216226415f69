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
    this.reader.seek(0, this.bytes.length);
    return readStruct(this.reader, compiled(projection), 0, {});
  }
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
  const start = reader.offset;
  const end = reader.limit;
  // As every encoder writes it: a key, then a value, and no more.
  if (start < end && reader.tag() === ENTRY_KEY) {
    const keyStart = reader.span();
    const keyEnd = reader.offset;
    if (keyEnd < end && reader.tag() === ENTRY_VALUE) {
      const valueStart = reader.span();
      if (reader.offset === end) {
        const wanted = keys.find(reader, keyStart, keyEnd);
        if (wanted === undefined) return;
        reader.seek(valueStart, end);
        put(into, wanted.name, readValue(reader, wanted.below, depth));
        return;
      }
    }
  }
  reader.seek(start, end);
  readUnusualEntry(reader, keys, depth, into);
}

/** An entry in any order, with anything missing, repeated or unknown: the last key counts, and a value in pieces is one message. */
function readUnusualEntry(reader: Reader, keys: Keys, depth: number, into: Fields): void {
  let [keyStart, keyEnd] = [0, 0];
  const pieces: Uint8Array[] = [];
  while (reader.more()) {
    const tag = reader.tag();
    if (tag === ENTRY_KEY) {
      keyStart = reader.span();
      keyEnd = reader.offset;
    } else if (tag === ENTRY_VALUE) pieces.push(reader.bytes());
    else reader.skip(tag);
  }
  const wanted = keys.find(reader, keyStart, keyEnd);
  if (wanted) put(into, wanted.name, readValue(new Reader(joinEncoded(pieces) ?? NOTHING), wanted.below, depth));
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
