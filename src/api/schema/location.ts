import { quote } from '../quote.js';

/** The keys and list indices that lead to a value. */
export type Location = readonly (string | number)[];

/** A location as a person writes it: `spec.users[1].name`. */
export function pathOf(root: string, location: Location): string {
  return root + location.map(step).join('');
}

function step(key: string | number): string {
  if (typeof key === 'number') return `[${key}]`;
  return /^[\w-]{1,60}$/.test(key) ? `.${key}` : `[${quote(key)}]`;
}

/** Sorts locations: parents first, list items by index. */
export function compareLocations(left: Location, right: Location): number {
  for (const [position, a] of left.entries()) {
    const b = right[position];
    if (b === undefined) return 1;
    if (a === b) continue;
    if (typeof a === 'number' && typeof b === 'number') return a - b;
    return String(a) < String(b) ? -1 : 1;
  }
  return left.length - right.length;
}
