import { describe, expect, test } from '@jest/globals';
import type { Engine } from '../../src/gen/binding.js';
import { FIELD_BEHAVIOR } from '../../src/gen/field-behavior.js';
import { asObject, asString, at, type Json, type JsonObject } from '../../src/lib/json.js';
import { settled } from '../rules/scenario.js';
import { creatingExamples, examples, exampleWorld, isAllowed, policyOf } from '../support/examples.js';
import { NOT_COMPOSED, schemaProblems } from '../support/provider-schemas.js';
import { type ObservedState, run } from '../support/run.js';

// Everything that is composed is what the provider's API server would take.

/** A world of the provider's other family, as if it had been composed for a cluster-scoped composite. */
function legacy(world: Readonly<Record<string, ObservedState>>): Readonly<Record<string, ObservedState>> {
  return JSON.parse(
    JSON.stringify(world)
      .replaceAll('digitalocean.m.crossplane.io', 'digitalocean.crossplane.io')
      .replaceAll('sql.m.crossplane.io', 'sql.crossplane.io')
      .replaceAll('"kind":"Usage"', '"kind":"ClusterUsage"'),
  );
}

type Composed = readonly (readonly [key: string, resource: JsonObject])[];

/** What is composed for an example whose cluster is created, new and settled, in both families. */
function created(composite: JsonObject, policy: JsonObject): Composed {
  const world = settled(at(composite, 'spec', 'cluster', 'engine') as Engine, composite, policy);
  const { namespace: _, ...metadata } = asObject(composite.metadata);
  // A cluster-scoped composite has no neighbours that it could share with.
  const { sharing: __, ...spec } = asObject(composite.spec);
  const scopedPolicy = { ...policy, providerConfigRef: { name: 'default' } };
  const answers = [
    run({ composite, policy }),
    run({ composite, policy, observed: world }),
    run({ composite: { ...composite, metadata, spec }, policy: scopedPolicy, observed: legacy(world) }),
  ];
  expect(answers.map(({ fatal }) => fatal)).toEqual(answers.map(() => undefined));
  return answers.flatMap(({ composed }) => Object.entries(composed).map(([key, { resource }]) => [key, resource]));
}

/** What is composed for an example whose cluster lives elsewhere, once everything came to rest. */
async function found(file: string, composition: string): Promise<Composed> {
  const world = exampleWorld(file, composition);
  for (let round = 0; round < 20; round++) await world.round();
  return world.bindings.flatMap((name) =>
    [...world.snapshot(name).composed].map(([key, { status: _, ...resource }]) => [key, resource] as const),
  );
}

const isProviders = ([, { apiVersion }]: Composed[number]): boolean =>
  /^(?:database\.digitalocean|postgresql\.sql)\./.test(asString(apiVersion) ?? '');

const CREATING = creatingExamples();
const isCreating = (file: string, name: Json | undefined): boolean =>
  CREATING.some(([each, { metadata }]) => each === file && at(metadata ?? {}, 'name') === name);
const FOUND = [
  ...new Set(
    examples('bindings')
      .filter(([file, { metadata }]) => !isCreating(file, at(metadata ?? {}, 'name')))
      .map(([file]) => file),
  ),
];

/** The resources of the provider for each example with each Composition that allows it. */
const CASES = examples('compositions').flatMap(([composition, object]) => [
  ...CREATING.map(([file, binding]) => [file, composition, () => created(binding, policyOf(object))] as const),
  ...FOUND.filter((file) => isAllowed(file, composition)).map(
    (file) => [file, composition, () => found(file, composition)] as const,
  ),
]);

describe('what is composed', () => {
  test.each(CASES)("for %s with %s fits the provider's schemas", async (_file, _composition, composed) => {
    const resources = (await composed()).filter(isProviders);
    expect(resources).not.toEqual([]);
    expect(resources.flatMap(([key, resource]) => schemaProblems(resource).map((problem) => key + problem))).toEqual(
      [],
    );
  });

  test('by the examples are all the kinds there are', async () => {
    const composed = (await Promise.all(CASES.map(([, , compose]) => compose()))).flat();
    expect([...new Set(composed.map(([, { kind }]) => kind))].sort()).toEqual(
      expect.arrayContaining(Object.keys(FIELD_BEHAVIOR).filter((kind) => !NOT_COMPOSED.includes(kind))),
    );
  });
});
