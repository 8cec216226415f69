import { asList, asObject, at, type JsonObject } from '../../../src/lib/json.js';
import { policyOf } from '../../support/examples.js';

/** A Composition under another name, with some fields of its policy replaced. */
export function withPolicy(composition: JsonObject, name: string, policy: JsonObject): JsonObject {
  const [step] = asList(at(composition, 'spec', 'pipeline')).map(asObject);
  const pipeline = [{ ...step, input: { ...policyOf(composition), ...policy } }];
  return { ...composition, metadata: { name }, spec: { ...asObject(composition.spec), pipeline } };
}
