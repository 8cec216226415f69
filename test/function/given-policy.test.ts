import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { at, type JsonObject } from '../../src/lib/json.js';
import { holds } from '../support/property.js';
import { run, type TestResponse } from '../support/run.js';
import { binding } from '../support/states.js';

const ENVIRONMENT = 'apiextensions.crossplane.io/environment';
const WHERE = `context["${ENVIRONMENT}"].databaseBinding`;
const ENGINE: JsonObject = { cluster: { engine: 'pg' } };

function answer(policy: JsonObject, context: JsonObject | undefined, spec: JsonObject = ENGINE): TestResponse {
  return run({ composite: binding(spec), policy, ...(context ? { context } : {}) });
}

function inEnvironment(databaseBinding: JsonObject): JsonObject {
  return { [ENVIRONMENT]: { apiVersion: 'internal.crossplane.io/v1alpha1', kind: 'Environment', databaseBinding } };
}

const FROM_CONTEXT: JsonObject = { fromContext: { field: 'databaseBinding' } };
const WHOLE: JsonObject = { defaults: { cluster: { region: 'nyc3', size: 'db-s-1vcpu-1gb' }, versions: { pg: '17' } } };

function cluster({ composed }: TestResponse): JsonObject | undefined {
  return at(composed.cluster?.resource, 'spec', 'forProvider') as JsonObject | undefined;
}

describe('alternating policies', () => {
  const POLICIES: readonly JsonObject[] = [
    WHOLE,
    { defaults: { cluster: { region: 'fra1', size: 'db-s-1vcpu-1gb' }, versions: { pg: '17' } } },
    { ...WHOLE, tags: ['team'] },
    { ...WHOLE, allowed: { engines: ['valkey'] } },
    { ...WHOLE, limits: { nodeCount: 'many' } },
    // More of them than are remembered.
    ...Array.from({ length: 20 }, (_, i) => ({ ...WHOLE, tags: [`team-${i}`] })),
    FROM_CONTEXT,
  ];
  const CONTEXTS = [undefined, inEnvironment(WHOLE), inEnvironment({ defaults: { cluster: { region: 'ams3' } } })];
  const calls = POLICIES.flatMap((policy) => CONTEXTS.map((context) => ({ policy, context })));
  const first = calls.map(({ policy, context }) => answer(policy, context).json);

  test('no answer depends on an earlier one', () => {
    holds(
      fc.property(fc.array(fc.nat({ max: calls.length - 1 }), { maxLength: 40 }), (order) => {
        for (const i of order) expect(calls[i] && answer(calls[i].policy, calls[i].context).json).toEqual(first[i]);
      }),
      50,
    );
  });

  test('each binding counts for itself, even with the same policy as another', () => {
    const asked = (nodeCount: number) => answer(WHOLE, undefined, { cluster: { engine: 'pg', nodeCount } });
    expect([2, 1, 3, 1].map((count) => cluster(asked(count))?.nodeCount)).toEqual([2, 1, 3, 1]);
  });
});

describe('a policy in the context', () => {
  test('counts if the input sets nothing', () => {
    const response = answer(FROM_CONTEXT, inEnvironment(WHOLE));
    expect(response.fatal).toBeUndefined();
    expect(cluster(response)).toMatchObject({ region: 'nyc3', size: 'db-s-1vcpu-1gb' });
  });

  test('comes after the input, field by field', () => {
    const input = { ...FROM_CONTEXT, defaults: { cluster: { region: 'fra1' } } };
    expect(cluster(answer(input, inEnvironment(WHOLE)))).toMatchObject({ region: 'fra1', size: 'db-s-1vcpu-1gb' });
  });

  test('cannot loosen what the input limits', () => {
    const input = { ...FROM_CONTEXT, limits: { nodeCount: 1 }, allowed: { engines: ['valkey'] } };
    const context = inEnvironment({ ...WHOLE, limits: { nodeCount: 9 }, allowed: { engines: ['pg'] } });
    expect(answer(input, context, { cluster: { engine: 'pg', nodeCount: 2 } }).fatal).toBe(
      'cannot accept the binding: spec.cluster.engine: "pg" is not allowed by the policy (allowed: valkey); spec.cluster.nodeCount: 2 is more than the policy allows (at most 1)',
    );
  });

  test('may be under the key of any step', () => {
    const policy = { fromContext: { key: 'example.org/policies', field: 'databases' } };
    const response = answer(policy, { 'example.org/policies': { databases: WHOLE } });
    expect(cluster(response)).toMatchObject({ region: 'nyc3' });
  });

  test('is ignored unless the input refers to it', () => {
    expect(answer(WHOLE, inEnvironment({ defaults: 'broken' })).fatal).toBeUndefined();
  });

  test('does not change the context, which is passed on', () => {
    const context = inEnvironment(WHOLE);
    expect(at(answer(FROM_CONTEXT, context).json, 'context')).toEqual(context);
  });
});

describe('a policy in the context that cannot be used', () => {
  const needed = `cannot accept the binding: ${WHERE}: required by policy.fromContext but missing: an earlier step of the pipeline has to put a policy there`;

  test.each([
    ['no context', undefined],
    ['another key', { other: {} }],
    ['a key without the field', { [ENVIRONMENT]: { other: {} } }],
    ['a key that is no object', { [ENVIRONMENT]: 'text' }],
  ])('is one problem, with %s', (_name, context) => {
    const response = answer(FROM_CONTEXT, context);
    expect(response.fatal).toBe(needed);
    expect(response.conditions.SpecAccepted?.reason).toBe('InvalidPolicy');
    expect(response.composed).toEqual({});
  });

  test('reports each problem at its path, and those of everything else', () => {
    const context = inEnvironment({
      apiVersion: 'databasebinding.fn.crossplane.io/v2',
      defaults: { cluster: { regoin: 'nyc3', size: 'db-s-1vcpu-1gb' } },
      fromContext: { field: 'more' },
    });
    expect(answer({ ...FROM_CONTEXT, limits: { users: 0 } }, context).fatal?.split('; ')).toEqual([
      'cannot accept the binding: policy.limits.users: 0 is out of range (1 to 100)',
      `${WHERE}.apiVersion: unsupported value "databasebinding.fn.crossplane.io/v2" (supported: databasebinding.fn.crossplane.io/v1beta1)`,
      expect.stringContaining(`${WHERE}.defaults.cluster.regoin: unknown field`),
      `${WHERE}.fromContext: cannot be used here: only the step's input can point to the context`,
    ]);
  });

  test('is one problem if it is not a policy at all', () => {
    expect(answer(FROM_CONTEXT, { [ENVIRONMENT]: { databaseBinding: ['x'] } }).fatal).toBe(
      `cannot accept the binding: ${WHERE}: wanted an object, got a list`,
    );
  });

  test.each([
    ['no field', {}, 'policy.fromContext.field: required but missing'],
    ['an empty field', { field: '' }, 'policy.fromContext.field: must not be empty'],
    ['an unknown field', { field: 'x', path: 'y' }, 'policy.fromContext.path: unknown field'],
  ])('is referred to with %s', (_name, fromContext, want) => {
    expect(answer({ ...WHOLE, fromContext }, inEnvironment(WHOLE)).fatal).toContain(want);
  });
});
