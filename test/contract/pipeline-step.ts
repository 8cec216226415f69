import { RunFunctionRequest, RunFunctionResponse } from '@crossplane-org/function-sdk-typescript';
import type { JsonObject } from '../../src/lib/json.js';
import { callFunction } from '../support/call-function.js';

/** A resource of a state, as the published SDK has it. */
export type Resource = NonNullable<RunFunctionResponse['desired']>['resources'][string];

/** What a test says about a call; the rest is ordinary. */
export interface StepInput {
  readonly tag?: string;
  readonly composite?: JsonObject;
  readonly observed?: Readonly<Record<string, Resource>>;
  readonly desired?: { readonly composite?: Resource; readonly resources: Readonly<Record<string, Resource>> };
  readonly context?: JsonObject;
}

/** A small binding, with parts of its spec replaced and a status. */
export function binding(spec: JsonObject = {}, status: JsonObject = {}): JsonObject {
  return {
    apiVersion: 'bindings.digitalocean.crossplane.io/v1alpha1',
    kind: 'DatabaseBinding',
    metadata: { name: 'orders', namespace: 'shop' },
    spec: { cluster: { engine: 'pg', version: '17', region: 'nyc3', size: 'db-s-1vcpu-1gb' }, ...spec },
    status,
  };
}

/** The encoded request of a pipeline step. */
export function encodeStep(input: StepInput = {}): Uint8Array {
  const { tag = 'tag', composite = binding(), observed = {}, desired, context } = input;
  const request = RunFunctionRequest.fromPartial({
    meta: { tag },
    observed: { composite: { resource: composite }, resources: { ...observed } },
    ...(desired === undefined ? {} : { desired: { ...desired, resources: { ...desired.resources } } }),
    ...(context === undefined ? {} : { context }),
  });
  return new Uint8Array(RunFunctionRequest.encode(request).finish());
}

/** One call of the function as a step of a pipeline, with messages of the published SDK. */
export function runStep(input: StepInput = {}): RunFunctionResponse {
  return RunFunctionResponse.decode(callFunction(encodeStep(input)));
}

/** The composed resources that a response desires. */
export function composedOf(response: RunFunctionResponse): Readonly<Record<string, Resource>> {
  return response.desired?.resources ?? {};
}
