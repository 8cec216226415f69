import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { parse } from 'yaml';
import { asList, asObject, at, type Json, type JsonObject } from '../../src/lib/json.js';

const PROVIDER = join(import.meta.dirname, '../fixtures/provider/schemas');
const PROVIDER_SQL = join(import.meta.dirname, '../fixtures/provider-sql/schemas');
/** Crossplane's own, once `node scripts/tools.mjs --e2e` has fetched them. */
const CROSSPLANE = join(import.meta.dirname, '../../.tools/crossplane-crds');

export const usageSchemasAvailable = existsSync(CROSSPLANE);

/** Kinds that a binding has no use for: Redis cannot be created any more, and nothing is migrated while it runs. */
export const NOT_COMPOSED: readonly string[] = ['OnlineMigration', 'RedisConfig'];

/** The reduced CRDs of the provider's kinds: those of both families, and what configures it. */
export function providerDefinitions(): readonly JsonObject[] {
  return readdirSync(PROVIDER).map((file) => definitionIn(join(PROVIDER, file)));
}

/** The reduced CRDs of what provider-sql has for PostgreSQL, in both families. */
export function sqlDefinitions(): readonly JsonObject[] {
  return readdirSync(PROVIDER_SQL).map((file) => definitionIn(join(PROVIDER_SQL, file)));
}

interface Schema {
  readonly validate: ValidateFunction;
  /** What has to be given in `spec.forProvider` to whoever may create or update. */
  readonly parameters: readonly string[];
}

const ajv = new Ajv({ strict: false, allErrors: true, logger: false });
const schemas = new Map<string, Schema>();

/** What the CRD of its kind has against a manifest, unknown fields and the provider's rules included. */
export function schemaProblems(manifest: JsonObject): readonly string[] {
  const { validate, parameters } = schemaFor(String(manifest.apiVersion), String(manifest.kind));
  validate(manifest);
  const problems = (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
  );
  const given = asObject(at(manifest, 'spec', 'forProvider'));
  const missing = isDemanding(manifest) ? parameters.filter((name) => !(name in given)) : [];
  return [...problems, ...missing.map((name) => ` spec.forProvider.${name} is a required parameter`)];
}

/** The rules of the provider's CRDs, by the parameter that each demands; one of another form has no place here yet. */
export function requiredParameters(definition: JsonObject): readonly string[] {
  const [version] = asList(at(definition, 'spec', 'versions'));
  const rules = at(version, 'schema', 'openAPIV3Schema', 'properties', 'spec', 'x-kubernetes-validations');
  return asList(rules).map((rule) => {
    const [, name] = /^spec\.forProvider\.(\w+) is a required parameter$/.exec(String(at(rule, 'message'))) ?? [];
    if (name === undefined) throw new Error(`cannot read rule: ${JSON.stringify(rule)}`);
    return name;
  });
}

// Only whoever may create or update has to say what. Without policies everything is allowed.
function isDemanding(manifest: JsonObject): boolean {
  const policies = at(manifest, 'spec', 'managementPolicies');
  return policies === undefined || asList(policies).some((it) => it === '*' || it === 'Create' || it === 'Update');
}

function schemaFor(apiVersion: string, kind: string): Schema {
  const key = `${apiVersion} ${kind}`;
  const schema = schemas.get(key) ?? readSchema(apiVersion, kind);
  schemas.set(key, schema);
  return schema;
}

function readSchema(apiVersion: string, kind: string): Schema {
  const [group, version] = apiVersion.split('/');
  const isProviders = group?.startsWith('database.') ?? false;
  const isSql = group?.startsWith('postgresql.sql.') ?? false;
  const folder = isProviders ? PROVIDER : isSql ? PROVIDER_SQL : CROSSPLANE;
  const definition = definitionIn(join(folder, `${group}_${plural(kind)}.yaml`));
  const versions = asList(at(definition, 'spec', 'versions')).map(asObject);
  const served = versions.find(({ name }) => name === version);
  const schema = asObject(closed(at(served, 'schema', 'openAPIV3Schema') ?? {}));
  return { validate: ajv.compile(schema), parameters: isProviders ? requiredParameters(definition) : [] };
}

function definitionIn(path: string): JsonObject {
  return asObject(parse(readFileSync(path, 'utf8')) as Json);
}

function plural(kind: string): string {
  return `${kind.toLowerCase()}s`.replace(/ss$/, 's').replace(/ys$/, 'ies').replace(/hs$/, 'hes');
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
