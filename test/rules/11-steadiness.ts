import type { Json } from '../../src/lib/json.js';
import { run } from '../support/run.js';
import { change, withSpec } from './breakage.js';
import { managed, observedOf, rightsIn } from './resources.js';
import type { Rule } from './rule.js';

/** Crossplane applies every answer: bytes that differ, or values that the API server drops, are a change each time. */
export const steadiness: Rule = {
  number: '11',
  says: 'the same request gives the same bytes, and they are steady once applied',
  violations: ({ request }, response) => {
    const reversed = Object.fromEntries(observedOf(request).toReversed());
    const again = run({ ...request, observed: reversed });
    const same =
      Buffer.compare(run(request).bytes, response.bytes) === 0 && Buffer.compare(again.bytes, response.bytes) === 0;
    const nulls = [...managed(response), ...rightsIn(response)].flatMap(([key, resource]) => unsteady(resource, key));
    return [...(same ? [] : ['two calls differ']), ...nulls.map((path) => `${path} is blank`)];
  },
  breakages: [
    ['an answer differs from the one before', (response) => ({ ...response, bytes: new Uint8Array(1) })],
    ['a value is blank', change((resource) => withSpec(resource, { sqlMode: '' }))],
  ],
};

/** Values that the API server would not give back as they were sent. */
function unsteady(value: Json | undefined, path: string): readonly string[] {
  if (value === null || value === '') return [path];
  if (Array.isArray(value)) return value.flatMap((item, i) => unsteady(item as Json, `${path}[${i}]`));
  if (typeof value !== 'object') return [];
  const entries = Object.entries(value);
  return entries.length === 0 && path.endsWith('metadata')
    ? [path]
    : entries.flatMap(([key, below]) => unsteady(below, `${path}.${key}`));
}
