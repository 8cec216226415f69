import type { JsonObject } from '../../src/lib/json.js';
import { type Paint, type Style, styleOf } from '../../tools/output/paint.js';
import { type Column, tableOf } from '../../tools/output/table.js';
import { conditionOf } from '../api-server/conditions.js';
import type { Snapshot } from '../inhabitant.js';
import { externalNameOf } from '../provider/managed.js';

const NOTHING = '-';
const status = (cell: string): Style => (cell === NOTHING ? 'dim' : styleOf(cell));
const COLUMNS: readonly Column[] = [
  { heading: 'RESOURCE' },
  { heading: 'KIND' },
  { heading: 'SYNCED', styleOf: status },
  { heading: 'READY', styleOf: status },
  { heading: 'EXTERNAL NAME' },
];

/** The state of everything composed, as a table no wider than the terminal. */
export function tableLines({ binding, composed }: Snapshot, columns: number, paint: Paint): readonly string[] {
  const rows = [
    ...(binding === undefined ? [] : [rowOf('binding', binding)]),
    ...[...composed].map(([key, object]) => rowOf(key, object)),
  ];
  return tableOf(COLUMNS, rows, columns, paint);
}

function rowOf(key: string, object: JsonObject): readonly string[] {
  const kind = typeof object.kind === 'string' ? object.kind : '';
  const status = (type: string) => conditionOf(object, type)?.status ?? NOTHING;
  return [key, kind, status('Synced'), status('Ready'), externalNameOf(object) ?? ''];
}
