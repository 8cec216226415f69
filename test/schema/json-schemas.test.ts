import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Ajv, type ValidateFunction } from 'ajv';
import { SPEC_FIELDS } from '../../src/gen/binding.js';
import { asObject, at, type Json, type JsonObject } from '../../src/lib/json.js';
import { BINDING_KINDS } from '../../tools/validate/binding-kinds.js';
import { examples, policyOf } from '../support/examples.js';

// Editors check files with these schemas while they are written.

const FOLDER = join(import.meta.dirname, '../../docs/schemas');
const ajv = new Ajv({ allErrors: true, strict: true, strictTypes: false, strictRequired: false });

const schemaOf = (name: string): JsonObject => asObject(JSON.parse(readFileSync(join(FOLDER, `${name}.json`), 'utf8')));
const compiled = (name: string): ValidateFunction => ajv.compile(schemaOf(name));
const matches = {
  databasebinding: compiled('databasebinding'),
  databasebindingclaim: compiled('databasebindingclaim'),
  bindingpolicy: compiled('bindingpolicy'),
  composition: compiled('composition'),
};

function problems(name: keyof typeof matches, value: Json): readonly string[] {
  const matcher = matches[name];
  return matcher(value) ? [] : (matcher.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

const binding = (spec: Json, kind = 'DatabaseBinding'): JsonObject => ({
  apiVersion: 'bindings.digitalocean.crossplane.io/v1alpha1',
  kind,
  metadata: { name: 'orders' },
  spec,
});

describe('examples are right', () => {
  const bindings = examples('bindings').filter(([, { kind }]) => kind === 'DatabaseBinding');
  test.each(bindings)('binding %s', (_file, object) => expect(problems('databasebinding', object)).toEqual([]));

  const compositions = examples('compositions').filter(([, { kind }]) => kind === 'Composition');
  test.each(compositions)('Composition and policy of %s', (_file, object) => {
    expect(problems('composition', object)).toEqual([]);
    expect(problems('bindingpolicy', policyOf(object))).toEqual([]);
  });

  test('a claim', () => {
    const spec = { cluster: { engine: 'pg' }, compositionRef: { name: 'a' } };
    expect(problems('databasebindingclaim', binding(spec, 'DatabaseBindingClaim'))).toEqual([]);
  });
});

describe('what is wrong is refused', () => {
  test.each<{ reason: string; value: Json; want: string }>([
    { reason: 'an unknown engine', value: { cluster: { engine: 'postgres' } }, want: '/spec/cluster/engine must be' },
    { reason: 'a field too high', value: { cluster: { engine: 'pg' }, region: 'a' }, want: '/spec must NOT have add' },
    { reason: 'an unknown field', value: { cluster: { engine: 'pg', a: 1 } }, want: '/spec/cluster must NOT have add' },
    { reason: 'a number', value: { cluster: { engine: 'pg', version: 17 } }, want: '/spec/cluster/version must be' },
  ])('$reason', ({ value, want }) => {
    expect(problems('databasebinding', binding(value))).toEqual([expect.stringContaining(want)]);
  });

  test('another version', () => {
    const value = { ...binding({ cluster: { engine: 'pg' } }), apiVersion: 'bindings.digitalocean.crossplane.io/v1' };
    expect(problems('databasebinding', value)).toEqual(['/apiVersion must be equal to constant']);
  });

  test('an unknown field of the policy in a Composition, and only of ours', () => {
    const found = examples('compositions').find(([, { kind }]) => kind === 'Composition')?.[1] ?? {};
    const composition = (input: JsonObject): JsonObject => ({ ...found, spec: { pipeline: [{ step: 'a', input }] } });
    const apiVersion = 'databasebinding.fn.crossplane.io/v1beta1';
    expect(problems('composition', composition({ apiVersion, kind: 'BindingPolicy', regoin: 'a' }))).toContainEqual(
      '/spec/pipeline/0/input must NOT have additional properties',
    );
    expect(problems('composition', composition({ kind: 'Input', regoin: 'a' }))).toEqual([]);
  });
});

test.each(BINDING_KINDS.filter(({ scope }) => scope !== 'Cluster'))(
  'the fields at the top of the spec of $kind are those that validate knows',
  ({ kind, further = [] }) => {
    const fields = Object.keys(asObject(at(schemaOf(kind.toLowerCase()), 'properties', 'spec', 'properties')));
    expect(fields.sort()).toEqual([...SPEC_FIELDS, ...further].sort());
  },
);
