import type { JsonObject } from '../../src/lib/json.js';
import { conditionOf } from '../api-server/conditions.js';
import type { Snapshot } from '../inhabitant.js';
import { externalNameOf } from '../provider/managed.js';
import { type Paint, styleOf } from './paint.js';

const HEADINGS = ['RESOURCE', 'KIND', 'SYNCED', 'READY', 'EXTERNAL NAME'];
const STATUS_COLUMNS = [2, 3];
const NOTHING = '-';
const GAP = '  ';

/** The state of everything composed, as a table no wider than the terminal. */
export function tableLines({ binding, composed }: Snapshot, columns: number, paint: Paint): readonly string[] {
  const rows = [
    HEADINGS,
    ...(binding === undefined ? [] : [rowOf('binding', binding)]),
    ...[...composed].map(([key, object]) => rowOf(key, object)),
  ];
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows.map((row, index) => lineOf(row, widths, columns, index === 0 ? (_, text) => paint('dim', text) : paint));
}

function rowOf(key: string, object: JsonObject): readonly string[] {
  const kind = typeof object.kind === 'string' ? object.kind : '';
  const status = (type: string) => conditionOf(object, type)?.status ?? NOTHING;
  return [key, kind, status('Synced'), status('Ready'), externalNameOf(object) ?? ''];
}

// Cut before it is painted: an escape code has no width, and a line that wraps would spoil the redrawing.
function lineOf(row: readonly string[], widths: readonly number[], columns: number, paint: Paint): string {
  let left = Math.max(columns - 1, 0);
  const cells = row.map((cell, column) => {
    const padded = column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0) + GAP;
    const cut = padded.slice(0, left);
    left -= cut.length;
    return STATUS_COLUMNS.includes(column) ? paint(cell === NOTHING ? 'dim' : styleOf(cell), cut) : cut;
  });
  return cells.join('').trimEnd();
}
