import { oneLine, type Paint, type Style, styleOf } from '../output/paint.js';
import { tableOf } from '../output/table.js';
import { ageOf } from './age.js';
import type { BindingStatus, SecretStatus } from './binding-status.js';
import type { Part, PartState } from './part.js';

/** How the lines look, and how wide they may be. */
export interface Look {
  readonly now: string;
  readonly width: number;
  readonly paint: Paint;
}

const STATES: Readonly<Record<PartState, Style>> = {
  ready: 'green',
  waiting: 'yellow',
  deleting: 'yellow',
  hidden: 'dim',
  failing: 'red',
  missing: 'red',
};

/** Everything about one binding: the sentence that matters, then what it follows from, then what to do. */
export function statusLines(status: BindingStatus, look: Look): readonly string[] {
  const { paint, now, width } = look;
  const { kind, namespace, name, ready, sentence, since, unread } = status;
  const cut = (line: string): string => line.slice(0, Math.max(width - 1, 0));
  const title = cut(`${kind} ${namespace}/${name}  ${ready ? 'ready' : 'not ready'} for ${ageOf(since, now)}`);
  return [
    paint('bold', title),
    ...clusterLine(status).map(cut),
    paint(ready ? 'green' : 'yellow', cut(oneLine(sentence))),
    ...conditionLines(status, look),
    ...resourceLines(status, look),
    ...secretLines(status, look).map(cut),
    ...eventLines(status, look),
    ...unread.map((line) => cut(`! ${line}`)),
    ...nextLines(status, look).map(cut),
  ];
}

function clusterLine({ cluster, composition }: BindingStatus): readonly string[] {
  const { engine, version, size, nodeCount, region, id } = cluster;
  const parts = [
    engine && `${engine}${version ? ` ${version}` : ''}`,
    size && `${size}${nodeCount ? ` × ${nodeCount}` : ''}`,
    region && `in ${region}`,
    id && `cluster ${id}`,
    composition && `Composition ${composition}`,
  ];
  const line = parts.filter(Boolean).join(', ');
  return line === '' ? [] : [line];
}

function conditionLines({ conditions }: BindingStatus, { now, width, paint }: Look): readonly string[] {
  if (conditions.length === 0) return [];
  const columns = [
    { heading: 'CONDITION' },
    { heading: 'STATUS', styleOf },
    { heading: 'SINCE' },
    { heading: 'REASON' },
    { heading: 'MESSAGE' },
  ];
  const rows = conditions.map(({ type, status, since, reason, message }) => [
    type,
    status,
    ageOf(since, now),
    reason,
    oneLine(message),
  ]);
  return ['', ...tableOf(columns, rows, width, paint)];
}

function resourceLines({ resources }: BindingStatus, { now, width, paint }: Look): readonly string[] {
  if (resources.length === 0) return [];
  const columns = [
    { heading: 'RESOURCE' },
    { heading: 'KIND' },
    { heading: 'STATE', styleOf: (state: string): Style => STATES[state as PartState] ?? 'dim' },
    { heading: 'SINCE' },
    { heading: 'MESSAGE' },
  ];
  const rows = resources.map(({ key, kind, state, since, message }: Part) => [
    key,
    kind,
    state,
    ageOf(since, now),
    oneLine(message),
  ]);
  return ['', ...tableOf(columns, rows, width, paint)];
}

function secretLines({ secrets }: BindingStatus, { paint }: Look): readonly string[] {
  const width = Math.max(0, ...secrets.map(({ name }) => name.length));
  const lines = secrets.flatMap((secret) => [
    `${secret.name.padEnd(width)}  ${keysText(secret)}`,
    ...secret.pods.map(({ pod, phase, by, note }) => {
      const end = note === undefined ? '' : `: ${note}`;
      return `${' '.repeat(width)}  used by Pod ${pod} (${phase}), as ${by === 'volume' ? 'a volume' : 'environment'}${end}`;
    }),
  ]);
  return lines.length === 0 ? [] : ['', paint('dim', `${'SECRET'.padEnd(width)}  KEYS`), ...lines];
}

function keysText({ state, keys, for: use }: SecretStatus): string {
  if (state === 'missing') return use === 'provider' ? 'not written by the provider yet' : 'not there';
  if (state === 'hidden') return 'you may not read it';
  return `${keys.join(' ')}${use === 'provider' ? "   (the provider's own)" : ''}`;
}

function eventLines({ events }: BindingStatus, { now, width, paint }: Look): readonly string[] {
  if (events.length === 0) return [];
  const columns = [
    { heading: 'EVENT' },
    { heading: 'TYPE', styleOf: (type: string): Style => (type === 'Warning' ? 'yellow' : 'dim') },
    { heading: 'REASON' },
    { heading: 'ABOUT' },
    { heading: 'MESSAGE' },
  ];
  const rows = events.map(({ at, type, reason, about, count, message }) => [
    ageOf(at, now),
    type,
    reason,
    about,
    `${oneLine(message)}${count > 1 ? ` (${count} times)` : ''}`,
  ]);
  return ['', ...tableOf(columns, rows, width, paint)];
}

function nextLines({ next }: BindingStatus, { paint }: Look): readonly string[] {
  if (next.length === 0) return [];
  return ['', paint('bold', 'What to do'), ...next.map(({ todo, page }) => `- ${todo} (${page})`)];
}
