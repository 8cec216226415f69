import { describe, expect, test } from '@jest/globals';
import { Ajv, type ErrorObject } from 'ajv';
import fc from 'fast-check';
import { findMismatches } from '../../../src/api/schema/mismatches.js';
import { POLICY_SCHEMA, type SchemaNode, SPEC_SCHEMA } from '../../../src/gen/validation-schemas.js';
import type { Json, JsonObject } from '../../../src/lib/json.js';
import { holds } from '../../support/property.js';

const ajv = new Ajv({ allErrors: true, ownProperties: true, strict: false, strictNumbers: true });
ajv.addKeyword({ keyword: 'distinct', type: 'array', validate: isDistinct, errors: false });

function isDistinct(key: string, list: readonly Json[]): boolean {
  const texts = list
    .map((item) => (key === '' ? item : (item as Record<string, Json> | null)?.[key]))
    .filter((text) => typeof text === 'string');
  return new Set(texts).size === texts.length;
}

/** Where each keyword is not matched, once each; a missing or unknown key is below the object that ajv names. */
function foundByAjv(validate: ReturnType<typeof ajv.compile>, value: Json): readonly string[] {
  validate(value);
  return sorted(
    (validate.errors ?? []).map(({ instancePath, keyword, params }) => place(instancePath, keyword, params)),
  );
}

function place(path: string, keyword: string, { missingProperty, additionalProperty }: ErrorObject['params']): string {
  const key: string | undefined = missingProperty ?? additionalProperty;
  return `${path}${key === undefined ? '' : `/${escaped(key)}`} ${keyword}`;
}

function foundByUs(schema: SchemaNode, value: Json): readonly string[] {
  const { kept } = findMismatches(schema, value);
  // Ours points at each duplicate, ajv at the list.
  return sorted(
    kept.map(({ location, keyword }) => {
      const end = keyword === 'distinct' ? location.findLastIndex((step) => typeof step === 'number') : location.length;
      return `${location
        .slice(0, end)
        .map((step) => `/${escaped(String(step))}`)
        .join('')} ${keyword}`;
    }),
  );
}

const escaped = (key: string) => key.replaceAll('~', '~0').replaceAll('/', '~1');
const sorted = (places: readonly string[]) => [...new Set(places)].sort();

const TEXTS = ['', 'a', 'orders', 'Orders', '17', '02:00', '-', '💾'.repeat(40), 'x'.repeat(300), '\ud800', 'nyc3'];
const arbJunk = fc.oneof(
  fc.constantFrom<Json>(...TEXTS, 0, 1.5, -1, 1e12, Number.NaN, Number.POSITIVE_INFINITY, true, null),
  fc.jsonValue({ maxDepth: 2 }).map((value) => value as Json),
);
const arbKey = fc.oneof(fc.constantFrom('nmae', '__proto__', 'constructor', 'a/b', '~', '0'), fc.string());

/** Values that nearly match a schema. */
function arbNear(schema: SchemaNode): fc.Arbitrary<Json> {
  return fc.oneof({ weight: 8, arbitrary: arbOfType(schema) }, { weight: 1, arbitrary: arbJunk });
}

function arbOfType({ type, ...schema }: SchemaNode): fc.Arbitrary<Json> {
  switch (type) {
    case 'object': {
      const { properties = {}, additionalProperties } = schema;
      const known = Object.entries(properties).map(([key, child]) => [key, arbNear(child)] as const);
      const arbOther = typeof additionalProperties === 'object' ? arbNear(additionalProperties) : arbJunk;
      return fc
        .tuple(
          fc.record(Object.fromEntries(known), { requiredKeys: [] }),
          fc.array(fc.tuple(arbKey, arbOther), { maxLength: additionalProperties ? 4 : 1 }),
        )
        .map(([own, others]) => Object.fromEntries([...others, ...Object.entries(own as JsonObject)]));
    }
    case 'array':
      return fc.array(schema.items ? arbNear(schema.items) : arbJunk, { maxLength: 4 });
    case 'string':
      return fc.constantFrom<Json>(...(schema.enum ?? TEXTS));
    case 'boolean':
      return fc.boolean();
    default:
      return fc.oneof(fc.integer(), fc.integer({ min: 0, max: 100 }), fc.double());
  }
}

describe('mismatches', () => {
  test.each([
    ['spec', SPEC_SCHEMA],
    ['policy', POLICY_SCHEMA],
  ])('of a %s are those that ajv finds', (_name, schema) => {
    const validate = ajv.compile(schema);
    holds(
      fc.property(arbNear(schema), (value) => {
        expect(foundByUs(schema, value)).toEqual(foundByAjv(validate, value));
      }),
    );
  });

  test('are counted, but not all kept', () => {
    const { kept, count } = findMismatches(SPEC_SCHEMA, { users: Array.from({ length: 3000 }, () => ({})) });
    // Each lacks its name, and the list is too long.
    expect([kept.length, count]).toEqual([1000, 3001]);
  });
});
