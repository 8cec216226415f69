import { asList, asObject, at, type JsonObject } from '../../../src/lib/json.js';
import { policyOf } from '../../support/examples.js';

/** A Composition under another name, with some fields of its policy replaced. */
export function withPolicy(composition: JsonObject, name: string, policy: JsonObject): JsonObject {
  return withInput(composition, name, { ...policyOf(composition), ...policy });
}

/** A Composition under another name, without one field of its policy. */
export function withoutPolicy(composition: JsonObject, name: string, left: string): JsonObject {
  const { [left]: _, ...policy } = policyOf(composition);
  return withInput(composition, name, policy);
}

function withInput(composition: JsonObject, name: string, input: JsonObject): JsonObject {
  const [step] = asList(at(composition, 'spec', 'pipeline')).map(asObject);
  return {
    ...composition,
    metadata: { name },
    spec: { ...asObject(composition.spec), pipeline: [{ ...step, input }] },
  };
}
