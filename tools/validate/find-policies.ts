import { readComposition } from '../../simulation/crossplane/composition.js';
import { isEnvironmentConfig } from '../../simulation/crossplane/environment.js';
import type { Location } from '../../src/api/schema/location.js';
import { type GivenPolicy, policyOfInput, withContext } from '../../src/function/given-policy.js';
import { asList, asObject, asString, at, field, isObject, type Json, type JsonObject } from '../../src/lib/json.js';
import type { Manifest } from '../manifests/parse-manifests.js';

/** Where the fields that a message's path begins with are written. */
export interface Place {
  /** The first word of the path. */
  readonly root: 'policy' | 'data';
  readonly manifest: Manifest;
  /** What leads to it in the object. */
  readonly above: Location;
}

/** The policy of one step, as far as the files tell it. */
export interface StepPolicy {
  readonly given: GivenPolicy;
  /** Whether the files have all of it, so that what is missing is missing. */
  readonly complete: boolean;
  readonly places: readonly Place[];
}

/** A Composition with steps of this function. */
export interface PolicySource {
  readonly manifest: Manifest;
  readonly name: string;
  readonly labels: JsonObject;
  readonly composes: { readonly apiVersion: string; readonly kind: string };
  readonly steps: readonly StepPolicy[];
}

/** A part of a policy in an EnvironmentConfig. */
export interface PolicyPart extends Place {
  readonly field: string;
  readonly value: Json;
}

/** The parts of policies in EnvironmentConfigs: the fields of their data that a step of a Composition points to. */
export function findParts(manifests: readonly Manifest[]): readonly PolicyPart[] {
  const fields = new Set(
    manifests.flatMap(({ object }) => stepsOf(object).flatMap(({ input }) => fieldOf(input) ?? [])),
  );
  return manifests
    .filter(({ object }) => isEnvironmentConfig(object))
    .flatMap((manifest) =>
      [...fields].flatMap((name): readonly PolicyPart[] => {
        const value = field(asObject(manifest.object.data), name);
        return value === undefined ? [] : [{ root: 'data', manifest, above: ['data'], field: name, value }];
      }),
    );
}

/** The policies of every Composition that has steps of this function. */
export function findPolicies(manifests: readonly Manifest[], parts: readonly PolicyPart[]): readonly PolicySource[] {
  return manifests.flatMap((manifest) => {
    if (manifest.object.kind !== 'Composition') return [];
    const composition = readComposition(manifest.object);
    if (typeof composition === 'string') return [];
    return [
      {
        manifest,
        name: composition.name,
        labels: asObject(at(manifest.object, 'metadata', 'labels')),
        composes: composition.composes,
        steps: stepsOf(manifest.object).map(({ index, input }) => stepPolicy(manifest, index, input, parts)),
      },
    ];
  });
}

/** The policy of a step's input, and of the EnvironmentConfig that it points to if there is only one. */
function stepPolicy(manifest: Manifest, index: number, input: JsonObject, parts: readonly PolicyPart[]): StepPolicy {
  const own: Place = { root: 'policy', manifest, above: ['spec', 'pipeline', index, 'input'] };
  const name = fieldOf(input);
  if (name === undefined) return { given: policyOfInput(input), complete: true, places: [own] };
  const [part, ...others] = parts.filter((each) => each.field === name);
  if (part === undefined || others.length > 0) return { given: policyOfInput(input), complete: false, places: [own] };
  return { given: withContext(input, part.value, `data.${name}`), complete: true, places: [own, part] };
}

/** The steps of this function in a Composition, by their index. */
function stepsOf(object: JsonObject): readonly { readonly index: number; readonly input: JsonObject }[] {
  if (object.kind !== 'Composition') return [];
  const composition = readComposition(object);
  if (typeof composition === 'string') return [];
  const names = new Set(composition.steps.map(({ name }) => name));
  return asList(at(object, 'spec', 'pipeline')).flatMap((step, index) =>
    isObject(step) && names.has(asString(step.step) ?? '') ? [{ index, input: asObject(step.input) }] : [],
  );
}

function fieldOf(input: JsonObject): string | undefined {
  return asString(at(input, 'fromContext', 'field'));
}

/** Whether an object is a policy by itself. */
export function isPolicy({ apiVersion }: JsonObject): boolean {
  return (asString(apiVersion) ?? '').startsWith('databasebinding.fn.crossplane.io/');
}
