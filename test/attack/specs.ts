import fc from 'fast-check';
import { ENGINES } from '../../src/gen/binding.js';
import { asObject, type Json, type JsonObject } from '../../src/lib/json.js';
import { arbSpec, SETTINGS } from '../rules/scenario.js';
import { samples } from '../support/property.js';
import { encodeTestRequest, readTestResponse, type TestRequest } from '../support/run.js';
import { sameJson } from '../support/same-json.js';
import { binding, POLICY } from '../support/states.js';
import { type Attack, tryAll } from './attack.js';

// What people may write into a spec or a policy, if the API server lets it pass.

const FOREIGN: JsonObject = { resource: { apiVersion: 'example.org/v1', kind: 'Thing', spec: { list: [1, null] } } };

const FULL_POLICY: JsonObject = {
  ...POLICY,
  providerConfigRef: { kind: 'ClusterProviderConfig', name: 'default' },
  classes: { small: { size: 'db-s-1vcpu-1gb' } },
  allowed: { engines: ['pg', 'mysql', 'mongodb', 'valkey', 'kafka', 'opensearch'], regions: ['nyc3'] },
  limits: { nodeCount: 3, users: 20 },
  required: { trustedSources: false },
  references: { uuids: ['*'], clusters: true },
};

const arbJunk: fc.Arbitrary<Json> = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }).map((value) => value as Json),
  fc.string({ maxLength: 300, unit: 'binary' }),
  fc.constantFrom<Json>(
    '',
    'x'.repeat(5000),
    // biome-ignore lint/suspicious/noTemplateCurlyInString: this is how a template is written
    '${uri}',
    '../..',
    'a\nb',
    'https://u:secret@h',
    -0,
    2 ** 53,
    [[]],
    [null],
  ),
);

/** An object with junk in place of one of its values, somewhere, or beside them. */
function withJunk(value: JsonObject): fc.Arbitrary<JsonObject> {
  const paths = pathsIn(value);
  return fc
    .array(fc.tuple(fc.constantFrom(...paths), arbJunk), { minLength: 1, maxLength: 4 })
    .map((changes) => changes.reduce<Json>((rest, [path, junk]) => replaced(rest, path, junk), value))
    .map((changed) => asObject(changed));
}

type Path = readonly string[];

function pathsIn(value: Json): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [];
  const below = Object.entries(value).flatMap(([key, child]): Path[] => [
    [key],
    ...pathsIn(child as Json).map((path) => [key, ...path]),
  ]);
  return [...below, ['junk']];
}

function replaced(value: Json, [key, ...below]: Path, junk: Json): Json {
  if (key === undefined) return junk;
  if (Array.isArray(value))
    return (value as readonly Json[]).map((item, i) => (String(i) === key ? replaced(item, below, junk) : item));
  if (typeof value !== 'object' || value === null) return value;
  return { ...value, [key]: replaced(asObject(value)[key] ?? null, below, junk) };
}

const arbRequest: fc.Arbitrary<TestRequest> = fc.constantFrom(...ENGINES).chain((engine) =>
  arbSpec(engine).chain((valid) => {
    const full = { ...valid, cluster: { ...asObject(valid.cluster), configuration: SETTINGS[engine][0] ?? {} } };
    const request = (spec: JsonObject, policy: JsonObject): TestRequest => ({
      composite: binding(spec),
      policy,
      desired: { resources: { thing: FOREIGN } },
    });
    return fc.oneof(
      withJunk(full).map((spec) => request(spec, FULL_POLICY)),
      withJunk(FULL_POLICY).map((policy) => request(full, policy)),
      fc.tuple(withJunk(full), withJunk(FULL_POLICY)).map(([spec, policy]) => request(spec, policy)),
    );
  }),
);

/** Specs and policies that do not fit their schemas, or make no sense together. */
export const junkSpecs: Attack = {
  what: 'junk specs and policies',
  invariant: 'accepted, or refused in one line; what others desire stays, and nothing secret is told',
  tries: 9_600,
  run: (tries, seed, call) =>
    tryAll(samples(arbRequest, tries, seed), async (request) => {
      try {
        const response = readTestResponse(await call(encodeTestRequest(request)));
        const { fatal = '', composed } = response;
        return [
          ...(/[\r\n]/.test(fatal) ? ['a Fatal of several lines'] : []),
          ...(fatal.length > 8000 ? ['an endless Fatal'] : []),
          ...(JSON.stringify(response.json).includes('u:secret@') ? ['a password in a URL is told'] : []),
          ...(sameJson(composed.thing?.resource, FOREIGN.resource) ? [] : ['something of others is lost']),
          ...(fatal !== '' && Object.keys(composed).length > 1 ? ['a refused binding is composed'] : []),
        ];
      } catch (thrown) {
        return [`no answer: ${String(thrown)}`];
      }
    }),
};
