import { runFunction } from '../../src/function/run-function.js';
import { asList, asObject, asString, at, type Json, type JsonObject } from '../../src/lib/json.js';
import { decodeToJson, encodeFromJson } from '../contract/proto-json.js';
import { loadProtocol } from '../contract/protocol.js';

const protocol = loadProtocol('v1');
const REQUEST = protocol.lookupType('RunFunctionRequest');
const RESPONSE = protocol.lookupType('RunFunctionResponse');

/** An observed composed resource, in the form of the recorded provider states. */
export interface ObservedState {
  readonly resource: JsonObject;
  readonly connectionDetails?: Readonly<Record<string, string>>;
}

/** A request as a test writes it. */
export interface TestRequest {
  readonly composite: JsonObject;
  readonly policy?: JsonObject | undefined;
  readonly observed?: Readonly<Record<string, ObservedState>>;
  /** The desired state of earlier functions, in protobuf's JSON form. */
  readonly desired?: JsonObject;
  readonly context?: JsonObject;
  /** What Crossplane found for each requirement; an empty list for an object that does not exist. */
  readonly required?: Readonly<Record<string, readonly JsonObject[]>>;
  /** What the Crossplane says it can do, in protobuf's words. */
  readonly capabilities?: readonly string[];
  readonly tag?: string;
}

export interface TestComposed {
  readonly resource: JsonObject;
  readonly ready: boolean;
}

export interface TestCondition {
  readonly status: string;
  readonly reason: string;
  readonly message: string;
}

/** A response as a test reads it. */
export interface TestResponse {
  readonly bytes: Uint8Array;
  /** The whole response, in protobuf's JSON form. */
  readonly json: JsonObject;
  readonly fatal: string | undefined;
  readonly results: readonly JsonObject[];
  readonly composed: Readonly<Record<string, TestComposed>>;
  readonly compositeReady: Json | undefined;
  readonly status: JsonObject;
  readonly conditions: Readonly<Record<string, TestCondition>>;
  readonly ttl: Json | undefined;
  /** What is asked for, by the name of the request. */
  readonly requirements: JsonObject;
  /** What the composite's connection secret would get, decoded. */
  readonly connectionDetails: Readonly<Record<string, string>>;
}

/** Encodes a request with the reference implementation. */
export function encodeTestRequest(request: TestRequest): Uint8Array {
  const resources = Object.entries(request.observed ?? {}).map(([key, { resource, connectionDetails = {} }]) => [
    key,
    { resource, connectionDetails: mapStrings(connectionDetails) },
  ]);
  return encodeFromJson(REQUEST, {
    meta: { tag: request.tag ?? 'tag', ...(request.capabilities ? { capabilities: request.capabilities } : {}) },
    observed: { composite: { resource: request.composite }, resources: Object.fromEntries(resources) },
    ...(request.desired ? { desired: request.desired } : {}),
    ...(request.policy ? { input: request.policy } : {}),
    ...(request.context ? { context: request.context } : {}),
    ...(request.required ? { requiredResources: requiredJson(request.required) } : {}),
  });
}

function requiredJson(required: Readonly<Record<string, readonly JsonObject[]>>): JsonObject {
  const entries = Object.entries(required).map(([name, items]) => [
    name,
    { items: items.map((resource) => ({ resource })) },
  ]);
  return Object.fromEntries(entries);
}

/** Calls the function with real wire bytes, and reads its answer with the reference implementation. */
export function run(request: TestRequest): TestResponse {
  const { response, fatal } = runFunction(encodeTestRequest(request));
  const read = readTestResponse(response);
  if (fatal !== (read.fatal !== undefined)) throw new Error(`fatal is ${fatal}, but the result is ${read.fatal}`);
  return read;
}

/** Reads an encoded response with the reference implementation. */
export function readTestResponse(bytes: Uint8Array): TestResponse {
  const json = asObject(decodeToJson(RESPONSE, bytes));
  const results = asList(json.results).map(asObject);
  const fatal = results.find(({ severity }) => severity === 'SEVERITY_FATAL');
  return {
    bytes,
    json,
    fatal: fatal && asString(fatal.message),
    results,
    composed: mapEntries(at(json, 'desired', 'resources'), (entry) => ({
      resource: asObject(entry.resource),
      ready: entry.ready === 'READY_TRUE',
    })),
    compositeReady: at(json, 'desired', 'composite', 'ready'),
    status: asObject(at(json, 'desired', 'composite', 'resource', 'status')),
    conditions: Object.fromEntries(
      asList(json.conditions).map((entry) => {
        const { type, status, reason, message } = asObject(entry);
        const shown = {
          status: String(status).replace('STATUS_CONDITION_', ''),
          reason: String(reason),
          message: String(message),
        };
        return [String(type), shown];
      }),
    ),
    ttl: at(json, 'meta', 'ttl'),
    requirements: asObject(at(json, 'requirements', 'resources')),
    connectionDetails: Object.fromEntries(
      Object.entries(asObject(at(json, 'desired', 'composite', 'connectionDetails'))).map(([key, value]) => [
        key,
        Buffer.from(String(value), 'base64').toString(),
      ]),
    ),
  };
}

function mapEntries<T>(value: Json | undefined, convert: (entry: JsonObject) => T): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(asObject(value)).map(([key, entry]) => [key, convert(asObject(entry))]));
}

function mapStrings(details: Readonly<Record<string, string>>): JsonObject {
  return Object.fromEntries(Object.entries(details).map(([key, text]) => [key, Buffer.from(text).toString('base64')]));
}
