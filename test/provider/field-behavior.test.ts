import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { type KindBehavior, PROVIDER_BEHAVIOR, type WireBehavior } from '../../simulation/gen/provider-behavior.js';
import { ENGINES } from '../../src/gen/binding.js';
import { FIELD_BEHAVIOR, type FieldBehavior } from '../../src/gen/field-behavior.js';
import { asObject, asString, at, type Json, type JsonObject } from '../../src/lib/json.js';
import { behaviorOf, fieldsOf, laterOf, type ProviderKind, wordOf } from '../../src/provider/field-behavior.js';
import { providerDefinitions } from '../support/provider-schemas.js';

const DEFINITIONS = providerDefinitions();
const KINDS = Object.keys(FIELD_BEHAVIOR) as readonly ProviderKind[];
const SOURCE: Readonly<Record<string, { readonly fields: Readonly<Record<string, JsonObject>> }>> = parse(
  readFileSync(join(import.meta.dirname, '../../src/provider/fields.yaml'), 'utf8'),
);
/** What only the simulation knows. */
const WIRES: readonly (keyof WireBehavior)[] = [
  'api',
  'answer',
  'change',
  'sentWhen',
  'secondBlock',
  'sensitive',
  'emptyBlock',
  'answerLacksIt',
  'afterFailure',
];
/** What may stand in a row, and what its words are. */
const EFFECT = /^(sent|dropped|kept|noCall|refused|replace|panic|error)(\+(once|forever|blocked|error|panic))?$/;
const PHASES = ['added', 'changed', 'zeroOnUpdate', 'removed'];
const VOCABULARY: Readonly<Record<string, (value: Json) => boolean>> = {
  type: (value) => /^(string|int|float|bool|set|listBlock|setBlock)$/.test(String(value)),
  required: isTrue,
  forceNew: isTrue,
  computed: isTrue,
  sensitive: isTrue,
  default: () => true,
  minItems: isNumber,
  maxItems: isNumber,
  oneOf: isTexts,
  anyCase: isTrue,
  min: isNumber,
  max: isNumber,
  minLength: isNumber,
  maxLength: isNumber,
  api: (value) => [value].flat().every((each) => /^(POST|PUT|PATCH|DELETE) [^#]+(#[^#]+)?$/.test(String(each))),
  answer: (value) => /^(GET \w+#)?[\w.]+$/.test(String(value)),
  change: (value) => /^(POST|PUT) \S+$/.test(String(value)),
  sentWhen: (value) => value === 'changed',
  secondBlock: (value) => value === 'merged',
  sentAs: (value) => value === 'trimmed',
  same: (value) => /^(case|seconds|engineFamily)$/.test(String(value)),
  set: (value) => /^never$|^(sent|panic)(\+\w+)?$/.test(String(value)),
  zero: isEffect,
  emptyBlock: isEffect,
  added: isEffect,
  changed: isEffect,
  zeroOnUpdate: isEffect,
  removed: (value) => isEffect(value) || 'sends' in asObject(value),
  fillsSiblings: (value) => Object.keys(asObject(value)).length > 0,
  readBack: (value) => /^(never|whenSet)$/.test(String(value)),
  answerLacksIt: (value) => /^(kept|panic)$/.test(String(value)),
  inexact: (value) => value === 'forever',
  notANumber: isEffect,
  signed: isTrue,
  lostOnFailure: (value) => isTexts(value) && [value].flat().every((phase) => PHASES.includes(String(phase))),
  afterFailure: (value) => value === 'panic',
  blocks: (value) => Object.keys(asObject(value)).every((phase) => [...PHASES, 'read'].includes(phase)),
  engines: (value) =>
    Object.values(asObject(value)).every((each) =>
      [each].flat().every((engine) => [...ENGINES, 'redis'].includes(String(engine))),
    ),
  note: (value) => typeof value === 'string',
};

function isTrue(value: Json): boolean {
  return value === true;
}

function isNumber(value: Json): boolean {
  return typeof value === 'number';
}

function isTexts(value: Json): boolean {
  return Array.isArray(value) && value.every((each: Json) => typeof each === 'string');
}

function isEffect(value: Json): boolean {
  return typeof value === 'string' && EFFECT.test(value);
}

describe.each(KINDS)('the table of %s', (kind) => {
  const rows = Object.entries(SOURCE[kind]?.fields ?? {});

  test('has every field of its schema, and no other', () => {
    const fields = parametersOf(kind).filter((path) => !/Refs?(\.|$)/.test(path) || path.endsWith('SecretRef'));
    expect(Object.keys(fieldsOf(kind)).sort()).toEqual(fields.sort());
  });

  test('speaks of types as the schema does', () => {
    const types = rows.map(([path, { type }]) => [path, JSON_TYPES[String(type)]]);
    expect(types).toEqual(rows.map(([path, { sensitive }]) => [path, sensitive ? 'string' : schemaTypeOf(kind, path)]));
  });

  test('uses its own words only', () => {
    const unknown = rows.flatMap(([path, row]) =>
      Object.entries(row).flatMap(([key, value]) => (VOCABULARY[key]?.(value) ? [] : [`${path}: ${key}`])),
    );
    expect(unknown).toEqual([]);
  });

  test('names other fields that are there', () => {
    const named = rows.flatMap(([path, { fillsSiblings, blocks }]) => [
      ...Object.keys(asObject(fillsSiblings)).map((name) => `${path}.${name}`),
      ...Object.values(asObject(blocks))
        .flat()
        .filter((name) => name !== 'all')
        .map(String),
    ]);
    expect(named.filter((path) => behaviorOf(kind, path) === undefined)).toEqual([]);
  });

  test('is the same for composing and for the simulation', () => {
    const { fields }: Pick<KindBehavior, 'fields'> = PROVIDER_BEHAVIOR[kind] ?? { fields: {} };
    const known = Object.entries(fields).map(([path, row]) => [path, without(row, WIRES)]);
    const composing: Readonly<Record<string, FieldBehavior>> = FIELD_BEHAVIOR[kind];
    const own = Object.entries(composing).map(([path, row]) => [path, without(row, ['sentAfterCreation'])]);
    expect(own).toEqual(known);
  });
});

const EFFECTS = [
  { name: 'Plain', effect: 'kept', word: 'kept', later: undefined },
  { name: 'WithWhatFollows', effect: 'dropped+forever', word: 'dropped', later: 'forever' },
  { name: 'Sends', effect: { sends: 'noeviction' }, word: 'sends', later: undefined },
  { name: 'SendsAndFails', effect: { sends: 3, later: 'error' }, word: 'sends', later: 'error' },
] as const;

test.each(EFFECTS)('An effect has two halves: $name', ({ effect, word, later }) => {
  expect([wordOf(effect), laterOf(effect)]).toEqual([word, later]);
});

const FIELDS = [
  { path: 'nodeCount', reason: 'a required field can be neither zero nor absent', want: ['refused', 'refused'] },
  { path: 'maintenanceWindow', reason: 'what the table says goes before what is ordinary', want: ['sent', 'panic'] },
  { path: 'tags', reason: 'what an optional field does not say is ordinary', want: ['sent', { sends: [] }] },
] as const;

test.each(FIELDS)('The ordinary is filled in: $path, $reason', ({ path, want }) => {
  const { zero, removed } = fieldsOf('Cluster')[path] ?? {};
  expect([zero, removed]).toEqual(want);
});

test('What is sent after the creation of a cluster is marked', () => {
  const late = Object.entries(fieldsOf('Cluster')).filter(([, { sentAfterCreation }]) => sentAfterCreation);
  expect(late.map(([path]) => path)).toEqual([
    'evictionPolicy',
    'maintenanceWindow',
    'maintenanceWindow.day',
    'maintenanceWindow.hour',
    'sqlMode',
  ]);
});

test.each(['toString', '__proto__', 'maintenanceWindow.minute'])('There is no field %s', (path) => {
  expect(behaviorOf('Cluster', path)).toBeUndefined();
});

const JSON_TYPES: Readonly<Record<string, string>> = {
  string: 'string',
  int: 'number',
  float: 'number',
  bool: 'boolean',
  set: 'array of string',
  listBlock: 'array of object',
  setBlock: 'array of object',
};

function forProviderOf(kind: string): JsonObject {
  const definition = DEFINITIONS.find(
    (each) => at(each, 'spec', 'names', 'kind') === kind && String(at(each, 'spec', 'group')).includes('.m.'),
  );
  const [version] = [at(definition, 'spec', 'versions')].flat();
  return asObject(at(version, 'schema', 'openAPIV3Schema', 'properties', 'spec', 'properties', 'forProvider'));
}

function parametersOf(kind: string): string[] {
  const walk = (schema: JsonObject, prefix: string): readonly string[] =>
    Object.entries(asObject(schema.properties ?? at(schema, 'items', 'properties'))).flatMap(([name, child]) => [
      prefix + name,
      ...(name.endsWith('SecretRef') ? [] : walk(asObject(child), `${prefix}${name}.`)),
    ]);
  return [...walk(forProviderOf(kind), '')];
}

function schemaTypeOf(kind: string, path: string): string {
  const schema = path
    .split('.')
    .reduce(
      (parent, name) => asObject(at(parent, 'properties', name) ?? at(parent, 'items', 'properties', name)),
      forProviderOf(kind),
    );
  const items = asString(at(schema, 'items', 'type'));
  return items === undefined ? String(schema.type) : `array of ${items}`;
}

function without(row: object, keys: readonly string[]): object {
  return Object.fromEntries(Object.entries(row).filter(([key]) => !keys.includes(key)));
}
