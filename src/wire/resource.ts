import { joinEncoded, NO_FIELDS } from './join-encoded.js';
import { Reader } from './reader.js';
import { bytesTag } from './tags.js';

/** One resource: its object as an encoded Struct, and its connection details. */
export interface Resource {
  readonly struct: Uint8Array;
  readonly connectionDetails: ReadonlyMap<string, Uint8Array>;
}

const RESOURCE = { struct: bytesTag(1), connectionDetails: bytesTag(2) } as const;
const RESOURCES_ITEMS = bytesTag(1);
const ENTRY = { key: bytesTag(1), value: bytesTag(2) } as const;

/** Decodes a Resource message. */
export function decodeResource(bytes: Uint8Array): Resource {
  const reader = new Reader(bytes);
  const connectionDetails = new Map<string, Uint8Array>();
  const struct: Uint8Array[] = [];
  while (reader.more()) {
    const tag = reader.tag();
    if (tag === RESOURCE.struct) struct.push(reader.bytes());
    else if (tag === RESOURCE.connectionDetails) {
      const outer = reader.enter();
      const { key, values } = readEntry(reader);
      connectionDetails.set(key, values.at(-1) ?? NO_FIELDS);
      reader.leave(outer);
    } else reader.skip(tag);
  }
  return { struct: joinEncoded(struct) ?? NO_FIELDS, connectionDetails };
}

/** Decodes a Resources message. */
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

/** The entry of a `map<string, message>` that the reader is in; an absent key or value is the empty one. */
export function decodeEntry(reader: Reader): { readonly key: string; readonly value: Uint8Array } {
  const { key, values } = readEntry(reader);
  return { key, value: joinEncoded(values) ?? NO_FIELDS };
}

/** A map entry's key and all its values: the last of them counts for bytes, messages are merged. */
function readEntry(reader: Reader): { readonly key: string; readonly values: readonly Uint8Array[] } {
  let key = '';
  const values: Uint8Array[] = [];
  while (reader.more()) {
    const tag = reader.tag();
    if (tag === ENTRY.key) key = reader.string();
    else if (tag === ENTRY.value) values.push(reader.bytes());
    else reader.skip(tag);
  }
  return { key, values };
}
