import protobuf from 'protobufjs';
import type { Composition } from '../../simulation/crossplane/composition.js';
import type { Call } from '../../simulation/crossplane/run-function.js';
import { fromStruct, toStruct, type WireStruct } from '../../simulation/crossplane/struct.js';
import { PROTOCOL } from '../../src/gen/proto.js';
import type { JsonObject } from '../../src/lib/json.js';

/** A resource a fake function desires. */
export interface Desired {
  readonly object: JsonObject;
  readonly ready?: boolean;
}

/** What a fake function answers; the rest of the response is empty. */
export interface FakeResponse {
  readonly desired?: Readonly<Record<string, Desired>>;
  readonly status?: JsonObject;
  readonly ready?: 'READY_TRUE' | 'READY_FALSE';
  readonly conditions?: readonly { type: string; status: string; reason: string; message?: string }[];
  readonly results?: readonly { severity: string; message: string }[];
  readonly requires?: Readonly<Record<string, object>>;
}

/** What a fake function sees. */
export interface FakeRequest {
  readonly composite: JsonObject;
  readonly observed: ReadonlyMap<string, JsonObject>;
  readonly required: ReadonlyMap<string, readonly JsonObject[]>;
}

interface WireItem {
  readonly resource: WireStruct;
}

interface WireRequest {
  readonly observed: { readonly composite: WireItem; readonly resources: Readonly<Record<string, WireItem>> };
  readonly required_resources: Readonly<Record<string, { readonly items: readonly WireItem[] }>>;
}

const root = protobuf.Root.fromJSON(PROTOCOL);
const requestType = root.lookupType('apiextensions.fn.proto.v1.RunFunctionRequest');
const responseType = root.lookupType('apiextensions.fn.proto.v1.RunFunctionResponse');

/** A function on the wire, made of a function over plain values. */
export function fakeFunction(run: (request: FakeRequest) => FakeResponse): Call {
  return (bytes) => {
    const options = { defaults: true, arrays: true, objects: true };
    const wire = requestType.toObject(requestType.decode(bytes), options) as WireRequest;
    return encode(run(plainRequest(wire)));
  };
}

function plainRequest({ observed, required_resources }: WireRequest): FakeRequest {
  const resources = Object.entries(observed.resources).map(
    ([key, { resource }]) => [key, fromStruct(resource)] as const,
  );
  const required = Object.entries(required_resources).map(
    ([name, { items }]) => [name, items.map(({ resource }) => fromStruct(resource))] as const,
  );
  return {
    composite: fromStruct(observed.composite.resource),
    observed: new Map(resources),
    required: new Map(required),
  };
}

function encode({ desired, status, ready, conditions, results, requires }: FakeResponse): Uint8Array {
  const resources = Object.entries(desired ?? {}).map(([key, { object, ready: isReady }]) => [
    key,
    { resource: toStruct(object), ready: isReady ? 'READY_TRUE' : 'READY_FALSE' },
  ]);
  const composite = { resource: toStruct(status === undefined ? {} : { status }), ready: ready ?? 'READY_UNSPECIFIED' };
  const response = responseType.fromObject({
    desired: { composite, resources: Object.fromEntries(resources) },
    conditions: conditions ?? [],
    results: results ?? [],
    requirements: { resources: requires ?? {} },
  });
  return responseType.encode(response).finish();
}

/** A binding a fake function can be run for. */
export const BINDING: JsonObject = {
  apiVersion: 'bindings.digitalocean.crossplane.io/v1alpha1',
  kind: 'DatabaseBinding',
  metadata: { name: 'orders', namespace: 'shop' },
  spec: { cluster: { engine: 'pg' } },
};

/** A Composition of one step without input. */
export const COMPOSITION: Composition = {
  name: 'test',
  composes: { apiVersion: 'bindings.digitalocean.crossplane.io/v1alpha1', kind: 'DatabaseBinding' },
  steps: [{ name: 'only', functionName: 'function-database-binding', input: undefined }],
  skipped: [],
};
