import type { Attack, Found } from './attack.js';
import { edits } from './edits.js';
import { neighbours } from './neighbours.js';
import { junkStates, plausibleStates } from './observed-states.js';
import { junkSpecs } from './specs.js';

/** Every attack, the quickest first. */
export const ATTACKS: readonly Attack[] = [plausibleStates, junkStates, junkSpecs, edits, neighbours];

/** A row of what the campaign found. */
export interface Row extends Found {
  readonly what: string;
  readonly seed: number;
}

/** The findings as a table. */
export function tableOf(rows: readonly Row[]): string {
  const cells = rows.map(({ what, tries, of, breaches, seed }) => [
    what,
    of === undefined ? String(tries) : `${tries} (${of})`,
    String(breaches.length),
    String(seed),
  ]);
  const lines = [['attack', 'tries', 'breaches', 'seed'], ...cells];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
