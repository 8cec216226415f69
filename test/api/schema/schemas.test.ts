import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { PATTERN_WORDS } from '../../../src/api/schema/pattern-words.js';
import {
  asList,
  asNumber,
  asObject,
  asString,
  at,
  isObject,
  type Json,
  type JsonObject,
} from '../../../src/lib/json.js';

const root = join(import.meta.dirname, '../../..');

interface Field {
  readonly path: string;
  readonly schema: JsonObject;
}

/** Every schema below one, items and values of maps included, with the path to it. */
function fields(schema: Json | undefined, path: string): readonly Field[] {
  const properties = Object.entries(asObject(at(schema, 'properties')));
  const nested: readonly (readonly [string, Json | undefined])[] = [
    ...properties.map(([name, child]) => [`${path}.${name}`, child] as const),
    [`${path}[]`, at(schema, 'items')],
    [`${path}.*`, at(schema, 'additionalProperties')],
  ];
  return nested.flatMap(([below, child]) =>
    isObject(child) ? [{ path: below, schema: child }, ...fields(child, below)] : [],
  );
}

function read(path: string): JsonObject {
  return asObject(parse(readFileSync(join(root, path), 'utf8')) as Json);
}

function schemaOf(definition: JsonObject): Json | undefined {
  const [version] = asList(at(definition, 'spec', 'versions'));
  return at(version, 'schema', 'openAPIV3Schema');
}

const xrd = read('configuration/xrds/databasebinding.yaml');
const crd = read('package/input/bindingpolicy.yaml');
const spec = at(schemaOf(xrd), 'properties', 'spec');
const specFields = fields(spec, 'spec');
const statusFields = fields(at(schemaOf(xrd), 'properties', 'status'), 'status');
const policyFields = fields(schemaOf(crd), 'policy');
const inputFields = [...specFields, ...policyFields];

function paths(found: readonly Field[]): readonly string[] {
  return found.map(({ path }) => path);
}

describe('the definitions', () => {
  test.each([
    ['XRD', xrd, 'databasebindings.bindings.digitalocean.crossplane.io', 'v1alpha1'],
    ['CRD', crd, 'bindingpolicies.databasebinding.fn.crossplane.io', 'v1beta1'],
  ])('%s has the name its group and plural give it, and one version', (_name, definition, want, version) => {
    expect(at(definition, 'metadata', 'name')).toBe(want);
    expect(`${at(definition, 'spec', 'names', 'plural')}.${at(definition, 'spec', 'group')}`).toBe(want);
    expect(asList(at(definition, 'spec', 'versions')).map((found) => at(found, 'name'))).toEqual([version]);
  });

  test('the composite is a provisioned service', () => {
    expect(at(xrd, 'spec', 'metadata', 'labels', 'servicebinding.io/provisioned-service')).toBe('true');
    expect(paths(statusFields)).toContain('status.binding.name');
  });

  test('printer columns show fields that exist, and none that Crossplane adds itself', () => {
    const [version] = asList(at(xrd, 'spec', 'versions'));
    const columns = asList(at(version, 'additionalPrinterColumns')).map(asObject);
    const existing = paths([...specFields, ...statusFields]);
    for (const { name, jsonPath } of columns) {
      expect(['SYNCED', 'READY', 'AGE', 'COMPOSITION', 'COMPOSITIONREVISION']).not.toContain(name);
      if (!asString(jsonPath)?.startsWith('.status.conditions'))
        expect(existing).toContain(asString(jsonPath)?.slice(1));
    }
    expect(columns.length).toBeGreaterThan(4);
  });
});

describe('every field', () => {
  test('has a description that is a sentence', () => {
    const named = [...inputFields, ...statusFields].filter(({ path }) => !/(\[\]|\*|^policy\.metadata)$/.test(path));
    expect(paths(named.filter(({ schema }) => !/^[A-Z].*\.$/s.test(String(schema.description))))).toEqual([]);
  });

  test('has no default: the policy and the function decide what is left out', () => {
    expect(paths(inputFields.filter(({ schema }) => Object.hasOwn(schema, 'default')))).toEqual([]);
  });

  test('is bounded, so that CEL rules have a known cost and messages stay small', () => {
    const unbounded = inputFields.filter(({ schema }) => {
      if (schema.type === 'string') return !schema.enum && asNumber(schema.maxLength) === undefined;
      if (schema.type === 'array') return asNumber(schema.maxItems) === undefined;
      if (schema.type === 'integer')
        return asNumber(schema.minimum) === undefined || asNumber(schema.maximum) === undefined;
      return schema.additionalProperties !== undefined && asNumber(schema.maxProperties) === undefined;
    });
    expect(paths(unbounded)).toEqual([]);
  });

  test('has a pattern that covers the whole text and that is explained in words', () => {
    const patterns = new Set(inputFields.flatMap(({ schema }) => asString(schema.pattern) ?? []));
    expect([...patterns].filter((pattern) => !/^\^.*\$$/.test(pattern))).toEqual([]);
    expect([...PATTERN_WORDS.keys()].sort()).toEqual([...patterns].sort());
  });

  test('means the same in the policy as in the binding', () => {
    const constraints = ({ description: _, properties: __, ...rest }: JsonObject) => rest;
    for (const { path, schema } of fields(
      at(schemaOf(crd), 'properties', 'defaults', 'properties', 'cluster'),
      'spec.cluster',
    )) {
      const same = specFields.find((found) => found.path === path);
      expect({ path, schema: constraints(schema) }).toEqual({ path, schema: constraints(same?.schema ?? {}) });
    }
  });
});

describe('CEL rules', () => {
  const rules = [{ path: 'spec', schema: asObject(spec) }, ...specFields].flatMap(({ path, schema }) =>
    asList(schema['x-kubernetes-validations']).map((rule) => ({
      path,
      schema,
      rule: String(at(rule, 'rule')),
      message: at(rule, 'message'),
    })),
  );

  test('have these messages', () => {
    expect(rules.map(({ path, message }) => `${path}: ${message}`)).toEqual([
      'spec: exactly one of cluster and clusterRef is needed',
      'spec: only a binding that controls its cluster can share it',
      'spec: sharing.acl exists only in kafka and opensearch',
      'spec: sharing.allData exists only in mysql, mongodb and valkey, which cannot keep users apart',
      'spec: only a binding that controls its cluster can protect it',
      'spec: databases exist only in pg, mysql and mongodb',
      'spec: valkey has no users but its default one',
      'spec: a mongodb user cannot be observed, its password is shown only when it is created',
      'spec: topics exist only in kafka',
      'spec: schemas exist only in a kafka cluster that the binding controls',
      'spec: connectionPools exist only in a pg cluster that the binding controls',
      "spec: valkey's Secret is the default user's already",
      'spec: the format CloudNativePG exists only for pg',
      'spec.cluster: adoptConfirmed needs adopt',
      'spec.cluster: class and size cannot both be set',
      'spec.cluster: allowAll needs an empty list of trustedSources',
      'spec.cluster: evictionPolicy exists only in valkey',
      'spec.cluster: sqlMode exists only in mysql',
      'spec.cluster: replicas exist only in pg and mysql',
      'spec.cluster: nodeCount of pg, mysql and valkey is 1 to 3',
      'spec.cluster: nodeCount of mongodb is 1 or 3',
      'spec.cluster: nodeCount of kafka is 3, 6, 9 or 15',
      'spec.cluster.engine: engine cannot be changed',
      'spec.cluster.logSinks[]: exactly one of opensearch and rsyslog is needed',
      'spec.clusterRef: exactly one of uuid, binding and cluster is needed',
    ]);
  });

  test.each(rules)('$path: $message: asks for an optional field before it is read', ({ schema, rule }) => {
    const required = asList(schema.required);
    const read = [...rule.matchAll(/self\.(\w+)/g)].map(([, name]) => name ?? '');
    for (const name of read) if (!required.includes(name)) expect(rule).toContain(`has(self.${name})`);
    expect(paths(fields(schema, ''))).toEqual(
      expect.arrayContaining(read.filter((name) => name !== 'all').map((name) => `.${name}`)),
    );
  });
});

test('generated files are fresh', () => {
  const { status, stderr } = spawnSync(process.execPath, [join(root, 'scripts/generate.mjs'), '--check'], {
    encoding: 'utf8',
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});
