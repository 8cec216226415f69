import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { parse } from 'yaml';
import { asList, asObject, at, type Json, type JsonObject } from '../../src/lib/json.js';

// The provider's CRDs are not part of this repository; where they are at hand, manifests are held against them.
const FOLDER = join(import.meta.dirname, '../../../shared/crds');
/** Crossplane's own, once `node scripts/tools.mjs --e2e` has fetched them. */
const CROSSPLANE = join(import.meta.dirname, '../../.tools/crossplane-crds');

export const schemasAvailable = existsSync(FOLDER);
export const usageSchemasAvailable = existsSync(CROSSPLANE);

const ajv = new Ajv({ strict: false, allErrors: true, logger: false });
const validators = new Map<string, ValidateFunction>();

/** What the provider's CRD has against a manifest, unknown fields included. */
export function schemaProblems(manifest: JsonObject): readonly string[] {
  const validate = validatorOf(String(manifest.apiVersion), String(manifest.kind));
  validate(manifest);
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
  );
}

function validatorOf(apiVersion: string, kind: string): ValidateFunction {
  const key = `${apiVersion} ${kind}`;
  const validate = validators.get(key) ?? ajv.compile(schemaOf(apiVersion, kind));
  validators.set(key, validate);
  return validate;
}

function schemaOf(apiVersion: string, kind: string): JsonObject {
  const [group, version] = apiVersion.split('/');
  const folder = group?.startsWith('database.') ? FOLDER : CROSSPLANE;
  const crd = parse(readFileSync(join(folder, `${group}_${plural(kind)}.yaml`), 'utf8')) as Json;
  const versions = asList(at(crd, 'spec', 'versions')).map(asObject);
  const served = versions.find(({ name }) => name === version);
  return asObject(closed(at(served, 'schema', 'openAPIV3Schema') ?? {}));
}

function plural(kind: string): string {
  return `${kind.toLowerCase()}s`.replace(/ys$/, 'ies').replace(/hs$/, 'hes');
}

/** Kubernetes drops unknown fields without a word: here they are an error. Of metadata a CRD says nothing. */
function closed(schema: Json): Json {
  if (Array.isArray(schema)) return schema.map((item: Json) => closed(item));
  if (typeof schema !== 'object' || schema === null) return schema;
  const below = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]));
  return 'properties' in schema && !('additionalProperties' in schema)
    ? { ...below, additionalProperties: false }
    : below;
}
