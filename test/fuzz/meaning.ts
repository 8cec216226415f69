import type { Json, JsonObject } from '../../src/lib/json.js';
import { asList, asObject } from '../../src/lib/json.js';
import type { RunFunctionRequest, State } from '../../src/wire/request.js';
import { decodeResource, type Resource } from '../../src/wire/resource.js';
import { decodeStruct } from '../../src/wire/struct.js';

/** What a request says, as far as a function reads it: comparable whoever has decoded it. */
export interface Meaning {
  readonly capabilities: readonly number[];
  readonly observed: Json;
  readonly desired: Json;
  readonly input: Json;
  readonly context: Json;
  readonly requiredResources: Json;
}

/** The meaning of a request that `src/wire` has decoded. */
export function meaningOf(request: RunFunctionRequest): Meaning {
  return {
    capabilities: [...request.capabilities].sort((a, b) => a - b),
    observed: stateMeaning(request.observed),
    desired: stateMeaning(request.desired),
    input: request.input ? decodeStruct(request.input) : null,
    context: request.context ? decodeStruct(request.context) : null,
    requiredResources: Object.fromEntries(
      [...request.requiredResources].map(([key, items]) => [key, items.map(resourceMeaning)]),
    ),
  };
}

function stateMeaning({ composite, resources }: State): Json {
  return {
    composite: resourceMeaning(decodeResource(composite ?? new Uint8Array(0))),
    resources: Object.fromEntries(
      [...resources].map(([key, encoded]) => [key, resourceMeaning(decodeResource(encoded))]),
    ),
  };
}

function resourceMeaning({ struct, connectionDetails }: Resource): Json {
  const details = [...connectionDetails].map(([key, value]) => [key, Buffer.from(value).toString('base64')]);
  return { object: decodeStruct(struct), connectionDetails: Object.fromEntries(details) };
}

/** The meaning of a request in protobuf's JSON form; `capabilityNumbers` are the enum's. */
export function meaningOfJson(request: JsonObject, capabilityNumbers: Readonly<Record<string, number>>): Meaning {
  const meta = asObject(request.meta);
  const capabilities = asList(meta.capabilities).map((name) => capabilityNumbers[String(name)] ?? Number(name));
  return {
    capabilities: [...new Set(capabilities)].sort((a, b) => a - b),
    observed: stateOfJson(request.observed),
    desired: stateOfJson(request.desired),
    input: request.input ?? null,
    context: request.context ?? null,
    requiredResources: {
      ...mapObject(request.extraResources, itemsOfJson),
      ...mapObject(request.requiredResources, itemsOfJson),
    },
  };
}

function stateOfJson(state: Json | undefined): Json {
  const { composite, resources } = asObject(state);
  return { composite: resourceOfJson(composite), resources: mapObject(resources, resourceOfJson) };
}

function itemsOfJson(resources: Json | undefined): Json {
  return asList(asObject(resources).items).map(resourceOfJson);
}

function resourceOfJson(json: Json | undefined): Json {
  const { resource, connectionDetails } = asObject(json);
  return { object: resource ?? {}, connectionDetails: connectionDetails ?? {} };
}

function mapObject(object: Json | undefined, convert: (value: Json) => Json): JsonObject {
  return Object.fromEntries(Object.entries(asObject(object)).map(([key, value]) => [key, convert(value)]));
}
