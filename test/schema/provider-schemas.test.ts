import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Ajv, type ValidateFunction } from 'ajv';
import { parse } from 'yaml';
import type { Engine } from '../../src/gen/binding.js';
import { type FieldType, PROVIDER_FIELDS } from '../../src/gen/provider-fields.js';
import { asList, asObject, asString, at, isObject, type Json, type JsonObject } from '../../src/lib/json.js';
import { settled } from '../rules/scenario.js';
import { examples, policyOf } from '../support/examples.js';
import { type ObservedState, run } from '../support/run.js';

// Everything that is composed is what the provider's API server would take.

const CRDS = join(import.meta.dirname, '../../../shared/crds');
const validators = existsSync(CRDS) ? readCrds() : undefined;

/** A validator for each kind that was found, by `<apiVersion> <kind>`. */
function readCrds(): ReadonlyMap<string, ValidateFunction> {
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
  const found = readdirSync(CRDS).flatMap((file) => {
    const { spec } = parse(readFileSync(join(CRDS, file), 'utf8')) as { readonly spec: JsonObject };
    return asList(spec.versions).map((version) => {
      const key = `${spec.group}/${at(version, 'name')} ${at(spec, 'names', 'kind')}`;
      return [key, ajv.compile(asObject(closed(at(version, 'schema', 'openAPIV3Schema') ?? {})))] as const;
    });
  });
  return new Map(found);
}

/** The schema as the API server applies it: what it does not name is pruned, so it must not be sent. */
function closed(schema: Json): Json {
  if (Array.isArray(schema)) return (schema as readonly Json[]).map(closed);
  if (!isObject(schema)) return schema;
  const entries = Object.entries(schema).map(([name, value]) => [name, closed(value)] as const);
  return {
    ...Object.fromEntries(entries),
    ...(isObject(schema.properties) && schema.type === 'object' ? { additionalProperties: false } : {}),
  };
}

/** What of a value does not fit the project's own table. */
function misfits(type: FieldType | undefined, value: Json, path: string): readonly string[] {
  if (type === undefined) return [`${path} is unknown`];
  if (typeof type === 'string') return typeof value === type ? [] : [`${path} is no ${type}`];
  if (Array.isArray(type))
    return Array.isArray(value)
      ? value.flatMap((item, i) => misfits(type[0], item as Json, `${path}[${i}]`))
      : [`${path} is no list`];
  const fields = type as Readonly<Record<string, FieldType>>;
  return Object.entries(asObject(value)).flatMap(([name, child]) => misfits(fields[name], child, `${path}.${name}`));
}

/** A world of the provider's other family, as if it had been composed for a cluster-scoped composite. */
function legacy(world: Readonly<Record<string, ObservedState>>): Readonly<Record<string, ObservedState>> {
  return JSON.parse(
    JSON.stringify(world)
      .replaceAll('digitalocean.m.crossplane.io', 'digitalocean.crossplane.io')
      .replaceAll('"kind":"Usage"', '"kind":"ClusterUsage"'),
  );
}

const CASES = examples('compositions').flatMap(([file, composition]) =>
  examples('bindings').map(([name, composite]) => [name, file, composite, policyOf(composition)] as const),
);

/** Every resource of the provider that is composed for an example, new and settled, in both families. */
function composedFor(composite: JsonObject, policy: JsonObject): readonly (readonly [string, JsonObject])[] {
  const world = settled(at(composite, 'spec', 'cluster', 'engine') as Engine, composite, policy);
  const { namespace: _, ...metadata } = asObject(composite.metadata);
  const clusterScoped = { ...composite, metadata };
  const scopedPolicy = { ...policy, providerConfigRef: { name: 'default' } };
  const answers = [
    run({ composite, policy }),
    run({ composite, policy, observed: world }),
    run({ composite: clusterScoped, policy: scopedPolicy, observed: legacy(world) }),
  ];
  expect(answers.map(({ fatal }) => fatal)).toEqual(answers.map(() => undefined));
  return answers.flatMap(({ composed }) =>
    Object.entries(composed)
      .map(([key, { resource }]) => [key, resource] as const)
      .filter(([, { apiVersion }]) => asString(apiVersion)?.startsWith('database.digitalocean')),
  );
}

describe('what is composed', () => {
  test.each(CASES)("for %s with %s fits the project's table of fields", (_name, _file, composite, policy) => {
    const fields: Readonly<Record<string, FieldType>> = PROVIDER_FIELDS;
    const wrong = composedFor(composite, policy).flatMap(([key, resource]) =>
      misfits(fields[String(resource.kind)], at(resource, 'spec', 'forProvider') ?? {}, key),
    );
    expect(wrong).toEqual([]);
  });

  (validators ? test : test.skip).each(CASES)(
    "for %s with %s fits the provider's own schemas",
    (_name, _file, composite, policy) => {
      const wrong = composedFor(composite, policy).flatMap(([key, resource]) => {
        const validate = validators?.get(`${resource.apiVersion} ${resource.kind}`);
        if (!validate) return [`${key} has no schema`];
        return validate(resource) ? [] : [`${key}: ${JSON.stringify(validate.errors)}`];
      });
      expect(wrong).toEqual([]);
    },
  );

  test('by the examples are all the kinds that this half of the cluster has', () => {
    const kinds = CASES.flatMap(([, , composite, policy]) => composedFor(composite, policy)).map(
      ([, { kind }]) => kind,
    );
    expect([...new Set(kinds)].sort()).toEqual(
      expect.arrayContaining(['Cluster', 'Firewall', 'KafkaConfig', 'PostgreSQLConfig', 'ValkeyConfig']),
    );
  });
});
