import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { run } from '../support/run.js';
import { RULES } from './rules.js';
import { arbScenario } from './scenario.js';

describe('rules that hold whatever happens', () => {
  test.each(RULES.map((rule) => [rule.name, rule] as const))('%s', (_name, rule) => {
    fc.assert(
      fc.property(arbScenario, (scenario) => {
        const response = run(scenario.request);
        // A Fatal result neither creates nor deletes anything.
        expect(response.fatal === undefined ? rule.violations(scenario, response) : []).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  test('most generated requests are composed, or the rules would show nothing', () => {
    const scenarios = fc.sample(arbScenario, { numRuns: 200, seed: 7 });
    const fatal = scenarios.filter(({ request }) => run(request).fatal !== undefined);
    expect(fatal.length).toBeLessThan(scenarios.length / 10);
  });
});
