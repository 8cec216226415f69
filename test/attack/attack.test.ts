import { afterAll, expect, test } from '@jest/globals';
import { callFunction } from '../support/call-function.js';
import { ATTACKS, type Row, tableOf } from './campaign.js';

// A small part of the campaign. `npm run attack` tries all of it, and tells how much that was.

/** A try of the quickest attack takes twenty milliseconds, of the slowest two seconds. */
const SMALL_PART = 1 / 100;
const SCALE = Number(process.env.ATTACK_SCALE ?? SMALL_PART);
const SEED = Number(process.env.SEED);
/** Far more than a busy machine needs for the whole of one. */
const LONGEST_MS = 6 * 3600_000;

const rows: Row[] = [];

test.each(ATTACKS)(
  '$what: $invariant',
  async ({ what, tries, run }) => {
    const found = await run(Math.max(1, Math.ceil(tries * SCALE)), SEED, callFunction);
    rows.push({ what, seed: SEED, ...found });
    expect(found.breaches).toEqual([]);
  },
  LONGEST_MS,
);

afterAll(() => {
  if (process.env.ATTACK_SCALE !== undefined) process.stdout.write(`\n${tableOf(rows)}\n`);
});
