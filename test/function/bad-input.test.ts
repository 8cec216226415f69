import { describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { CONDITION_TYPES } from '../../src/assess/verdict.js';
import type { Json, JsonObject } from '../../src/lib/json.js';
import { MAX_DEPTH } from '../../src/wire/struct-tags.js';
import { bytesField, nest, stringField } from '../fuzz/raw-message.js';
import { settled } from '../rules/scenario.js';
import { callFunction } from '../support/call-function.js';
import { holds } from '../support/property.js';
import { encodeTestRequest, readTestResponse, run, type TestRequest, type TestResponse } from '../support/run.js';
import { type Observed, withValue } from '../support/stages.js';
import { binding, clusterReady, clusterYoung, databaseReady, POLICY, userSettled } from '../support/states.js';

const pg = { cluster: { engine: 'pg' } };
const ALL = settled('pg', binding(pg), POLICY);
const FOREIGN: JsonObject = { apiVersion: 'example.org/v1', kind: 'Topic', spec: { list: [1, null, 'x'], '': {} } };
const PASSED: JsonObject = { resources: { topic: { resource: FOREIGN, ready: 'READY_TRUE' } } };

function given(more: Partial<TestRequest> = {}): TestRequest {
  return {
    composite: binding(pg),
    policy: POLICY,
    observed: ALL,
    desired: PASSED,
    context: { from: 'elsewhere' },
    ...more,
  };
}

/** Refused: one Fatal that says all of it, nothing composed, and all that others desire still there. */
function expectRefused(request: TestRequest, problems: readonly string[], reason = 'InvalidSpec'): void {
  const { fatal, results, composed, conditions, json } = run(request);
  expect(fatal).toBe(`cannot accept the binding: ${problems.join('; ')}`);
  expect(results).toHaveLength(1);
  expect(conditions).toEqual({ SpecAccepted: { status: 'FALSE', reason, message: problems.join('; ') } });
  expect(Object.keys(composed)).toEqual(Object.keys(Object(request.desired).resources ?? {}));
  expect(json.context).toEqual(request.context);
}

/** A good answer: nothing that was observed and is asked for is lost. */
function expectAnswered(request: TestRequest, keys: readonly string[]): TestResponse {
  const response = run(request);
  expect(response.fatal).toBeUndefined();
  const withoutUsages = (all: readonly string[]) => all.filter((key) => !key.startsWith('usage-')).sort();
  expect(withoutUsages(Object.keys(response.composed))).toEqual(withoutUsages(['topic', ...keys]));
  expect(response.composed.topic?.resource).toEqual(FOREIGN);
  expect(Object.keys(response.conditions).sort()).toEqual([...CONDITION_TYPES].sort());
  return response;
}

const EVERYTHING = Object.keys(ALL);
const named = (metadata: JsonObject): JsonObject => ({ ...binding(pg), metadata });
const spec = (value: Json): TestRequest => given({ composite: { ...binding(pg), spec: value } });
const cluster = (fields: JsonObject): TestRequest => spec({ cluster: { engine: 'pg', ...fields } });

describe('an invalid spec or policy', () => {
  const noSpec = (what: string): readonly string[] => [`spec: wanted an object, got ${what}`];
  const { spec: _, ...withoutSpec } = binding(pg);

  test.each<{ name: string; request: TestRequest; problems: readonly string[]; reason?: string }>([
    { name: 'NoSpec', request: given({ composite: withoutSpec }), problems: noSpec('null') },
    { name: 'NullSpec', request: spec(null), problems: noSpec('null') },
    { name: 'ListSpec', request: spec([]), problems: noSpec('a list') },
    { name: 'TextSpec', request: spec('pg'), problems: noSpec('a string') },
    { name: 'NumberSpec', request: spec(Number.NaN), problems: noSpec('the number NaN') },
    {
      name: 'EmptySpec',
      request: spec({}),
      problems: ['spec: exactly one of cluster and clusterRef is needed, none is set'],
    },
    { name: 'NoComposite', request: given({ composite: {} }), problems: ['metadata.name: required but missing'] },
    {
      name: 'EmptyName',
      request: given({ composite: named({ name: '', namespace: 'shop' }) }),
      problems: ['metadata.name: required but missing'],
    },
    {
      name: 'NameOfAnotherType',
      request: given({ composite: named({ name: 7, namespace: 'shop' }) }),
      problems: ['metadata.name: required but missing'],
    },
    {
      name: 'NaNAndInfinity',
      request: cluster({ nodeCount: Number.NaN, storageSizeMib: Number.NEGATIVE_INFINITY }),
      problems: [
        'spec.cluster.nodeCount: wanted a whole number, got the number NaN',
        'spec.cluster.storageSizeMib: wanted a whole number, got the number -Infinity',
      ],
    },
    {
      name: 'EmptyNames',
      request: spec({ ...pg, users: [{ name: '' }], databases: [{ name: '' }] }),
      problems: ['spec.databases[0].name: must not be empty', 'spec.users[0].name: must not be empty'],
    },
    {
      name: 'PolicyOfAnotherKind',
      request: given({ policy: { apiVersion: 'other.org/v1', kind: 'Input' } }),
      problems: [
        'policy.apiVersion: unsupported value "other.org/v1" (supported: databasebinding.fn.crossplane.io/v1beta1)',
        'policy.kind: unsupported value "Input" (supported: BindingPolicy)',
      ],
      reason: 'InvalidPolicy',
    },
    {
      name: 'SpecAndPolicy',
      request: given({
        composite: binding({ cluster: { engine: 'pg', nodeCount: 9 } }),
        policy: { ...POLICY, tags: 'a' },
      }),
      problems: [
        'policy.tags: wanted a list, got a string',
        'spec.cluster.nodeCount: unsupported value 9 for PostgreSQL (supported: 1 to 3)',
      ],
    },
    {
      name: 'UnknownFirewallType',
      request: cluster({ trustedSources: [{ type: 'vpc', value: 'a' }] }),
      problems: [
        'spec.cluster.trustedSources[0].type: unsupported value "vpc" (supported: ip_addr, droplet, k8s, tag, app)',
      ],
    },
    {
      name: 'IPv6Source',
      request: cluster({
        trustedSources: [
          { type: 'tag', value: 'web' },
          { type: 'ip_addr', value: '2001:db8::1' },
        ],
      }),
      problems: [
        'spec.cluster.trustedSources[1].value: "2001:db8::1" is an IPv6 address, which DigitalOcean does not support here: use an IPv4 address or network such as 192.0.2.1 or 192.0.2.0/24',
      ],
    },
    {
      name: 'AllowAllWithoutAnEmptyList',
      request: cluster({ allowAll: true }),
      problems: ['spec.cluster.allowAll: needs an empty list: set trustedSources to [], or remove allowAll'],
    },
    {
      name: 'TwoNodesOfMongoDB',
      request: {
        ...cluster({ engine: 'mongodb', nodeCount: 2 }),
        observed: settled('mongodb', binding({ cluster: { engine: 'mongodb' } }), POLICY),
      },
      problems: ['spec.cluster.nodeCount: unsupported value 2 for MongoDB (supported: 1, 3)'],
    },
    {
      name: 'ConfigurationOfAnotherEngine',
      request: cluster({ configuration: { persistence: 'rdb' } }),
      problems: [
        'spec.cluster.configuration.persistence: PostgreSQL has no such field, see the page on its configuration',
      ],
    },
    {
      name: 'CollidingOnceShortened',
      request: spec({ ...pg, users: [{ name: 'a.b' }, { name: 'A..b' }] }),
      problems: [
        'spec.users[1].name: "A..b" and "a.b" would share the Secret "orders-a.b-credentials": make them differ in letters or digits',
      ],
    },
  ])('$name', ({ request, problems, reason }) => expectRefused(request, problems, reason));

  test.each([
    { name: 'Value', fields: { region: 'postgres://u:my/se cret@h' } },
    { name: 'LongValue', fields: { region: `postgres://${'u'.repeat(40)}:my-secret${'t'.repeat(40)}@h` } },
    { name: 'Key', fields: { 'postgres://u:my-secret@h': 1 } },
    { name: 'Engine', fields: { engine: 'postgres://u:my-secret@h' } },
  ])('a connection string in a field is quoted without its password: $name', ({ fields }) => {
    const { fatal, conditions } = run(cluster(fields));
    expect(fatal).toContain('://[redacted]@h');
    expect(`${fatal}${conditions.SpecAccepted?.message}`).not.toMatch(/se?.?cret/);
  });

  test('a pipeline step without an input has the empty policy', () => {
    const { policy: _policy, ...request } = given();
    expectAnswered(request, EVERYTHING);
  });
});

describe('tricky names', () => {
  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf'])(
    '%s is a name like any other',
    (name) => {
      const composite = binding({ ...pg, users: [{ name }], databases: [{ name }] });
      const observed = {
        cluster: clusterReady('pg'),
        [`user-${name}`]: userSettled('pg', name),
        [`database-${name}`]: databaseReady(name),
      };
      const { status } = expectAnswered(given({ composite, observed }), [...Object.keys(observed), `secret-${name}`]);
      expect(status.users).toEqual([{ name, secret: 'orders-credentials', ready: true }]);
    },
  );

  test('they are neither classes of a policy nor fields', () => {
    const problem = 'spec.cluster.class: unknown class "constructor" (the policy has no classes)';
    expectRefused(cluster({ class: 'constructor' }), [problem]);
    const composite = binding(JSON.parse('{"cluster": {"engine": "pg", "__proto__": {"size": "x"}}}'));
    expect(run(given({ composite })).fatal).toContain('spec.cluster.__proto__: unknown field');
  });

  test('keys of observed and desired resources', () => {
    const odd: Observed = Object.fromEntries(
      ['__proto__', 'constructor', ''].map((key) => [key, { resource: FOREIGN }]),
    );
    const resources = Object.fromEntries([...Object.keys(odd), 'topic'].map((key) => [key, { resource: FOREIGN }]));
    const { fatal, composed } = run(given({ observed: { ...ALL, ...odd }, desired: { resources } }));
    expect(fatal).toBeUndefined();
    expect(Object.keys(composed).sort()).toEqual(['', '__proto__', 'constructor', 'topic', ...EVERYTHING].sort());
  });

  test('a binding with the longest possible name', () => {
    const composite = named({ name: `${'a'.repeat(249)}.b.c`, namespace: 'n'.repeat(63) });
    const { composed, fatal } = run({ composite, policy: POLICY, observed: { cluster: clusterReady('pg') } });
    expect(fatal).toBeUndefined();
    const names = JSON.stringify(composed).match(/"name":"[^"]*"/g) ?? [];
    expect(names.filter((name) => name.length > 253 + '"name":""'.length)).toEqual([]);
    expect(Object.keys(composed)).toHaveLength(3);
  });
});

describe('unexpected observed state', () => {
  const paths = ['status', 'spec', 'metadata'].flatMap((part) => Object.keys(ALL).map((key) => [key, part] as const));

  test.each(paths)('%s: nothing is lost, whatever its %s is', (key, part) => {
    for (const value of [undefined, null, [], '', 'x', 0, Number.NaN, true, {}]) {
      const state = ALL[key] ?? { resource: {} };
      const response = run(given({ observed: { ...ALL, [key]: withValue(state, [part], value) } }));
      expect(response.fatal).toBeUndefined();
      expect(EVERYTHING.filter((it) => !Object.hasOwn(response.composed, it))).toEqual([]);
    }
  });

  test('no status, no conditions, no details: it waits', () => {
    const response = expectAnswered(given({ observed: { cluster: clusterYoung('pg') } }), ['cluster']);
    expect(response.conditions.ClusterReady?.reason).toBe('Creating');
  });

  test("the composite's own status is never needed", () => {
    for (const status of [null, 'x', [], { conditions: null }, { conditions: [null, 1, { type: 'ClusterReady' }] }])
      expectAnswered(given({ composite: { ...binding(pg), status } }), EVERYTHING);
  });
});

describe('keys in use', () => {
  const legacy = withValue(clusterReady('pg'), ['apiVersion'], 'database.digitalocean.crossplane.io/v1alpha1');
  const wanted = 'database.digitalocean.m.crossplane.io/v1alpha1';

  test.each<{ name: string; why: string; more: Partial<TestRequest>; problems: readonly string[] }>([
    {
      name: 'Desired',
      why: 'an earlier step would be overwritten',
      more: { desired: { resources: { cluster: { resource: FOREIGN }, 'secret-orders': { resource: FOREIGN } } } },
      problems: ['cluster', 'secret-orders'].map(
        (key) =>
          `desired.resources["${key}"]: an earlier step of the pipeline desires a resource of this name: rename it there`,
      ),
    },
    {
      name: 'ObservedKind',
      why: 'Crossplane would leave the old resource behind',
      more: { observed: { ...ALL, 'user-orders': { resource: FOREIGN } } },
      problems: [
        `observed.resources["user-orders"]: already exists as example.org/v1 Topic and cannot become ${wanted} User: rename or remove it first`,
      ],
    },
    {
      name: 'ObservedFamily',
      why: 'the other family is another resource, and its cluster would be left behind',
      more: { observed: { ...ALL, cluster: legacy } },
      problems: [
        `observed.resources["cluster"]: already exists as database.digitalocean.crossplane.io/v1alpha1 Cluster and cannot become ${wanted} Cluster: rename or remove it first`,
      ],
    },
  ])('$name: $why', ({ more, problems }) => expectRefused(given(more), problems, 'Conflict'));

  test.each(['database-schema', 'user-data', 'secret-store', 'cluster-2', 'bucket'])(
    'a resource of another kind under %s is left alone',
    (key) => {
      const resources = { topic: { resource: FOREIGN }, [key]: { resource: FOREIGN } };
      const request = given({ observed: { ...ALL, [key]: { resource: FOREIGN } }, desired: { resources } });
      const { composed } = expectAnswered(request, [...EVERYTHING, key]);
      expect(composed[key]?.resource).toEqual(FOREIGN);
      expectAnswered(given({ observed: { ...ALL, [key]: { resource: FOREIGN } } }), EVERYTHING);
    },
  );
});

// While the engine is not known every Secret under a key like ours is taken for ours, also one that an earlier step desires.
test("another function's Secret is left alone while a reference is looked up", () => {
  const resource = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'tls' }, data: {} };
  const desired = { resources: { 'secret-tls': { resource } } };
  const composite = binding({ clusterRef: { binding: { name: 'platform' } } });
  expect(run(given({ composite, desired, observed: { 'secret-tls': { resource } } })).fatal).toBeUndefined();
});

describe('size and depth', () => {
  const big = 'x'.repeat(10_000_000);

  test.each<[string, TestRequest]>([
    ["of the composite's other fields", given({ composite: { ...binding(pg), junk: big } })],
    ["of a platform team's own field", spec({ ...pg, junk: big })],
    ["of another function's resource", given({ observed: { ...ALL, junk: { resource: { junk: big } } } })],
    ['of a resource of ours', given({ observed: { ...ALL, cluster: withValue(clusterReady('pg'), ['junk'], big) } })],
  ])('ten megabytes %s do no harm', (_where, request) => {
    expectAnswered(request, EVERYTHING);
  });

  test('ten megabytes instead of a word give a short answer', () => {
    expect(run(spec({ cluster: { engine: big } })).fatal?.length).toBeLessThan(500);
    expect(run(cluster({ [big]: 1 })).fatal?.length).toBeLessThan(1000);
  });

  test('thousands of items make a short answer', () => {
    const users = Array.from({ length: 20_000 }, (_, i) => ({ name: `u${i}` }));
    expectRefused(spec({ ...pg, users }), ['spec.users: more than 100 items']);
  });

  /** A composite whose `spec` holds objects in objects. */
  const deep = (levels: number): Uint8Array => {
    // Struct.fields, its entry's value, and in the value a Struct again.
    const value = bytesField(2, bytesField(5, nest(levels, [5, 2, 1])));
    const struct = bytesField(1, bytesField(1, stringField(1, 'spec'), value));
    return bytesField(2, bytesField(1, struct));
  };

  test('what is nested too deeply is told so, in one sentence', () => {
    for (const levels of [MAX_DEPTH + 1, 20_000])
      expect(() => callFunction(deep(levels))).toThrow(`cannot decode value: nested deeper than ${MAX_DEPTH} levels`);
    expect(readTestResponse(callFunction(deep(10))).fatal).toBe(
      'cannot accept the binding: metadata.name: required but missing',
    );
  });
});

describe('bytes', () => {
  test('an empty request is answered', () =>
    expect(readTestResponse(callFunction(new Uint8Array())).fatal).toBe(
      'cannot accept the binding: metadata.name: required but missing',
    ));

  test('a request that is cut off, or has a bit turned, is answered, or is said to be none', () => {
    const good = encodeTestRequest(given());
    holds(
      fc.property(fc.nat(good.length - 1), fc.nat(7), fc.boolean(), (at, bit, cut) => {
        const bytes = cut ? good.slice(0, at) : Uint8Array.from(good);
        if (!cut) bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
        expect(['answered', 'cannot decode']).toContain(outcome(bytes));
      }),
    );
  });

  function outcome(bytes: Uint8Array): string {
    try {
      return callFunction(bytes).length > 0 ? 'answered' : 'nothing';
    } catch (thrown) {
      const { name, message } = Object(thrown);
      return name === 'DecodeError' ? String(message).slice(0, 'cannot decode'.length) : `${name}: ${message}`;
    }
  }

  test('any spec is composed or refused in one line, and what others desire stays', () => {
    const json = fc.jsonValue({ maxDepth: 3 }).map((value) => value as Json);
    const near = fc.record(
      {
        cluster: fc.oneof(json, fc.record({ engine: fc.constantFrom('pg', 'valkey', 'oracle'), nodeCount: json })),
        clusterRef: json,
        users: json,
        databases: json,
        connection: json,
      },
      { requiredKeys: [] },
    );
    holds(
      fc.property(fc.oneof(json, near), (value) => {
        const { fatal = '', composed, results } = run(spec(value as Json));
        expect(fatal).not.toMatch(/[\r\n]/);
        expect(composed.topic?.resource).toEqual(FOREIGN);
        expect(results.filter(({ severity }) => severity === 'SEVERITY_FATAL').length).toBe(fatal === '' ? 0 : 1);
        if (fatal === '') expect(composed).toHaveProperty('cluster');
      }),
      300,
    );
  });
});

// Each of up to a thousand errors makes a copy of all the fields: fifty thousand of them take minutes.
test('unknown fields are not copied once for each of them', () => {
  const request = encodeTestRequest(cluster(Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`f${i}`, 1]))));
  const copies = jest.spyOn(Object, 'entries');
  try {
    callFunction(request);
    expect(copies.mock.calls.length).toBeLessThan(100);
  } finally {
    copies.mockRestore();
  }
});
