import fc from 'fast-check';
import type { Call } from '../../simulation/crossplane/run-function.js';
import type { Json } from '../../src/lib/json.js';
import { RULES } from '../rules/rules.js';
import { arbScenario, happen, type Scenario } from '../rules/scenario.js';
import { samples } from '../support/property.js';
import { encodeTestRequest, readTestResponse, type TestResponse } from '../support/run.js';
import { type Attack, tryAll } from './attack.js';

// What Crossplane may observe of a binding's resources: what a provider, a person or a bug makes of them.

/** Rules that hold even where what is observed makes no sense at all. */
const UNCONDITIONAL: readonly string[] = ['8', '9', '10'];

/** Values that no resource has in such a place. */
const arbJunk: fc.Arbitrary<Json | undefined> = fc.oneof(
  fc.constantFrom<Json | undefined>(
    undefined,
    null,
    '',
    0,
    -1,
    1e300,
    [],
    {},
    [null],
    { constructor: {} },
    '__proto__',
  ),
  fc.jsonValue({ maxDepth: 2 }).map((value) => value as Json),
  fc.string({ maxLength: 300 }),
);

/** Damages any of the observed resources, several times. */
const arbDamaged: fc.Arbitrary<Scenario> = fc
  .tuple(arbScenario, fc.array(fc.tuple(fc.nat(), fc.nat(), arbJunk), { minLength: 1, maxLength: 8 }))
  .map(([scenario, damages]) => {
    const observed = new Map(Object.entries(scenario.request.observed ?? {}));
    const keys = [...observed.keys()];
    for (const [which, at, by] of damages) {
      const key = keys[which % keys.length];
      const state = key === undefined ? undefined : observed.get(key);
      const after = key && state && happen(scenario.engine, key, state, { what: 'damaged', at, by });
      if (key && after) observed.set(key, after);
    }
    return { ...scenario, request: { ...scenario.request, observed: Object.fromEntries(observed) } };
  });

async function answer({ request }: Scenario, call: Call): Promise<TestResponse> {
  return readTestResponse(await call(encodeTestRequest(request)));
}

function judgeBy(rules: typeof RULES, call: Call) {
  return async (scenario: Scenario): Promise<readonly string[]> => {
    try {
      const response = await answer(scenario, call);
      // A Fatal answer neither creates nor deletes anything.
      if (response.fatal !== undefined) return /[\r\n]/.test(response.fatal) ? ['a Fatal of several lines'] : [];
      return rules.flatMap((rule) =>
        rule.violations(scenario, response).map((violation) => `${scenario.engine}, rule ${rule.number}: ${violation}`),
      );
    } catch (thrown) {
      return [`${scenario.engine}: no answer: ${String(thrown)}`];
    }
  };
}

/** States that may come about. */
export const plausibleStates: Attack = {
  what: 'plausible observed states',
  invariant: 'every rule holds',
  tries: 12_000,
  run: (tries, seed, call) => tryAll(samples(arbScenario, tries, seed), judgeBy(RULES, call)),
};

/** States that make no sense. */
export const junkStates: Attack = {
  what: 'junk in observed states',
  invariant: 'there is an answer, and it shows no secret, reaches no other namespace and touches nothing of others',
  tries: 4_800,
  run: (tries, seed, call) =>
    tryAll(
      samples(arbDamaged, tries, seed),
      judgeBy(
        RULES.filter(({ number }) => UNCONDITIONAL.includes(number)),
        call,
      ),
    ),
};
