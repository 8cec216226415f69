import { asList, asObject, asString, at, isObject, type JsonObject } from '../../src/lib/json.js';

/** One step of a Composition's pipeline. */
export interface Step {
  readonly name: string;
  readonly functionName: string;
  readonly input: JsonObject | undefined;
}

/** The part of a Composition the simulation runs. */
export interface Composition {
  readonly name: string;
  /** The kind of composite it is for. */
  readonly composes: { readonly apiVersion: string; readonly kind: string };
  /** The steps of this function. */
  readonly steps: readonly Step[];
  /** The steps of other functions, which are not run. */
  readonly skipped: readonly Step[];
  /** What the skipped steps would have put into the context, as far as it is known. */
  readonly context?: JsonObject;
}

const FUNCTION_NAME = 'function-database-binding';
const INPUT_GROUP = 'databasebinding.fn.crossplane.io/';

/** Reads a Composition; a string says why it cannot be simulated. */
export function readComposition(manifest: JsonObject): Composition | string {
  const name = asString(at(manifest, 'metadata', 'name')) ?? '';
  const mode = at(manifest, 'spec', 'mode') ?? 'Pipeline';
  if (mode !== 'Pipeline') return `cannot use composition "${name}": its mode is not Pipeline`;
  const steps = asList(at(manifest, 'spec', 'pipeline'))
    .filter(isObject)
    .map(readStep);
  const ours = steps.filter(isOurs);
  if (ours.length === 0) return `cannot use composition "${name}": no step of its pipeline calls ${FUNCTION_NAME}`;
  const type = asObject(at(manifest, 'spec', 'compositeTypeRef'));
  return {
    name,
    composes: { apiVersion: asString(type.apiVersion) ?? '', kind: asString(type.kind) ?? '' },
    steps: ours,
    skipped: steps.filter((step) => !isOurs(step)),
  };
}

function readStep(step: JsonObject): Step {
  return {
    name: asString(step.step) ?? '',
    functionName: asString(at(step, 'functionRef', 'name')) ?? '',
    input: isObject(step.input) ? step.input : undefined,
  };
}

// Package managers put the organisation in front of a function's name; the input's group tells it for certain.
function isOurs({ functionName, input }: Step): boolean {
  return functionName.endsWith(FUNCTION_NAME) || (asString(input?.apiVersion) ?? '').startsWith(INPUT_GROUP);
}
