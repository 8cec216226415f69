import { joinEncoded, NO_FIELDS } from './join-encoded.js';
import { Reader } from './reader.js';
import { decodeEntry, decodeItems, type Resource } from './resource.js';
import { bytesTag, varintTag } from './tags.js';

/**
 * A RunFunctionRequest, split but not decoded: objects stay encoded until something reads them (`decodeStruct`), and what
 * is only passed on is never decoded. v1 and v1beta1 are the same on the wire.
 */
export interface RunFunctionRequest {
  readonly capabilities: ReadonlySet<number>;
  readonly observed: State;
  /** What earlier functions of the pipeline desire. */
  readonly desired: State;
  /** The encoded `input` Struct of the pipeline step. */
  readonly input: Uint8Array | undefined;
  /** The encoded `context` Struct. */
  readonly context: Uint8Array | undefined;
  /** The answers to `requirements.resources`, or to its predecessor `extra_resources`, by the name of the requirement. */
  readonly requiredResources: ReadonlyMap<string, readonly Resource[]>;
}

/** The composite, and the composed resources by resource key: encoded Resource messages, unknown fields included. */
export interface State {
  readonly composite: Uint8Array | undefined;
  readonly resources: ReadonlyMap<string, Uint8Array>;
  /** Fields of the State message that are not in this version of the protocol, each with its tag. */
  readonly unknownFields: readonly Uint8Array[];
}

/** The occurrences of each field. A message that occurs again is merged: its occurrences are pieces of one encoding. */
class Pieces {
  readonly meta: Uint8Array[] = [];
  readonly observed: Uint8Array[] = [];
  readonly desired: Uint8Array[] = [];
  readonly input: Uint8Array[] = [];
  readonly context: Uint8Array[] = [];
  readonly extraResources: Uint8Array[] = [];
  readonly requiredResources: Uint8Array[] = [];
}

const FIELDS: Readonly<Record<number, keyof Pieces>> = {
  [bytesTag(1)]: 'meta',
  [bytesTag(2)]: 'observed',
  [bytesTag(3)]: 'desired',
  [bytesTag(4)]: 'input',
  [bytesTag(5)]: 'context',
  [bytesTag(6)]: 'extraResources',
  [bytesTag(8)]: 'requiredResources',
};
const META = { tag: bytesTag(1), capability: varintTag(2), packedCapabilities: bytesTag(2) } as const;
const STATE = { composite: bytesTag(1), resources: bytesTag(2) } as const;

/** Splits an encoded RunFunctionRequest. Throws a DecodeError for bytes that are none. */
export function decodeRequest(bytes: Uint8Array): RunFunctionRequest {
  const pieces = collectPieces(bytes);
  const requiredResources = new Map<string, readonly Resource[]>();
  // The newer field wins if a Crossplane sends both.
  for (const entry of [...pieces.extraResources, ...pieces.requiredResources]) {
    const { key, value } = decodeEntry(new Reader(entry));
    requiredResources.set(key, decodeItems(value));
  }
  return {
    capabilities: decodeMeta(pieces).capabilities,
    observed: decodeState(joinEncoded(pieces.observed) ?? NO_FIELDS),
    desired: decodeState(joinEncoded(pieces.desired) ?? NO_FIELDS),
    input: joinEncoded(pieces.input),
    context: joinEncoded(pieces.context),
    requiredResources,
  };
}

/** The tag of an encoded RunFunctionRequest: opaque, for the response to repeat. Throws a DecodeError as `decodeRequest` does. */
export function tagOf(bytes: Uint8Array): string {
  return decodeMeta(collectPieces(bytes)).tag;
}

function collectPieces(bytes: Uint8Array): Pieces {
  const pieces = new Pieces();
  const reader = new Reader(bytes);
  while (reader.more()) {
    const tag = reader.tag();
    const name = FIELDS[tag];
    if (name === undefined) reader.skip(tag);
    else pieces[name].push(reader.bytes());
  }
  return pieces;
}

function decodeMeta({ meta }: Pieces): { readonly tag: string; readonly capabilities: ReadonlySet<number> } {
  const reader = new Reader(joinEncoded(meta) ?? NO_FIELDS);
  const capabilities = new Set<number>();
  let text = '';
  while (reader.more()) {
    const tag = reader.tag();
    if (tag === META.tag) text = reader.string();
    else if (tag === META.capability) capabilities.add(reader.varint());
    else if (tag === META.packedCapabilities)
      for (const packed = new Reader(reader.bytes()); packed.more(); ) capabilities.add(packed.varint());
    else reader.skip(tag);
  }
  return { tag: text, capabilities };
}

function decodeState(bytes: Uint8Array): State {
  const reader = new Reader(bytes);
  const resources = new Map<string, Uint8Array>();
  const unknownFields: Uint8Array[] = [];
  const composite: Uint8Array[] = [];
  while (reader.more()) {
    const start = reader.offset;
    const tag = reader.tag();
    if (tag === STATE.composite) composite.push(reader.bytes());
    else if (tag === STATE.resources) {
      const outer = reader.enter();
      const { key, value } = decodeEntry(reader);
      resources.set(key, value);
      reader.leave(outer);
    } else {
      reader.skip(tag);
      unknownFields.push(bytes.subarray(start, reader.offset));
    }
  }
  return { composite: joinEncoded(composite), resources, unknownFields };
}
