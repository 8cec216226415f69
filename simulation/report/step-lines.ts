import type { Json } from '../../src/lib/json.js';
import { oneLine, type Paint, type Style, styleOf } from '../../tools/output/paint.js';
import type { Change } from '../changes.js';
import type { Result } from '../crossplane/protocol.js';
import type { Mask } from '../mask.js';
import type { News, Round } from '../world.js';

const STEP_WIDTH = 3;
const RESOURCE_WIDTH = 20;
/** More changed fields than this below one parent are counted, not listed. */
const LISTED_FIELDS = 3;

const RESULT_STYLES: ReadonlyMap<string, Style> = new Map([
  ['SEVERITY_FATAL', 'red'],
  ['SEVERITY_WARNING', 'yellow'],
]);

/** The lines that tell what a round changed, below the bindings' names where there are several. */
export function stepLines({ number, newsOf }: Round, mask: Mask, paint: Paint): readonly string[] {
  const lines = [...newsOf].flatMap(([binding, news]) => {
    const told = newsLines(news, mask, paint);
    return newsOf.size > 1 && told.length > 0 ? [paint('bold', binding), ...told] : told;
  });
  return lines.map(
    (line, index) => `${paint('dim', (index === 0 ? String(number) : '').padStart(STEP_WIDTH))}  ${line}`,
  );
}

function newsLines({ changes, results }: News, mask: Mask, paint: Paint): readonly string[] {
  const told = [
    ...results.map((result) => ({ resource: 'binding', text: resultLine(result, mask, paint) })),
    ...summarised(changes).map((change) => ({ resource: change.resource, text: lineOf(change, mask, paint) })),
  ];
  return told.map(({ resource, text }, index) => {
    const label = (resource === told[index - 1]?.resource ? '' : resource).padEnd(RESOURCE_WIDTH);
    return `${paint('cyan', label)} ${text}`;
  });
}

function resultLine({ severity, message }: Result, mask: Mask, paint: Paint): string {
  const word = severity.replace('SEVERITY_', '').toLowerCase();
  return paint(RESULT_STYLES.get(severity) ?? 'dim', `${word}: ${oneLine(mask(message))}`);
}

interface ChangedFields {
  readonly what: 'fields';
  readonly resource: string;
  readonly parent: string;
  readonly count: number;
}

type Line = Change | ChangedFields;

// A cluster that appears brings twenty fields of status at once: one line for them all.
function summarised(changes: readonly Change[]): readonly Line[] {
  const counts = new Map<string, number>();
  for (const group of changes.map(groupOf)) counts.set(group, (counts.get(group) ?? 0) + 1);
  return changes.flatMap((change, index): readonly Line[] => {
    const group = groupOf(change);
    const count = counts.get(group) ?? 0;
    if (change.what !== 'changed' || count <= LISTED_FIELDS) return [change];
    const isFirst = changes.findIndex((other) => groupOf(other) === group) === index;
    return isFirst ? [{ what: 'fields', resource: change.resource, parent: parentOf(change.field), count }] : [];
  });
}

function groupOf(change: Change): string {
  return change.what === 'changed' ? `${change.resource} ${parentOf(change.field)}` : change.resource;
}

function parentOf(field: string): string {
  return field.split('.').slice(0, -1).slice(0, 2).join('.');
}

function lineOf(change: Line, mask: Mask, paint: Paint): string {
  switch (change.what) {
    case 'created':
      return `${paint('green', 'created')} ${change.kind} ${change.name}`;
    case 'deleting':
    case 'deleted':
      return `${paint('red', change.what)} ${change.kind} ${change.name}`;
    case 'fields':
      return `${change.parent}: ${change.count} fields`;
    case 'changed':
      return change.value === undefined ? `${change.field} is there` : `${change.field} = ${shown(change.value, mask)}`;
    case 'condition': {
      const message = change.message === undefined ? '' : `: ${oneLine(mask(change.message))}`;
      return `${change.type} ${paint(styleOf(change.status), change.status)} ${change.reason}${message}`;
    }
  }
}

function shown(value: Json, mask: Mask): string {
  if (value === null) return '(removed)';
  return oneLine(mask(typeof value === 'string' ? value : JSON.stringify(value)));
}
