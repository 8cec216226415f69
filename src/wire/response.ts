import type { JsonObject } from '../lib/json.js';
import { Reader } from './reader.js';
import type { State } from './request.js';
import { type Requirements, writeRequirements } from './requirements.js';
import { type Manifest, writeStruct } from './write-struct.js';
import { Writer } from './writer.js';

/** A RunFunctionResponse but for its tag: what earlier functions desire, plus our own part. */
export interface RunFunctionResponse extends Requirements {
  /** For how many whole seconds Crossplane may reuse this response for an identical request. */
  readonly ttlSeconds: number;
  readonly passed: State;
  /** Our additions to the desired composite; `undefined` passes it on unchanged. */
  readonly composite: DesiredComposite | undefined;
  readonly composed: readonly DesiredComposed[];
  readonly results: readonly Result[];
  readonly conditions: readonly Condition[];
  readonly context: Uint8Array | undefined;
}

/** The desired composite: only its status may be desired. */
export interface DesiredComposite {
  /** The whole object, with the part that earlier functions desire. */
  readonly object: JsonObject;
  /** `Unspecified` leaves it to the readiness of the composed resources. */
  readonly ready: Ready;
  /** Added to the connection secret of a legacy composite, beside what earlier functions give it. */
  readonly connectionDetails: ReadonlyMap<string, Uint8Array>;
}

/** A composed resource under its resource key. */
export interface DesiredComposed {
  readonly key: string;
  readonly object: Manifest;
  readonly ready: Ready;
}

export const Ready = { Unspecified: 0, True: 1, False: 2 } as const;
export type Ready = (typeof Ready)[keyof typeof Ready];

export const Severity = { Fatal: 1, Warning: 2, Normal: 3 } as const;
export type Severity = (typeof Severity)[keyof typeof Severity];

export const Target = { Composite: 1, CompositeAndClaim: 2 } as const;
export type Target = (typeof Target)[keyof typeof Target];

export const Status = { Unknown: 1, True: 2, False: 3 } as const;
export type Status = (typeof Status)[keyof typeof Status];

/** An event on the composite; a Fatal one ends the pipeline. */
export interface Result {
  readonly severity: Severity;
  readonly reason: string;
  readonly message: string;
  readonly target: Target;
}

/** A condition of the composite. */
export interface Condition {
  readonly type: string;
  readonly status: Status;
  readonly reason: string;
  readonly message: string;
  readonly target: Target;
}

/** An encoded response that may answer several requests: only the tag is missing, which is each request's own. */
export interface UntaggedResponse {
  readonly ttlSeconds: number;
  /** All fields but `meta`. */
  readonly fields: Uint8Array;
}

/** Encodes a response; the same response gives the same bytes. */
export function encodeUntagged(response: RunFunctionResponse): UntaggedResponse {
  const writer = new Writer(expectedSize(response));
  writeConditions(writer, response.conditions);
  writeRequirements(writer, 5, response);
  if (response.context) writer.bytes(4, response.context);
  writeResults(writer, response.results);
  const state = writer.length;
  writeState(writer, response);
  writer.close(2, state);
  return { ttlSeconds: response.ttlSeconds, fields: writer.finish() };
}

/** The whole response to the request with a tag. */
export function encodeTagged(tag: string, { ttlSeconds, fields }: UntaggedResponse): Uint8Array {
  const writer = new Writer(fields.length + tag.length * 3 + META_SIZE);
  writer.raw(fields);
  const mark = writer.length;
  writer.uint(1, ttlSeconds);
  writer.close(2, mark);
  writer.string(1, tag);
  writer.close(1, mark);
  return writer.finish();
}

/** More than `meta` takes beside the tag. */
const META_SIZE = 32;

/** A little more than most answers need. */
function expectedSize({ passed, composed, context }: RunFunctionResponse): number {
  let size = 4096 + composed.length * 1024 + (passed.composite?.length ?? 0) + (context?.length ?? 0);
  for (const resource of passed.resources.values()) size += resource.length + 128;
  return size;
}

function writeState(writer: Writer, { passed, composite, composed }: RunFunctionResponse): void {
  for (const field of passed.unknownFields.toReversed()) writer.raw(field);
  for (let i = composed.length - 1; i >= 0; i--) {
    const resource = composed[i];
    if (resource) writeComposed(writer, resource);
  }
  writer.bytesMap(2, passed.resources);
  if (composite) writeComposite(writer, composite, passed.composite);
  else if (passed.composite) writer.bytes(1, passed.composite);
}

function writeComposed(writer: Writer, { key, object, ready }: DesiredComposed): void {
  const entry = writer.length;
  writer.uint(3, ready);
  const struct = writer.length;
  writeStruct(writer, object);
  writer.close(1, struct);
  writer.close(2, entry);
  writer.closeEntry(2, key, entry);
}

/** The composite as it was passed on, with the object replaced, and the readiness too if we set it. */
function writeComposite(writer: Writer, composite: DesiredComposite, passed: Uint8Array | undefined): void {
  const mark = writer.length;
  if (composite.ready !== Ready.Unspecified) writer.uint(3, composite.ready);
  writer.bytesMap(2, composite.connectionDetails);
  for (const field of passed ? otherFields(passed) : []) writer.raw(field);
  const struct = writer.length;
  writeStruct(writer, composite.object);
  writer.close(1, struct);
  writer.close(1, mark);
}

/** The fields of an encoded Resource except its object, last first. */
function otherFields(resource: Uint8Array): readonly Uint8Array[] {
  const fields: Uint8Array[] = [];
  const reader = new Reader(resource);
  while (reader.more()) {
    const start = reader.offset;
    const tag = reader.tag();
    reader.skip(tag);
    if (tag >>> 3 !== 1) fields.push(resource.subarray(start, reader.offset));
  }
  return fields.reverse();
}

function writeResults(writer: Writer, results: readonly Result[]): void {
  for (const { severity, message, reason, target } of results.toReversed()) {
    const mark = writer.length;
    writer.uint(4, target);
    writer.string(3, reason);
    writer.string(2, message);
    writer.uint(1, severity);
    writer.close(3, mark);
  }
}

function writeConditions(writer: Writer, conditions: readonly Condition[]): void {
  for (const { type, status, reason, message, target } of conditions.toReversed()) {
    const mark = writer.length;
    writer.uint(5, target);
    writer.string(4, message);
    writer.string(3, reason);
    writer.uint(2, status);
    writer.string(1, type);
    writer.close(6, mark);
  }
}
