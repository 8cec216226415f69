import { readdirSync } from 'node:fs';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { SharedCases } from '../support/property.js';
import { run, type TestResponse } from '../support/run.js';
import type { Breakage, Rule } from './rule.js';
import { RULES } from './rules.js';
import { arbScenario, type Scenario } from './scenario.js';

// A world takes twenty milliseconds to come about, and most rules need a fraction of one to judge it.
const worlds = new SharedCases(arbScenario, ({ request }) => run(request));
beforeAll(() => void worlds.all, 300_000);

/** What a rule finds wrong with an answer, or with what is made of it. A Fatal one neither creates nor deletes anything. */
const judge =
  (rule: Rule, broken: Breakage = (response) => response) =>
  (scenario: Scenario, response: TestResponse): readonly string[] =>
    response.fatal === undefined ? rule.violations(scenario, broken(response, scenario.request)) : [];

describe.each(RULES.map((rule) => ({ ...rule, rule })))('rule $number: $says', ({ rule, breakages }) => {
  test('holds whatever happens', () => worlds.hold(judge(rule)));

  test.each(breakages)('would be found broken: %s', (_what, broken) =>
    expect(worlds.refute(judge(rule, broken))).toBe(true),
  );
});

test('most generated requests are composed, or the rules would show nothing', () => {
  const fatal = worlds.all.filter(([, response]) => response.fatal !== undefined);
  expect(fatal.length).toBeLessThan(worlds.all.length / 10);
});

test('every file that is named after a rule is in the list', () => {
  const files = readdirSync(import.meta.dirname).flatMap((file) => /^0?(\d+[a-z]?)-/.exec(file)?.[1] ?? []);
  expect(RULES.map(({ number }) => number)).toEqual(files);
});
