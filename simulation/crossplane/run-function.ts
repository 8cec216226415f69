import { isDeepStrictEqual } from 'node:util';
import { asObject, at, type JsonObject } from '../../src/lib/json.js';
import { type ObjectStore, refOf } from '../api-server/object-store.js';
import {
  decodeResponse,
  encodeRequest,
  type FunctionRequest,
  type FunctionResponse,
  type Requirements,
  type ResourceSelector,
} from './protocol.js';

/** A function: a whole encoded request in, a whole encoded response out. */
export type Call = (request: Uint8Array) => Uint8Array | Promise<Uint8Array>;

/** Where the resources that a function asks for are looked up. */
export type Looked = Pick<ObjectStore, 'list'>;

/** No requirements. */
export const NO_REQUIREMENTS: Requirements = { resources: {}, extra_resources: {} };

const MAX_ROUNDS = 5;

/**
 * Calls a function until what it requires settles, answering its requirements from the store. What it required at the
 * last reconcile is there from the first call on, and where that is all it requires now, one call is enough.
 */
export async function runFunction(
  call: Call,
  request: Omit<FunctionRequest, 'requiredResources' | 'extraResources'>,
  seed: Requirements,
  store: Looked,
): Promise<FunctionResponse> {
  const seeded = answer({ ...seed.resources, ...seed.extra_resources }, store);
  let given: Answers = { requiredResources: seeded, extraResources: {} };
  let settled: Requirements | undefined;
  let context = request.context;
  for (let round = 0; round <= MAX_ROUNDS; round += 1) {
    const response = decodeResponse(await call(encodeRequest({ ...request, ...given, context })));
    if (isFatal(response) || isDeepStrictEqual(response.requirements, settled)) return response;
    const { resources, extra_resources } = response.requirements;
    const wanted: Answers = {
      requiredResources: { ...seeded, ...answer(resources, store) },
      extraResources: answer(extra_resources, store),
    };
    if (round === 0 && isDeepStrictEqual(given, wanted)) return response;
    given = wanted;
    settled = response.requirements;
    context = response.context;
  }
  throw new Error(`requirements did not settle in ${MAX_ROUNDS} rounds`);
}

type Answers = Pick<FunctionRequest, 'requiredResources' | 'extraResources'>;

/** Whether a response ends the pipeline. */
export function isFatal({ results }: FunctionResponse): boolean {
  return results.some(({ severity }) => severity === 'SEVERITY_FATAL');
}

function answer(
  selectors: Readonly<Record<string, ResourceSelector>>,
  store: Looked,
): Readonly<Record<string, readonly JsonObject[]>> {
  const answers = Object.entries(selectors).map(([name, selector]) => [
    name,
    store.list().filter((object) => isSelected(object, selector)),
  ]);
  return Object.fromEntries(answers);
}

function isSelected(object: JsonObject, selector: ResourceSelector): boolean {
  const { apiVersion, kind, namespace, name } = refOf(object);
  if (apiVersion !== selector.api_version || kind !== selector.kind) return false;
  // A name without a namespace is that of a cluster-scoped object, labels without one count in all namespaces.
  if (selector.match_labels === undefined)
    return name === selector.match_name && namespace === (selector.namespace ?? '');
  if (selector.namespace !== undefined && namespace !== selector.namespace) return false;
  const labels = asObject(at(object, 'metadata', 'labels'));
  return Object.entries(selector.match_labels.labels ?? {}).every(([key, value]) => labels[key] === value);
}
