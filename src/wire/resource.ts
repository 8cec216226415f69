import { joinEncoded } from './join-encoded.js';
import { Reader } from './reader.js';
import { bytesTag } from './tags.js';

/** One resource: its object as an encoded Struct, and its connection details. */
export interface Resource {
  readonly struct: Uint8Array;
  readonly connectionDetails: ReadonlyMap<string, Uint8Array>;
}

const NOTHING = new Uint8Array(0);
const RESOURCE = {
  struct: bytesTag(1),
  connectionDetails: bytesTag(2),
} as const;
const RESOURCES_ITEMS = bytesTag(1);
const ENTRY = { key: bytesTag(1), value: bytesTag(2) } as const;

/** An encoded Resource message. */
export function decodeResource(bytes: Uint8Array): Resource {
  const reader = new Reader(bytes);
  const connectionDetails = new Map<string, Uint8Array>();
  const struct: Uint8Array[] = [];
  while (reader.more()) {
    const tag = reader.tag();
    if (tag === RESOURCE.struct) struct.push(reader.bytes());
    else if (tag === RESOURCE.connectionDetails) connectionDetails.set(...decodeBytesEntry(reader.bytes()));
    else reader.skip(tag);
  }
  return { struct: joinEncoded(struct) ?? NOTHING, connectionDetails };
}

/** An encoded Resources message. */
export function decodeItems(bytes: Uint8Array): readonly Resource[] {
  const reader = new Reader(bytes);
  const items: Resource[] = [];
  while (reader.more()) {
    const tag = reader.tag();
    if (tag === RESOURCES_ITEMS) items.push(decodeResource(reader.bytes()));
    else reader.skip(tag);
  }
  return items;
}

/** An entry of a `map<string, message>`; an absent key or value is the empty one. */
export function decodeEntry(bytes: Uint8Array): [string, Uint8Array] {
  const [key, values] = splitEntry(bytes);
  return [key, joinEncoded(values) ?? NOTHING];
}

/** An entry of a `map<string, bytes>`, where the last value wins. */
function decodeBytesEntry(bytes: Uint8Array): [string, Uint8Array] {
  const [key, values] = splitEntry(bytes);
  return [key, values.at(-1) ?? NOTHING];
}

function splitEntry(bytes: Uint8Array): [string, readonly Uint8Array[]] {
  const reader = new Reader(bytes);
  const values: Uint8Array[] = [];
  let key = '';
  while (reader.more()) {
    const tag = reader.tag();
    if (tag === ENTRY.key) key = reader.string();
    else if (tag === ENTRY.value) values.push(reader.bytes());
    else reader.skip(tag);
  }
  return [key, values];
}
