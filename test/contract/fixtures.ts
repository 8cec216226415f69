import { readFileSync } from 'node:fs';
import type { JsonObject } from '../../src/lib/json.js';
import type { ProtocolDescription } from './describe-protocol.js';
import type { Version } from './protocol.js';

/** The two messages of a call. */
export const MESSAGES = { request: 'RunFunctionRequest', response: 'RunFunctionResponse' } as const;
export type MessageKey = keyof typeof MESSAGES;
export const MESSAGE_KEYS = ['request', 'response'] as const satisfies readonly MessageKey[];

/** What the Python SDK wrote for one message, and what it read from those bytes. */
interface EncodedMessage {
  readonly bytes: string;
  readonly json: JsonObject;
}

/** A request and a response with every field set, in protobuf's JSON form. */
export const SAMPLE: Readonly<Record<MessageKey, JsonObject>> = parse(read('sample.json'));

/** The sample as the Python SDK encodes it. */
export function pythonMessages(version: Version): Readonly<Record<MessageKey, EncodedMessage>> {
  return parse(read(`messages-${version}.json`));
}

/** The protocol as the Python SDK has it. */
export function pythonDescription(version: Version): ProtocolDescription {
  return parse(read(`descriptor-${version}.json`));
}

/** The text of a committed fixture. */
export function read(name: string): string {
  return readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8');
}

// The fixtures are our own files, so their shape is given.
function parse<Shape>(text: string): Shape {
  return JSON.parse(text) as Shape;
}
