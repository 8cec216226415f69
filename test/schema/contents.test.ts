import { expect, test } from '@jest/globals';
import type { Engine } from '../../src/gen/binding.js';
import { at, type JsonObject } from '../../src/lib/json.js';
import { settled } from '../rules/scenario.js';
import { isTheProviders } from '../support/families.js';
import { schemaProblems } from '../support/provider-schemas.js';
import { run, type TestResponse } from '../support/run.js';
import { sinkSecrets } from '../support/sink-secrets.js';
import { binding, POLICY, userFree } from '../support/states.js';
import { CONTENTS_FIELDS } from './contents-fields.js';

// What lies in a cluster: nothing is accepted and then ignored, and what is composed the provider's API server would take.

/** All that is answered to a spec: once its cluster is there and its names are free, and in a world settled for another. */
function answers(spec: JsonObject, before: JsonObject): readonly TestResponse[] {
  const engine = at(before, 'cluster', 'engine') as Engine;
  const world = settled(engine, binding(before), POLICY);
  const { cluster } = world;
  const young = { ...(cluster && { cluster }), 'user-a': userFree('a') };
  const composite = binding(spec);
  const required = sinkSecrets(composite);
  return [young, world].map((observed) => run({ composite, policy: POLICY, observed, required }));
}

test.each(Object.entries(CONTENTS_FIELDS))('%s changes something', (_path, [before, after]) => {
  const [changed, same] = [answers(after, before), answers(before, before)];
  expect(changed.map(({ fatal }) => fatal)).toEqual([undefined, undefined]);
  expect(changed.map(({ json }) => json)).not.toEqual(same.map(({ json }) => json));
});

test("what is composed fits the provider's own schemas", () => {
  const composed = Object.values(CONTENTS_FIELDS)
    .flatMap(([before, after]) => answers(after, before))
    .flatMap((response) => Object.entries(response.composed))
    .filter(([, { resource }]) => isTheProviders(resource));
  expect(composed.flatMap(([key, { resource }]) => schemaProblems(resource).map((problem) => key + problem))).toEqual(
    [],
  );
});
