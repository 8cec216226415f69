import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Call } from '../../simulation/crossplane/run-function.js';
import { ENGINES } from '../../src/gen/binding.js';
import { asObject, type JsonObject } from '../../src/lib/json.js';
import { decodeToJson, encodeFromJson } from '../contract/proto-json.js';
import { loadProtocol } from '../contract/protocol.js';
import { callFunction } from '../support/call-function.js';
import { holds, isRefuted } from '../support/property.js';
import { type ObservedState, run, type TestRequest } from '../support/run.js';
import { sameJson } from '../support/same-json.js';
import { binding, POLICY } from '../support/states.js';
import { arbLife, type Deed, violations } from './connection-life.js';
import { arbSpec, settled } from './scenario.js';

// What applications connect by, whatever happens around it: in one answer, and over the life of a binding.

type Fate = 'seen' | 'silent' | 'gone';
const isSecret = ({ resource }: ObservedState): boolean => resource.kind === 'Secret';

/** A settled binding of which nothing is sure to be seen but its Secrets. */
const arbForgetful: fc.Arbitrary<TestRequest> = fc.constantFrom(...ENGINES).chain((engine) =>
  fc
    .record({
      spec: arbSpec(engine),
      fates: fc.array(fc.constantFrom<Fate>('seen', 'silent', 'gone'), { minLength: 8, maxLength: 8 }),
    })
    .map(({ spec, fates }) => {
      const composite = binding(spec);
      const seen = Object.entries(settled(engine, composite, POLICY)).flatMap(([key, state], i) =>
        isSecret(state) ? [[key, state] as const] : met(key, state, fates[i % fates.length] ?? 'seen'),
      );
      return { composite, policy: POLICY, observed: Object.fromEntries(seen) };
    }),
);

function met(key: string, state: ObservedState, fate: Fate): readonly (readonly [string, ObservedState])[] {
  const { status: _, ...rest } = state.resource;
  return { seen: [[key, state] as const], silent: [[key, { resource: rest }] as const], gone: [] }[fate];
}

/** The Secrets that were there and are not desired as they were. */
function changedSecrets(before: TestRequest, request: TestRequest): readonly string[] {
  const { fatal, composed } = run(request);
  const secrets = Object.entries(before.observed ?? {}).filter(([, state]) => isSecret(state));
  return secrets
    .filter(([key, { resource }]) => !sameJson(composed[key]?.resource, resource))
    .flatMap(([key]) => (fatal === undefined ? [key] : []));
}

describe('in one answer', () => {
  test('every value in a Secret survives, whatever else is not seen', () => {
    holds(
      fc.property(arbForgetful, (request) => expect(changedSecrets(request, request)).toEqual([])),
      200,
    );
  });

  test('which would be found out: a Secret that is not looked at', () => {
    const blind = (request: TestRequest): TestRequest => ({
      ...request,
      observed: Object.fromEntries(Object.entries(request.observed ?? {}).filter(([, state]) => !isSecret(state))),
    });
    const unchanged = fc.property(arbForgetful, (request) => changedSecrets(request, blind(request)).length === 0);
    expect(isRefuted(unchanged)).toBe(true);
  });
});

/** A function that does not see a part of each request. */
function blindTo(part: (request: JsonObject) => JsonObject): Call {
  const type = loadProtocol('v1').lookupType('RunFunctionRequest');
  return (bytes) => callFunction(encodeFromJson(type, part(asObject(decodeToJson(type, bytes)))));
}

const toAnswers = blindTo(({ requiredResources: _, ...rest }) => rest);
const toSecrets = blindTo((request) => {
  const observed = asObject(request.observed);
  const seen = Object.entries(asObject(observed.resources)).filter(([key]) => !key.startsWith('secret-'));
  return { ...request, observed: { ...observed, resources: Object.fromEntries(seen) } };
});

describe('over a life of edits', () => {
  test('there is a complete Secret at each moment, and nothing of somebody else is touched', async () => {
    const kept = fc.asyncProperty(arbLife, async (life) => expect(await violations(life)).toEqual([]));
    await holds(kept, 40);
  });

  const TAKEN: readonly Deed[] = [
    { does: 'squat', name: 'db' },
    { does: 'edit', connection: { secret: { name: 'db' } } },
    { does: 'wait' },
  ];

  test.each<readonly [string, Call, string]>([
    ['a name is taken without asking', toAnswers, 'the Secret "db" of somebody else was touched'],
    ['a Secret that is there is not looked at', toSecrets, 'there is no complete Secret'],
  ])('which would be found out: %s', async (_name, call, found) => {
    const life = { engine: 'pg', deeds: TAKEN } as const;
    expect(await violations(life)).toEqual([]);
    expect(await violations(life, call)).toContain(found);
  });
});
