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
    else if (tag === RESOURCE.connectionDetails) {
      const outer = reader.enter();
      const { key, last } = readEntry(reader);
      connectionDetails.set(key, last);
      reader.leave(outer);
    } else reader.skip(tag);
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

/** The entry of a `map<string, message>` that the reader stands in; an absent key or value is the empty one. */
export function decodeEntry(reader: Reader): { readonly key: string; readonly value: Uint8Array } {
  const { key, last, before } = readEntry(reader);
  return { key, value: before ? (joinEncoded([...before, last]) ?? NOTHING) : last };
}

/** An entry of a map: its key, its last value, which is the one that counts for bytes, and those before it, if there are any. */
interface MapEntry {
  readonly key: string;
  readonly last: Uint8Array;
  readonly before: readonly Uint8Array[] | undefined;
}

function readEntry(reader: Reader): MapEntry {
  let key = '';
  let last: Uint8Array | undefined;
  let before: Uint8Array[] | undefined;
  while (reader.more()) {
    const tag = reader.tag();
    if (tag === ENTRY.key) key = reader.string();
    else if (tag === ENTRY.value) {
      if (last) {
        before ??= [];
        before.push(last);
      }
      last = reader.bytes();
    } else reader.skip(tag);
  }
  return { key, last: last ?? NOTHING, before };
}
