import { describe, expect, test } from '@jest/globals';
import { admitManaged, controllerOf } from '../../simulation/provider/provider.js';
import { asList, asObject, asString, at, isObject, type Json, type JsonObject } from '../../src/lib/json.js';
import {
  providerDefinitions,
  requiredParameters,
  schemaProblems,
  sqlDefinitions,
} from '../support/provider-schemas.js';
import { RECORDINGS, recorded } from '../support/recorded-states.js';

// The provider's kinds as the fixtures have them, and what this project takes for granted of them.

const NAMESPACED = 'database.digitalocean.m.crossplane.io';
const LEGACY = 'database.digitalocean.crossplane.io';

const DEFINITIONS = providerDefinitions();
const groupOf = (definition: JsonObject): string => asString(at(definition, 'spec', 'group')) ?? '';
const kindOf = (definition: JsonObject): string => asString(at(definition, 'spec', 'names', 'kind')) ?? '';
const inGroup = (group: string): readonly JsonObject[] => DEFINITIONS.filter((each) => groupOf(each) === group);
const MANAGED = [...inGroup(NAMESPACED), ...inGroup(LEGACY)];
const named = (definitions: readonly JsonObject[]) =>
  definitions.map((each) => [asString(at(each, 'metadata', 'name')) ?? '', each] as const);

function schemaOf(definition: JsonObject): JsonObject {
  const [version] = asList(at(definition, 'spec', 'versions'));
  return asObject(at(version, 'schema', 'openAPIV3Schema'));
}

describe.each(named([...DEFINITIONS, ...sqlDefinitions()]))('%s', (_name, definition) => {
  test('has nothing in it that only people read, and a type for every field', () => {
    const untyped = [...fields(schemaOf(definition), '')].filter(([, schema]) => schema.type === undefined);
    expect(untyped.map(([path]) => path)).toEqual([]);
    expect(JSON.stringify(definition)).not.toMatch(/"description":"|additionalPrinterColumns|"matchLabels"/);
  });
});

test.each([
  [NAMESPACED, 'Namespaced', 18],
  [LEGACY, 'Cluster', 18],
])('%s has all its kinds, and their scope is %s', (group, scope, count) => {
  expect(inGroup(group).map((each) => at(each, 'spec', 'scope'))).toEqual(Array(count).fill(scope));
});

// Managed resources are composed in the same way for both families, but for their envelope.
test.each(inGroup(NAMESPACED).map((each) => [kindOf(each), each] as const))(
  '%s takes and tells the same in both families, and is read by the same rules',
  (kind, namespaced) => {
    const [legacy = {}] = inGroup(LEGACY).filter((each) => kindOf(each) === kind);
    const parts = (definition: JsonObject): readonly (Json | undefined)[] => [
      at(schemaOf(definition), 'properties', 'spec', 'properties', 'forProvider'),
      at(schemaOf(definition), 'properties', 'spec', 'properties', 'initProvider'),
      at(schemaOf(definition), 'properties', 'spec', 'x-kubernetes-validations'),
      at(schemaOf(definition), 'properties', 'status'),
    ];
    expect(parts(legacy).map((part) => withoutNamespaces(part))).toEqual(
      parts(namespaced).map((part) => withoutNamespaces(part)),
    );
  },
);

// Where a reference leads may be said, must be said or goes without saying: that is all the families differ in.
function withoutNamespaces(schema: Json = null): Json {
  if (Array.isArray(schema))
    return schema.filter((item) => item !== 'namespace').map((item: Json) => withoutNamespaces(item));
  if (!isObject(schema)) return schema;
  const entries = Object.entries(schema).filter(([name]) => name !== 'namespace');
  return Object.fromEntries(entries.map(([name, child]) => [name, withoutNamespaces(child)]));
}

test.each(RECORDINGS)('%s, which the provider left, is of its kind', (name) => {
  expect(schemaProblems(recorded(name).resource)).toEqual([]);
});

describe('the stand-in of the provider', () => {
  const known = MANAGED.map((definition) => ({
    definition,
    empty: {
      apiVersion: `${groupOf(definition)}/v1alpha1`,
      kind: kindOf(definition),
      spec: { forProvider: {}, managementPolicies: ['Observe', 'Create'] },
    },
  })).filter(({ empty }) => controllerOf(empty) !== undefined);

  test.each(known.map((each) => [at(each.definition, 'metadata', 'name'), each] as const))(
    'demands of %s what the provider demands',
    (_name, { definition, empty }) => {
      const admission = admitManaged(empty);
      const problems = 'problem' in admission ? admission.problem.split(', ') : [];
      expect(problems.sort()).toEqual(
        requiredParameters(definition)
          .map((name) => `spec.forProvider.${name} is a required parameter`)
          .sort(),
      );
    },
  );

  test('has all kinds but the one that cannot be had any more', () => {
    const kinds = new Set(known.map(({ definition }) => kindOf(definition)));
    const others = MANAGED.map(kindOf).filter((kind) => !kinds.has(kind));
    expect([...new Set(others)]).toEqual(['RedisConfig']);
  });
});

/** Every field of a schema, with its path. */
function* fields(schema: JsonObject, path: string): Generator<readonly [path: string, schema: JsonObject]> {
  yield [path, schema];
  const below = [schema.items, schema.additionalProperties].filter(isObject);
  for (const child of below) yield* fields(child, `${path}[]`);
  for (const [name, child] of Object.entries(asObject(schema.properties)))
    yield* fields(asObject(child), `${path}.${name}`);
}
