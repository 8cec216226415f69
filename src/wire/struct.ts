import type { Json, JsonObject } from '../lib/json.js';
import { DecodeError } from './decode-error.js';
import { bytesTag, joinEncoded, Reader, varintTag, WireType } from './reader.js';
import type { Writer } from './writer.js';

/** Which keys of an object are read: `true` reads all that stands below. What is not named is never decoded. */
export type Projection = true | { readonly [key: string]: Projection };

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
  return readStruct(new Reader(bytes), projection, 0, {});
}

/** An object while it is being read. */
type Fields = Record<string, Json>;
type Decoding = null | boolean | number | string | Json[] | Fields;

function readStruct(reader: Reader, projection: Projection, depth: number, into: Fields): Fields {
  if (depth > MAX_DEPTH) throw new DecodeError(`cannot decode value: nested deeper than ${MAX_DEPTH} levels`);
  while (reader.more()) {
    const tag = reader.tag();
    if (tag === FIELDS) readEntry(reader.message(), projection, depth, into);
    else reader.skip(tag);
  }
  return into;
}

function readEntry(entry: Reader, projection: Projection, depth: number, into: Fields): void {
  let key = '';
  let value: Uint8Array | undefined;
  let again: Uint8Array[] | undefined;
  while (entry.more()) {
    const tag = entry.tag();
    if (tag === ENTRY_KEY) key = entry.string();
    else if (tag !== ENTRY_VALUE) entry.skip(tag);
    else if (value === undefined) value = entry.bytes();
    else {
      again ??= [value];
      again.push(entry.bytes());
    }
  }
  if (again) value = joinEncoded(again);
  const wanted = projection === true || (Object.hasOwn(projection, key) && projection[key]);
  if (!wanted) return;
  const decoded = value === undefined ? null : readValue(new Reader(value), wanted, depth);
  if (key === '__proto__') defineProto(into, decoded);
  else into[key] = decoded;
}

// Assigning to `__proto__` would change the object's prototype instead of adding a key.
function defineProto(object: Fields, value: Json): void {
  Object.defineProperty(object, '__proto__', { value, enumerable: true, configurable: true, writable: true });
}

/** The last kind that is set wins, an object or list that follows its like is merged; a value without a kind is null. */
function readValue(reader: Reader, projection: Projection, depth: number): Json {
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
      case KIND.struct:
        value = readStruct(reader.message(), projection, depth + 1, isFields(value) ? value : {});
        break;
      case KIND.list:
        value = readList(reader.message(), projection, depth + 1, Array.isArray(value) ? value : []);
        break;
      default:
        reader.skip(tag);
    }
  }
  return value;
}

function isFields(value: Decoding): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readList(reader: Reader, projection: Projection, depth: number, into: Json[]): Json[] {
  if (depth > MAX_DEPTH) throw new DecodeError(`cannot decode value: nested deeper than ${MAX_DEPTH} levels`);
  while (reader.more()) {
    const tag = reader.tag();
    if (tag === ITEMS) into.push(readValue(reader.message(), projection, depth));
    else reader.skip(tag);
  }
  return into;
}

/** Writes a `google.protobuf.Struct`'s fields in front of what the writer holds, in the order of the object's keys. */
export function writeStruct(writer: Writer, object: JsonObject): void {
  const keys = Object.keys(object);
  for (let i = keys.length - 1; i >= 0; i--) {
    const key = keys[i] ?? '';
    const entry = writer.length;
    const value = writer.length;
    writeValue(writer, object[key] ?? null);
    writer.close(2, value);
    writer.string(1, key);
    writer.close(1, entry);
  }
}

function writeValue(writer: Writer, value: Json): void {
  if (typeof value === 'string') writer.string(3, value);
  else if (typeof value === 'number') writer.double(2, value);
  else if (typeof value === 'boolean') writer.uint(4, value ? 1 : 0);
  else if (value === null) writer.uint(1, 0);
  else {
    const mark = writer.length;
    if (isList(value)) writeList(writer, value);
    else writeStruct(writer, value);
    writer.close(isList(value) ? 6 : 5, mark);
  }
}

function writeList(writer: Writer, items: readonly Json[]): void {
  for (let i = items.length - 1; i >= 0; i--) {
    const mark = writer.length;
    writeValue(writer, items[i] ?? null);
    writer.close(1, mark);
  }
}

function isList(value: readonly Json[] | JsonObject): value is readonly Json[] {
  return Array.isArray(value);
}
