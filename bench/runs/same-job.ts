import { isDeepStrictEqual } from 'node:util';
import { asObject, field, isObject, type Json } from '../../src/lib/json.js';
import { readTestResponse, run, type TestComposed } from '../../test/support/run.js';
import { REQUEST_NAMES, requestBytes, requestNamed } from '../requests/requests.js';
import { CONTESTANT, type ContestantName } from '../servers/contestants.js';
import { type Start, startServer } from '../servers/running-server.js';

/** Throws where a peer desires something else than the function for one of the requests that it is measured with. */
export async function checkJob(name: ContestantName, start: Start): Promise<void> {
  const server = await startServer(name, start);
  if (server === undefined) return;
  try {
    for (const request of REQUEST_NAMES.filter((each) => !CONTESTANT[name].leavesOut?.includes(each))) {
      const bytes = server.own(requestBytes(request));
      const answer = readTestResponse(await start.load.first({ target: server.target, request: bytes, timeoutMs: 0 }));
      const found = answer.fatal ?? jobDifferences(answer.composed, run(requestNamed(request)).composed).join('; ');
      if (found !== '') throw new Error(`cannot compare "${name}": it does another job for "${request}": ${found}`);
    }
  } finally {
    await server.stop();
  }
}

type Composed = Readonly<Record<string, TestComposed>>;

/** Where a peer's resources are others than the function's. It may write less into one, never something else. */
export function jobDifferences(composed: Composed, expected: Composed): readonly string[] {
  const keys = new Set([...Object.keys(composed), ...Object.keys(expected)]);
  return [...keys].flatMap((key) => {
    const [its, ours] = [composed[key], expected[key]];
    if (its === undefined || ours === undefined) return [`${key}: ${its ? 'not expected' : 'missing'}`];
    const ready = its.ready === ours.ready ? [] : [`${key}: ready is ${its.ready}`];
    return [...ready, ...differences(its.resource, ours.resource, key)];
  });
}

/** What a composed resource gets from Crossplane in any case, and patch-and-transform writes too. */
const IDENTITY = ['name', 'namespace'];

function differences(part: Json, whole: Json | undefined, path: string): readonly string[] {
  if (!isObject(part)) return isDeepStrictEqual(part, whole) ? [] : [`${path}: ${JSON.stringify(part)}`];
  // An empty object says nothing.
  const object = asObject(whole);
  return Object.entries(part).flatMap(([key, value]) => {
    const other = field(object, key);
    const isGiven = other === undefined && path.endsWith('.metadata') && IDENTITY.includes(key);
    return isGiven ? [] : differences(value, other, `${path}.${key}`);
  });
}
