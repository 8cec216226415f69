import type { TestRequest, TestResponse } from '../support/run.js';
import type { Scenario } from './scenario.js';

/** One rule of the design, which holds whatever happens; CONTRIBUTING.md lists them all. */
export interface Rule {
  /** What documents and other tests call it. */
  readonly number: string;
  readonly says: string;
  /** What of a response breaks it, in words; nothing for a good one. */
  violations(scenario: Scenario, response: TestResponse): readonly string[];
  /** Ways to break it, each of which `violations` has to find in some scenario. */
  readonly breakages: readonly [NamedBreakage, ...NamedBreakage[]];
}

type NamedBreakage = readonly [what: string, broken: Breakage];

/** A function that is broken in one way: what it would have answered. */
export type Breakage = (response: TestResponse, request: TestRequest) => TestResponse;
