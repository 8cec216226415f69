import type { JsonObject } from '../lib/json.js';
import { Reader } from './reader.js';
import type { State } from './request.js';
import { type Requirements, writeRequirements } from './requirements.js';
import { message } from './write-message.js';
import { writeStruct } from './write-struct.js';
import { Writer } from './writer.js';

/** A RunFunctionResponse: what earlier functions desire, with our part added. */
export interface RunFunctionResponse extends Requirements {
  /** The request's tag. */
  readonly tag: string;
  /** How many whole seconds Crossplane may use this answer for an identical request. */
  readonly ttlSeconds: number;
  readonly passed: State;
  /** Our additions to the desired composite; `undefined` passes it on as it came. */
  readonly composite: DesiredComposite | undefined;
  readonly composed: readonly DesiredComposed[];
  readonly results: readonly Result[];
  readonly conditions: readonly Condition[];
  readonly context: Uint8Array | undefined;
}

/** The desired composite: nothing but its status may be desired. */
export interface DesiredComposite {
  /** The whole object, earlier functions' part included. */
  readonly object: JsonObject;
  /** `Unspecified` leaves it to the readiness of the composed resources. */
  readonly ready: Ready;
  /** What a legacy composite's connection secret gets, beside what earlier functions give it. */
  readonly connectionDetails: ReadonlyMap<string, Uint8Array>;
}

/** A composed resource under its resource key. */
export interface DesiredComposed {
  readonly key: string;
  readonly object: JsonObject;
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

/** Encodes a response; the same response gives the same bytes. */
export function encodeResponse(response: RunFunctionResponse): Uint8Array {
  const writer = new Writer();
  for (const condition of response.conditions.toReversed()) message(writer, 6, () => writeCondition(writer, condition));
  if (response.requirements.size > 0) message(writer, 5, () => writeRequirements(writer, response));
  if (response.context) writer.bytes(4, response.context);
  for (const result of response.results.toReversed()) message(writer, 3, () => writeResult(writer, result));
  message(writer, 2, () => writeState(writer, response));
  message(writer, 1, () => writeMeta(writer, response));
  return writer.finish();
}

function writeMeta(writer: Writer, response: RunFunctionResponse): void {
  message(writer, 2, () => writer.uint(1, response.ttlSeconds));
  writer.string(1, response.tag);
}

function writeState(writer: Writer, { passed, composite, composed }: RunFunctionResponse): void {
  for (const field of passed.unknownFields.toReversed()) writer.raw(field);
  for (const resource of composed.toReversed())
    message(writer, 2, () => {
      message(writer, 2, () => {
        writer.uint(3, resource.ready);
        message(writer, 1, () => writeStruct(writer, resource.object));
      });
      writer.string(1, resource.key);
    });
  for (const [key, resource] of [...passed.resources].reverse())
    message(writer, 2, () => {
      writer.bytes(2, resource);
      writer.string(1, key);
    });
  if (composite) message(writer, 1, () => writeComposite(writer, composite, passed.composite));
  else if (passed.composite) writer.bytes(1, passed.composite);
}

/** The composite as it was passed on, but for its object, and for its readiness where we have a say. */
function writeComposite(writer: Writer, composite: DesiredComposite, passed: Uint8Array | undefined): void {
  if (composite.ready !== Ready.Unspecified) writer.uint(3, composite.ready);
  for (const [key, value] of [...composite.connectionDetails].reverse())
    message(writer, 2, () => {
      writer.bytes(2, value);
      writer.string(1, key);
    });
  for (const field of passed ? otherFields(passed) : []) writer.raw(field);
  message(writer, 1, () => writeStruct(writer, composite.object));
}

/** The fields of an encoded Resource but its object, last first. */
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

function writeResult(writer: Writer, result: Result): void {
  writer.uint(4, result.target);
  writer.string(3, result.reason);
  writer.string(2, result.message);
  writer.uint(1, result.severity);
}

function writeCondition(writer: Writer, condition: Condition): void {
  writer.uint(5, condition.target);
  writer.string(4, condition.message);
  writer.string(3, condition.reason);
  writer.uint(2, condition.status);
  writer.string(1, condition.type);
}
