import { joinEncoded } from './join-encoded.js';
import { Reader } from './reader.js';
import { decodeEntry, decodeItems, decodeResource, type Resource } from './resource.js';
import { bytesTag, varintTag } from './tags.js';

/**
 * A RunFunctionRequest, split but not decoded: objects stay encoded until somebody reads them (`decodeStruct`), and what
 * is only passed on never is. v1 and v1beta1 are the same on the wire.
 */
export interface RunFunctionRequest {
  /** Opaque; copied to the response, never looked at. */
  readonly tag: string;
  readonly capabilities: ReadonlySet<number>;
  readonly observed: State;
  /** What earlier functions of the pipeline desire. */
  readonly desired: PassedState;
  /** The encoded `input` Struct of the pipeline step. */
  readonly input: Uint8Array | undefined;
  /** The encoded `context` Struct. */
  readonly context: Uint8Array | undefined;
  /** Resources asked for by `requirements.resources`, or by its predecessor `extra_resources`, by the name of the request. */
  readonly requiredResources: ReadonlyMap<string, readonly Resource[]>;
}

/** The observed composite and the composed resources by resource key. */
export interface State {
  readonly composite: Resource;
  readonly resources: ReadonlyMap<string, Resource>;
}

/** Desired state to be passed on: encoded Resource messages, fields unknown to us included. */
export interface PassedState {
  readonly composite: Uint8Array | undefined;
  readonly resources: ReadonlyMap<string, Uint8Array>;
  /** Fields of the State message that this protocol version does not know, each with its tag. */
  readonly unknownFields: readonly Uint8Array[];
}

const NOTHING = new Uint8Array(0);

const REQUEST = {
  meta: bytesTag(1),
  observed: bytesTag(2),
  desired: bytesTag(3),
  input: bytesTag(4),
  context: bytesTag(5),
  extraResources: bytesTag(6),
  requiredResources: bytesTag(8),
} as const;
const META = {
  tag: bytesTag(1),
  capability: varintTag(2),
  packedCapabilities: bytesTag(2),
} as const;
const STATE = { composite: bytesTag(1), resources: bytesTag(2) } as const;

/** Splits an encoded RunFunctionRequest. Throws a DecodeError for bytes that are none. */
export function decodeRequest(bytes: Uint8Array): RunFunctionRequest {
  const fields = collectFields(bytes);
  const required = new Map<string, readonly Resource[]>();
  // The newer field wins where a Crossplane sends both.
  for (const field of [REQUEST.extraResources, REQUEST.requiredResources])
    for (const entry of fields.repeated(field)) {
      const [key, value] = decodeEntry(entry);
      required.set(key, decodeItems(value));
    }
  return {
    ...decodeMeta(fields.merged(REQUEST.meta) ?? NOTHING),
    observed: decodeState(fields.merged(REQUEST.observed) ?? NOTHING),
    desired: splitState(fields.merged(REQUEST.desired) ?? NOTHING),
    input: fields.merged(REQUEST.input),
    context: fields.merged(REQUEST.context),
    requiredResources: required,
  };
}

interface Fields {
  /** A message field, its occurrences merged. */
  merged(tag: number): Uint8Array | undefined;
  repeated(tag: number): readonly Uint8Array[];
}

function collectFields(bytes: Uint8Array): Fields {
  const found = new Map<number, Uint8Array[]>();
  const reader = new Reader(bytes);
  while (reader.more()) {
    const tag = reader.tag();
    if ((tag & 7) !== 2) {
      reader.skip(tag);
      continue;
    }
    const values = found.get(tag);
    if (values) values.push(reader.bytes());
    else found.set(tag, [reader.bytes()]);
  }
  return {
    merged: (tag) => joinEncoded(found.get(tag) ?? []),
    repeated: (tag) => found.get(tag) ?? [],
  };
}

function decodeMeta(bytes: Uint8Array): {
  tag: string;
  capabilities: ReadonlySet<number>;
} {
  const reader = new Reader(bytes);
  const capabilities = new Set<number>();
  let text = '';
  while (reader.more()) {
    const tag = reader.tag();
    if (tag === META.tag) text = reader.string();
    else if (tag === META.capability) capabilities.add(reader.varint());
    else if (tag === META.packedCapabilities)
      for (const packed = reader.message(); packed.more(); ) capabilities.add(packed.varint());
    else reader.skip(tag);
  }
  return { tag: text, capabilities };
}

function decodeState(bytes: Uint8Array): State {
  const state = splitState(bytes);
  const resources = new Map<string, Resource>();
  for (const [key, resource] of state.resources) resources.set(key, decodeResource(resource));
  return { composite: decodeResource(state.composite ?? NOTHING), resources };
}

function splitState(bytes: Uint8Array): PassedState {
  const reader = new Reader(bytes);
  const resources = new Map<string, Uint8Array>();
  const unknownFields: Uint8Array[] = [];
  const composite: Uint8Array[] = [];
  while (reader.more()) {
    const start = reader.offset;
    const tag = reader.tag();
    if (tag === STATE.composite) composite.push(reader.bytes());
    else if (tag === STATE.resources) resources.set(...decodeEntry(reader.bytes()));
    else {
      reader.skip(tag);
      unknownFields.push(bytes.subarray(start, reader.offset));
    }
  }
  return { composite: joinEncoded(composite), resources, unknownFields };
}
