import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { Ajv, type ValidateFunction } from 'ajv';
import { parse } from 'yaml';
import type { Engine } from '../../src/gen/binding.js';
import { asList, asObject, at, isObject, type Json, type JsonObject } from '../../src/lib/json.js';
import { settled } from '../rules/scenario.js';
import { run, type TestResponse } from '../support/run.js';
import { binding, POLICY } from '../support/states.js';
import { CONTENTS_FIELDS } from './contents-fields.js';

// Nothing is accepted and then ignored, and what is composed is what the provider's API server would take.

const CRDS = join(import.meta.dirname, '../../../shared/crds');
const ROOTS =
  /^spec\.(?:topics|schemas|connectionPools|cluster\.replicas|cluster\.logSinks|users\[\]\.(?:acl|mysqlAuthPlugin))\b/;

/** The fields that hold a value, not further fields. */
function leaves(schema: Json | undefined, path: string): readonly string[] {
  const properties = Object.entries(asObject(at(schema, 'properties')));
  if (properties.length > 0) return properties.flatMap(([name, child]) => leaves(child, `${path}.${name}`));
  const items = at(schema, 'items');
  return at(items, 'properties') === undefined ? [path] : leaves(items, `${path}[]`);
}

const xrd = parse(
  readFileSync(join(import.meta.dirname, '../../configuration/xrds/databasebinding.yaml'), 'utf8'),
) as Json;
const [version] = asList(at(xrd, 'spec', 'versions'));
const PATHS = leaves(at(version, 'schema', 'openAPIV3Schema', 'properties', 'spec'), 'spec');

/** All that is answered to a spec: once its cluster is there, and in a world that was settled for another. */
function answers(spec: JsonObject, before: JsonObject): readonly TestResponse[] {
  const engine = at(before, 'cluster', 'engine') as Engine;
  const world = settled(engine, binding(before), POLICY);
  const { cluster } = world;
  return [cluster ? { cluster } : {}, world].map((observed) =>
    run({ composite: binding(spec), policy: POLICY, observed }),
  );
}

test('the table has every field of what lies in a cluster', () => {
  expect(Object.keys(CONTENTS_FIELDS).sort()).toEqual(PATHS.filter((path) => ROOTS.test(path)).sort());
});

test.each(Object.entries(CONTENTS_FIELDS))('%s changes something', (_path, [before, after]) => {
  const [changed, same] = [answers(after, before), answers(before, before)];
  expect(changed.map(({ fatal }) => fatal)).toEqual([undefined, undefined]);
  expect(changed.map(({ json }) => json)).not.toEqual(same.map(({ json }) => json));
});

/** The schema as the API server applies it: what it does not name is pruned, so it must not be sent. */
function closed(schema: Json): Json {
  if (Array.isArray(schema)) return (schema as readonly Json[]).map(closed);
  if (!isObject(schema)) return schema;
  const entries = Object.entries(schema).map(([name, value]) => [name, closed(value)] as const);
  const isClosed = isObject(schema.properties) && schema.type === 'object';
  return { ...Object.fromEntries(entries), ...(isClosed ? { additionalProperties: false } : {}) };
}

/** The validator of a kind of the provider; a schema is compiled when it is asked for. */
function validatorsOf(): (resource: JsonObject) => ValidateFunction | undefined {
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
  const known = new Map<string, ValidateFunction | undefined>();
  const definitions = readdirSync(CRDS).map((file) => asObject(parse(readFileSync(join(CRDS, file), 'utf8')) as Json));
  const compile = (group: string, kind: Json | undefined): ValidateFunction | undefined => {
    const found = definitions.find(({ spec }) => at(spec, 'group') === group && at(spec, 'names', 'kind') === kind);
    const [only] = asList(at(found, 'spec', 'versions'));
    const schema = at(only, 'schema', 'openAPIV3Schema');
    return schema === undefined ? undefined : ajv.compile(asObject(closed(schema)));
  };
  return ({ apiVersion, kind }) => {
    const key = `${apiVersion} ${kind}`;
    if (!known.has(key)) known.set(key, compile(String(apiVersion).replace(/\/.*/, ''), kind));
    return known.get(key);
  };
}

(existsSync(CRDS) ? test : test.skip)("what is composed fits the provider's own schemas", () => {
  const validatorOf = validatorsOf();
  const kinds = new Set<string>();
  const wrong = Object.values(CONTENTS_FIELDS).flatMap(([before, after]) =>
    answers(after, before).flatMap(({ composed }) =>
      Object.entries(composed).flatMap(([key, { resource }]) => {
        const validate = validatorOf(resource);
        kinds.add(String(resource.kind));
        return !validate || validate(resource) ? [] : [`${key}: ${JSON.stringify(validate.errors)}`];
      }),
    ),
  );
  expect(wrong).toEqual([]);
  expect([...kinds]).toEqual(
    expect.arrayContaining([
      'KafkaTopic',
      'KafkaSchemaRegistry',
      'ConnectionPool',
      'Replica',
      'LogSinkOpenSearch',
      'LogSinkRsyslog',
    ]),
  );
});
