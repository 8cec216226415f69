import protobuf from 'protobufjs';
import { PROTOCOL } from '../../src/gen/proto.js';
import type { JsonObject } from '../../src/lib/json.js';
import { digest } from '../fake.js';
import { fromStruct, toStruct, type WireStruct } from './struct.js';

/** One resource as Crossplane and a function exchange it. */
export interface StateResource {
  readonly resource: JsonObject;
  readonly connectionDetails?: Readonly<Record<string, Uint8Array>>;
  readonly ready?: 'READY_UNSPECIFIED' | 'READY_TRUE' | 'READY_FALSE';
}

/** An observed or desired state, its composed resources by resource key. */
export interface State {
  readonly composite: StateResource;
  readonly resources: ReadonlyMap<string, StateResource>;
}

/** Which resources of the cluster a function asks for. */
export interface ResourceSelector {
  readonly api_version: string;
  readonly kind: string;
  readonly match_name?: string;
  readonly match_labels?: { readonly labels?: Readonly<Record<string, string>> };
  readonly namespace?: string;
}

/** The resources a function asks for, by the name it gave them. */
export interface Requirements {
  readonly resources: Readonly<Record<string, ResourceSelector>>;
  readonly extra_resources: Readonly<Record<string, ResourceSelector>>;
}

/** The part of a RunFunctionRequest the stand-in fills in. */
export interface FunctionRequest {
  readonly observed: State;
  readonly desired: State;
  readonly input: JsonObject | undefined;
  readonly context: JsonObject;
  readonly requiredResources: Readonly<Record<string, readonly JsonObject[]>>;
  readonly extraResources: Readonly<Record<string, readonly JsonObject[]>>;
}

/** A condition a function sets on the composite. */
export interface ResponseCondition {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message?: string;
}

/** A result a function returns, which becomes an event. */
export interface Result {
  readonly severity: string;
  readonly message: string;
  readonly reason?: string;
}

/** The part of a RunFunctionResponse the stand-in reads. */
export interface FunctionResponse {
  readonly ttlSeconds: number;
  readonly desired: State;
  readonly results: readonly Result[];
  readonly conditions: readonly ResponseCondition[];
  readonly context: JsonObject;
  readonly requirements: Requirements;
}

interface WireResource {
  readonly resource?: WireStruct | null;
  readonly connection_details?: Readonly<Record<string, Uint8Array>>;
  readonly ready?: StateResource['ready'];
}

interface WireState {
  readonly composite?: WireResource | null;
  readonly resources?: Readonly<Record<string, WireResource>>;
}

interface WireResponse {
  readonly meta: { readonly ttl: { readonly seconds: number; readonly nanos: number } | null } | null;
  readonly desired: WireState | null;
  readonly results: readonly Result[];
  readonly conditions: readonly ResponseCondition[];
  readonly context?: WireStruct | null;
  readonly requirements: Requirements | null;
}

const CAPABILITIES = [
  'CAPABILITY_CAPABILITIES',
  'CAPABILITY_REQUIRED_RESOURCES',
  'CAPABILITY_CREDENTIALS',
  'CAPABILITY_CONDITIONS',
  'CAPABILITY_REQUIRED_SCHEMAS',
];

const root = protobuf.Root.fromJSON(PROTOCOL);
const requestType = root.lookupType('apiextensions.fn.proto.v1.RunFunctionRequest');
const responseType = root.lookupType('apiextensions.fn.proto.v1.RunFunctionResponse');

/** A RunFunctionRequest; its tag identifies everything else in it, as Crossplane's does. */
export function encodeRequest(request: FunctionRequest): Uint8Array {
  const { input } = request;
  const body = {
    observed: toWireState(request.observed),
    desired: toWireState(request.desired),
    ...(input === undefined ? {} : { input: toStruct(input) }),
    context: toStruct(request.context),
    required_resources: toWireItems(request.requiredResources),
    extra_resources: toWireItems(request.extraResources),
  };
  const tag = digest(Buffer.from(encodeBody(body)).toString('base64'));
  return encodeBody({ ...body, meta: { tag, capabilities: CAPABILITIES } });
}

/** What a RunFunctionResponse says. */
export function decodeResponse(bytes: Uint8Array): FunctionResponse {
  const options = { enums: String, longs: Number, bytes: Buffer, defaults: true, arrays: true, objects: true };
  // The one place where the shape is taken from the protocol's definition and not checked.
  const wire = responseType.toObject(responseType.decode(bytes), options) as WireResponse;
  const ttl = wire.meta?.ttl;
  return {
    ttlSeconds: ttl ? ttl.seconds + ttl.nanos / 1e9 : 0,
    desired: fromWireState(wire.desired),
    results: wire.results,
    conditions: wire.conditions,
    context: fromStruct(wire.context),
    requirements: {
      resources: wire.requirements?.resources ?? {},
      extra_resources: wire.requirements?.extra_resources ?? {},
    },
  };
}

function encodeBody(body: object): Uint8Array {
  return requestType.encode(requestType.fromObject(body)).finish();
}

function toWireState({ composite, resources }: State): object {
  return {
    composite: toWireResource(composite),
    resources: Object.fromEntries([...resources].map(([key, resource]) => [key, toWireResource(resource)])),
  };
}

function toWireResource({ resource, connectionDetails, ready }: StateResource): object {
  return {
    resource: toStruct(resource),
    connection_details: connectionDetails ?? {},
    ready: ready ?? 'READY_UNSPECIFIED',
  };
}

function toWireItems(resources: Readonly<Record<string, readonly JsonObject[]>>): object {
  const items = (list: readonly JsonObject[]) => ({ items: list.map((resource) => toWireResource({ resource })) });
  return Object.fromEntries(Object.entries(resources).map(([name, list]) => [name, items(list)]));
}

function fromWireState(state: WireState | null): State {
  const entries = Object.entries(state?.resources ?? {});
  return {
    composite: fromWireResource(state?.composite ?? {}),
    resources: new Map(entries.map(([key, resource]) => [key, fromWireResource(resource)])),
  };
}

function fromWireResource({ resource, connection_details, ready }: WireResource): StateResource {
  return {
    resource: fromStruct(resource),
    connectionDetails: connection_details ?? {},
    ready: ready ?? 'READY_UNSPECIFIED',
  };
}
