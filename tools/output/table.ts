import type { Paint, Style } from './paint.js';

const GAP = '  ';

/** A column of a table: its heading, and how a cell below it looks. */
export interface Column {
  readonly heading: string;
  readonly styleOf?: (cell: string) => Style;
}

/** Rows below their headings as lines no wider than the terminal; headings are dim. */
export function tableOf(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  width: number,
  paint: Paint,
): readonly string[] {
  const headings = columns.map(({ heading }) => heading);
  const widths = columns.map((_, column) => Math.max(...[headings, ...rows].map((row) => (row[column] ?? '').length)));
  const plain = columns.map(() => ({ heading: '' }));
  return [
    paint('dim', lineOf(headings, plain, widths, width, paint)),
    ...rows.map((row) => lineOf(row, columns, widths, width, paint)),
  ];
}

// Cut before it is painted: an escape code has no width, and a line that wraps would spoil a redrawing.
function lineOf(
  row: readonly string[],
  columns: readonly Column[],
  widths: readonly number[],
  width: number,
  paint: Paint,
): string {
  let left = Math.max(width - 1, 0);
  const cells = columns.map(({ styleOf }, column) => {
    const cell = row[column] ?? '';
    const padded = column === columns.length - 1 ? cell : cell.padEnd(widths[column] ?? 0) + GAP;
    const cut = padded.slice(0, left);
    left -= cut.length;
    return styleOf === undefined ? cut : paint(styleOf(cell), cut);
  });
  return cells.join('').trimEnd();
}
