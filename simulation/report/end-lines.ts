import { stringify } from 'yaml';
import { asObject, type JsonObject } from '../../src/lib/json.js';
import { oneLine, type Paint, styleOf } from '../../tools/output/paint.js';
import { conditionsOf } from '../api-server/conditions.js';
import { type Mask, maskJson } from '../mask.js';
import type { Run } from './run.js';
import { type ShownSecret, shownSecrets } from './secrets.js';
import { tableLines } from './table.js';

/** What stands below the steps: the Secrets, the status, and how it ended. */
export function endLines({ rounds, outcome, end, mask }: Run, columns: number, paint: Paint): readonly string[] {
  const status = statusLines(asObject(end.binding), mask, paint);
  const secrets = shownSecrets(end, mask).flatMap((secret) => ['', ...secretLines(secret, paint)]);
  const told = conditionsOf(asObject(end.binding)).flatMap(({ message }) => message || []);
  const waitsFor = outcome.waitsFor.map((line) => withoutMessage(line, told));
  const verdict = verdictLines(rounds.length, { ...outcome, waitsFor }, mask, paint);
  return ['', ...tableLines(end, columns, paint), '', ...status, ...secrets, '', ...verdict];
}

/** The messages of the binding's conditions stand above already. */
function withoutMessage(line: string, told: readonly string[]): string {
  const message = told.find((each) => line.endsWith(`: ${each}`));
  return message === undefined ? line : line.slice(0, -`: ${message}`.length);
}

function statusLines(binding: JsonObject, mask: Mask, paint: Paint): readonly string[] {
  const { conditions: _, ...status } = asObject(binding.status);
  const conditions = conditionsOf(binding);
  const width = Math.max(0, ...conditions.map(({ type }) => type.length));
  const shown = conditions.map(({ type, status: value, reason, message }) => {
    const text = message === undefined ? '' : `: ${oneLine(mask(message))}`;
    return `  ${type.padEnd(width)} ${paint(styleOf(value), value.padEnd(7))} ${reason}${text}`;
  });
  const fields = Object.keys(status).length === 0 ? '' : stringify(maskJson(mask, status), { lineWidth: 0 }).trimEnd();
  const indented = fields === '' ? [] : fields.split('\n').map((line) => `  ${line}`);
  return [paint('bold', 'Status'), ...indented, paint('bold', 'Conditions'), ...shown];
}

function secretLines({ namespace, name, type, data }: ShownSecret, paint: Paint): readonly string[] {
  const width = Math.max(0, ...Object.keys(data).map((key) => key.length));
  const entries = Object.entries(data).map(([key, value]) => {
    const [first = '', ...more] = value.trimEnd().split('\n');
    return [`  ${key.padEnd(width)} ${first}`, ...more.map((line) => `  ${' '.repeat(width)} ${line}`)];
  });
  return [paint('bold', `Secret ${namespace}/${name} (${type})`), ...entries.flat()];
}

function verdictLines(
  rounds: number,
  { ready, steady, waitsFor }: Run['outcome'],
  mask: Mask,
  paint: Paint,
): readonly string[] {
  if (ready && steady) return [paint('green', `Ready and steady after ${rounds} rounds.`)];
  const heading = steady
    ? `Not ready, and nothing moves after ${rounds} rounds.`
    : `Still not steady after ${rounds} rounds.`;
  return [paint('red', `${heading} It waits for:`), ...waitsFor.map((line) => `  ${oneLine(mask(line))}`)];
}
