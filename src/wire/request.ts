import { joinEncoded } from './join-encoded.js';
import { Reader } from './reader.js';
import { decodeEntry, decodeItems, type Resource } from './resource.js';
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
  readonly desired: State;
  /** The encoded `input` Struct of the pipeline step. */
  readonly input: Uint8Array | undefined;
  /** The encoded `context` Struct. */
  readonly context: Uint8Array | undefined;
  /** Resources asked for by `requirements.resources`, or by its predecessor `extra_resources`, by the name of the request. */
  readonly requiredResources: ReadonlyMap<string, readonly Resource[]>;
}

/** The composite and the composed resources by resource key: encoded Resource messages, fields unknown to us included. */
export interface State {
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
const FIELD_NAMES: Readonly<Record<number, keyof typeof REQUEST>> = {
  [REQUEST.meta]: 'meta',
  [REQUEST.observed]: 'observed',
  [REQUEST.desired]: 'desired',
  [REQUEST.input]: 'input',
  [REQUEST.context]: 'context',
  [REQUEST.extraResources]: 'extraResources',
  [REQUEST.requiredResources]: 'requiredResources',
};
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
  for (const entries of [fields.extraResources, fields.requiredResources])
    for (const entry of entries) {
      const { key, value } = decodeEntry(new Reader(entry));
      required.set(key, decodeItems(value));
    }
  const { tag, capabilities } = decodeMeta(joinEncoded(fields.meta) ?? NOTHING);
  return {
    tag,
    capabilities,
    observed: decodeState(joinEncoded(fields.observed) ?? NOTHING),
    desired: decodeState(joinEncoded(fields.desired) ?? NOTHING),
    input: joinEncoded(fields.input),
    context: joinEncoded(fields.context),
    requiredResources: required,
  };
}

/** The occurrences of each field. A message that occurs again is merged: its occurrences are pieces of one encoding. */
type Fields = Readonly<Record<keyof typeof REQUEST, Uint8Array[]>>;

function collectFields(bytes: Uint8Array): Fields {
  const fields: Fields = {
    meta: [],
    observed: [],
    desired: [],
    input: [],
    context: [],
    extraResources: [],
    requiredResources: [],
  };
  const reader = new Reader(bytes);
  while (reader.more()) {
    const tag = reader.tag();
    const name = FIELD_NAMES[tag];
    if (name === undefined) reader.skip(tag);
    else fields[name].push(reader.bytes());
  }
  return fields;
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
