import { randomInt } from 'node:crypto';
import { relative } from 'node:path';
import { expect } from '@jest/globals';
import fc from 'fast-check';

// Every property gets its seed and its number of cases here. `scripts/jest.mjs` chooses one seed for the whole run and prints it.

/** How many cases a property is tried with where one takes less than a millisecond; the others say how many they can afford. */
export const CHEAP = 1000;
/** How many cases a search goes through for one that breaks a property: some are rare. */
const SEARCH = 10_000;

const SEED = seedOf(process.env.SEED);

function seedOf(given: string | undefined): number {
  if (given === undefined || given === '') return randomInt(2 ** 31);
  if (!/^-?\d+$/.test(given)) throw new Error(`SEED: "${given}" is not an integer: give the seed that a run printed`);
  return Number(given);
}

/** Fails with the smallest case for which the property does not hold, and with the command that meets it again. */
export function holds<Case>(property: fc.IAsyncProperty<Case>, runs?: number): Promise<void>;
export function holds<Case>(property: fc.IProperty<Case>, runs?: number): void;
export function holds<Case>(property: fc.IRawProperty<Case>, runs = CHEAP): Promise<void> | void {
  return fc.assert(property as fc.IProperty<Case>, { seed: SEED, numRuns: runs, reporter });
}

function reporter<Case>(details: fc.RunDetails<Case>): void {
  if (!details.failed) return;
  const message = `${fc.defaultReportMessage(details)}\n\nMeet it again with:\n${replay()}`;
  throw new Error(message, { cause: details.errorInstance });
}

/** The command that runs this test with the same cases. */
function replay(): string {
  const { testPath = '', currentTestName = '' } = expect.getState();
  const pattern = currentTestName.replace(/[$()*+.?[\\\]^{|}]/g, '\\$&').replaceAll("'", '.');
  return `SEED=${SEED} npm test -- ${relative(process.cwd(), testPath)} -t '${pattern}'`;
}

/** Whether a case is found for which the property does not hold: of a property that can fail one is. */
export function isRefuted<Case>(property: fc.IProperty<Case>, seed = SEED): boolean {
  return fc.check(property, { seed, numRuns: SEARCH, endOnFailure: true }).failed;
}

/** Some of the cases that a property would be tried with; always the same ones where a seed is given. */
export function samples<Case>(arbitrary: fc.Arbitrary<Case>, count: number, seed = SEED): readonly Case[] {
  return fc.sample(arbitrary, { seed, numRuns: count });
}

/** Finds what is wrong with a case and its answer, in words; nothing where all is well. */
export type Judge<Case, Answer> = (it: Case, answer: Answer) => readonly string[];

/** Cases that cost much more to make and to answer than to judge: made once, when first needed, and judged by many. */
export class SharedCases<Case, Answer> {
  private made: readonly (readonly [Case, Answer])[] | undefined;

  constructor(
    private readonly arbitrary: fc.Arbitrary<Case>,
    private readonly answer: (it: Case) => Answer,
    private readonly count: number = CHEAP,
  ) {}

  get all(): readonly (readonly [Case, Answer])[] {
    this.made ??= samples(this.arbitrary, this.count).map((it) => [it, this.answer(it)] as const);
    return this.made;
  }

  /** Fails like `holds` where something is wrong with a case. */
  hold(judge: Judge<Case, Answer>): void {
    const wrong = this.all.flatMap(([it, answer]) => judge(it, answer));
    // The same seed makes the same cases. Only a failure is worth making them again, to find the smallest one.
    if (wrong.length > 0)
      holds(
        fc.property(this.arbitrary, (it) => expect(judge(it, this.answer(it))).toEqual([])),
        this.count,
      );
    expect(wrong).toEqual([]);
  }

  /** Whether something is found wrong with any case: with these, or else with one of many more. */
  refute(judge: Judge<Case, Answer>): boolean {
    if (this.all.some(([it, answer]) => judge(it, answer).length > 0)) return true;
    return isRefuted(
      fc.property(this.arbitrary, (it) => judge(it, this.answer(it)).length === 0),
      SEED + 1,
    );
  }
}
