import { asString, at, type JsonObject } from '../../src/lib/json.js';
import { oneLine } from '../output/paint.js';
import { tableOf } from '../output/table.js';
import { ageOf } from './age.js';
import { type Headline, headlineOf } from './headline.js';
import type { Look } from './status-lines.js';

/** A binding or claim in one line. */
export interface Row extends Headline {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** The bindings and claims of a namespace or of the whole cluster, each with the sentence that matters. */
export function overviewOf(bindings: readonly JsonObject[]): readonly Row[] {
  return bindings.map((binding) => ({
    kind: String(binding.kind),
    namespace: asString(at(binding, 'metadata', 'namespace')) ?? '',
    name: asString(at(binding, 'metadata', 'name')) ?? '',
    ...headlineOf(binding),
  }));
}

/** The rows as a table. */
export function overviewLines(rows: readonly Row[], { now, width, paint }: Look): readonly string[] {
  if (rows.length === 0) return ['no bindings and no claims'];
  const columns = [
    { heading: 'NAMESPACE' },
    { heading: 'NAME' },
    { heading: 'KIND' },
    { heading: 'READY', styleOf: (ready: string) => (ready === 'yes' ? ('green' as const) : ('yellow' as const)) },
    { heading: 'SINCE' },
    { heading: 'WHAT MATTERS' },
  ];
  const cells = rows.map(({ namespace, name, kind, ready, since, sentence }) => [
    namespace,
    name,
    kind.replace('DatabaseBinding', '').toLowerCase() || 'binding',
    ready ? 'yes' : 'no',
    ageOf(since, now),
    oneLine(sentence),
  ]);
  return tableOf(columns, cells, width, paint);
}
