import { describe, expect, test } from '@jest/globals';
import { evaluate } from '@marcbachmann/cel-js';
import { ENGINES } from '../../../src/gen/binding.js';
import { asList, asObject, asString, at, field, type Json, type JsonObject } from '../../../src/lib/json.js';
import { parseManifests } from '../../../tools/manifests/parse-manifests.js';
import { judgeManifests } from '../../../tools/validate/judge-manifests.js';
import { fullSpec } from '../../rules/full-spec.js';
import { manifests } from '../../support/examples.js';

// The API server refuses what breaks a CEL rule of an XRD. `validate` does not evaluate these: the function's own checks find
// all of it, say more, and say it once. This is the proof.

interface Rule {
  readonly rule: string;
  readonly message: string;
  /** The values in an object that the rule is for. */
  readonly select: (object: JsonObject) => readonly Json[];
}

const rulesOf = (name: string): readonly Rule[] => {
  const definition = manifests('configuration/xrds').find(([file]) => file === name)?.[1];
  const [version] = asList(at(definition, 'spec', 'versions'));
  return [...rulesIn(asObject(at(version, 'schema', 'openAPIV3Schema')), (object) => [object])];
};

function* rulesIn(schema: JsonObject, select: Rule['select']): Generator<Rule> {
  for (const each of asList(schema['x-kubernetes-validations'])) {
    const { rule, message } = asObject(each);
    yield { rule: asString(rule) ?? '', message: asString(message) ?? '', select };
  }
  for (const [name, child] of Object.entries(asObject(schema.properties)))
    yield* rulesIn(asObject(child), (object) => select(object).flatMap((value) => valueAt(value, name)));
  if (schema.items) yield* rulesIn(asObject(schema.items), (object) => select(object).flatMap(asList));
}

/** The value of a field in a list of its own, since it may be a list itself. */
function valueAt(value: Json, name: string): readonly Json[] {
  const found = field(asObject(value), name);
  return found === undefined ? [] : [found];
}

const RULES = {
  DatabaseBinding: rulesOf('databasebinding.yaml'),
  XDatabaseBinding: rulesOf('xdatabasebinding.yaml'),
};
type Kind = keyof typeof RULES;

/** CEL tells whole numbers from others. */
function celValue(value: Json): unknown {
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : value;
  if (Array.isArray(value)) return (value as readonly Json[]).map(celValue);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, celValue(child)]));
}

/** The messages of the rules that an object breaks when it is created. */
function broken(object: JsonObject, kind: Kind): readonly string[] {
  return RULES[kind]
    .filter(({ rule }) => !rule.includes('oldSelf'))
    .filter(({ rule, select }) => select(object).some((self) => evaluate(rule, { self: celValue(self) }) !== true))
    .map(({ message }) => message);
}

function errorsIn(object: JsonObject): readonly string[] {
  const parsed = parseManifests([{ file: 'binding.yaml', text: JSON.stringify(object) }]);
  return judgeManifests(parsed)
    .problems.filter(({ severity }) => severity === 'error')
    .map(({ path, message }) => `${path}: ${message}`);
}

const objectOf = (spec: Json, kind: Kind = 'DatabaseBinding'): JsonObject => ({
  apiVersion: 'bindings.digitalocean.crossplane.io/v1alpha1',
  kind,
  metadata: { name: 'orders' },
  spec,
});

const uuid = '3f2a0c52-8d1e-4c5b-9a77-0c1d2e3f4a5b';
const engine = (name: string, further: JsonObject = {}, beside: JsonObject = {}): JsonObject => ({
  cluster: { engine: name, ...further },
  ...beside,
});
const guest = (beside: JsonObject): JsonObject => ({ clusterRef: { uuid }, ...beside });

/** A spec for each message of a rule, which breaks it. */
const BREAKING: Readonly<Record<string, readonly JsonObject[]>> = {
  'exactly one of cluster and clusterRef is needed': [{}, engine('pg', {}, { clusterRef: { uuid } })],
  'only a binding that controls its cluster can share it': [guest({ sharing: { namespaces: ['a'] } })],
  'sharing.acl exists only in kafka and opensearch': [
    engine('pg', {}, { sharing: { namespaces: ['a'], acl: [{ topic: '*', permission: 'consume' }] } }),
  ],
  'sharing.allData exists only in mysql, mongodb and valkey, which cannot keep users apart': [
    engine('pg', {}, { sharing: { namespaces: ['a'], allData: true } }),
  ],
  'only a binding that controls its cluster can protect it': [guest({ deletionProtection: true })],
  'databases exist only in pg, mysql and mongodb': [engine('kafka', {}, { databases: [{ name: 'a' }] })],
  'valkey has no users but its default one': [engine('valkey', {}, { users: [{ name: 'a' }] })],
  'a mongodb user cannot be observed, its password is shown only when it is created': [
    engine('mongodb', {}, { users: [{ name: 'a', mode: 'Observe' }] }),
  ],
  'topics exist only in kafka': [engine('pg', {}, { topics: [{ name: 'a' }] })],
  'schemas exist only in a kafka cluster that the binding controls': [
    engine('pg', {}, { schemas: [{ subject: 'a', type: 'avro', schema: '"string"' }] }),
    guest({ schemas: [{ subject: 'a', type: 'avro', schema: '"string"' }] }),
  ],
  'connectionPools exist only in a pg cluster that the binding controls': [
    engine('mysql', {}, { connectionPools: [{ name: 'a', mode: 'session', size: 1 }] }),
    guest({ connectionPools: [{ name: 'a', mode: 'session', size: 1 }] }),
  ],
  "valkey's Secret is the default user's already": [engine('valkey', {}, { connection: { defaultUser: true } })],
  'the format CloudNativePG exists only for pg': [
    engine('mysql', {}, { connection: { secret: { format: 'CloudNativePG' } } }),
  ],
  'adoptConfirmed needs adopt': [engine('pg', { adoptConfirmed: true })],
  'class and size cannot both be set': [engine('pg', { class: 'a', size: 'db-s-1vcpu-1gb' })],
  'allowAll needs an empty list of trustedSources': [
    engine('pg', { allowAll: true }),
    engine('pg', { allowAll: true, trustedSources: [{ type: 'tag', value: 'a' }] }),
  ],
  'evictionPolicy exists only in valkey': [engine('pg', { evictionPolicy: 'noeviction' })],
  'sqlMode exists only in mysql': [engine('pg', { sqlMode: 'ANSI' })],
  'replicas exist only in pg and mysql': [engine('valkey', { replicas: [{ name: 'a' }] })],
  'nodeCount of pg, mysql and valkey is 1 to 3': ['pg', 'mysql', 'valkey'].map((name) =>
    engine(name, { nodeCount: 4 }),
  ),
  'nodeCount of mongodb is 1 or 3': [engine('mongodb', { nodeCount: 2 })],
  'nodeCount of kafka is 3, 6, 9 or 15': [engine('kafka', { nodeCount: 4 })],
  'exactly one of opensearch and rsyslog is needed': [engine('pg', { logSinks: [{ name: 'a' }] })],
  'exactly one of uuid, binding and cluster is needed': [
    { clusterRef: {} },
    { clusterRef: { uuid, cluster: { name: 'a' } } },
  ],
};

/** What only composites without a namespace may not have. */
const BREAKING_CLUSTER_SCOPED: typeof BREAKING = {
  'only a namespaced binding can share its cluster': [engine('pg', {}, { sharing: { namespaces: ['a'] } })],
  'only a namespaced binding can refer to another binding': [{ clusterRef: { binding: { name: 'a' } } }],
};

const cases = (table: typeof BREAKING, kind: Kind) =>
  Object.entries(table).flatMap(([message, specs]) => specs.map((spec) => ({ message, object: objectOf(spec, kind) })));

describe('what the API server refuses, validate refuses', () => {
  test.each(cases(BREAKING, 'DatabaseBinding'))('$message: $object.spec', ({ message, object }) => {
    expect(broken(object, 'DatabaseBinding')).toContain(message);
    expect(errorsIn(object)).not.toEqual([]);
  });

  test.each(cases(BREAKING_CLUSTER_SCOPED, 'XDatabaseBinding'))('$message: $object.spec', ({ message, object }) => {
    expect(broken(object, 'XDatabaseBinding')).toContain(message);
    expect(errorsIn(object)).not.toEqual([]);
  });

  test('every rule has its row', () => {
    const told = [...Object.keys(BREAKING), ...Object.keys(BREAKING_CLUSTER_SCOPED), 'engine cannot be changed'];
    expect(new Set(told)).toEqual(new Set(RULES.XDatabaseBinding.map(({ message }) => message)));
  });

  test('also where a spec for one engine gets another one', () => {
    const mixed = ENGINES.flatMap((from) =>
      ENGINES.map((to) => {
        const spec = fullSpec(from);
        return objectOf({ ...spec, cluster: { ...asObject(spec.cluster), engine: to } });
      }),
    );
    const refused = mixed.filter((object) => broken(object, 'DatabaseBinding').length > 0);
    expect(refused.length).toBeGreaterThan(ENGINES.length);
    expect(refused.filter((object) => errorsIn(object).length === 0)).toEqual([]);
  });
});
