import type { Location } from '../../src/api/schema/location.js';

const STEP = /\.?([\w-]+)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")…?\]/y;

/** The location that the path of a message names: `spec.users[1].name`. Ends where it cannot be read. */
export function parsePath(path: string): Location {
  const steps: (string | number)[] = [];
  STEP.lastIndex = 0;
  for (let found = STEP.exec(path); found !== null; found = STEP.exec(path)) {
    const [, key, index, quoted] = found;
    if (index !== undefined) steps.push(Number(index));
    else steps.push(quoted === undefined ? (key ?? '') : String(JSON.parse(quoted)));
  }
  return steps;
}
