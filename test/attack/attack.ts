import type { Call } from '../../simulation/crossplane/run-function.js';

/** What an attack found. */
export interface Found {
  readonly tries: number;
  /** What the tries are made of, where that is more than one thing each: 60 edits. */
  readonly of?: string;
  /** One line each; nothing for a function that withstands. */
  readonly breaches: readonly string[];
}

/** One kind of attack on the function. */
export interface Attack {
  readonly what: string;
  /** What shall hold whatever is tried. */
  readonly invariant: string;
  /** How many tries the campaign has; the tests have a small part of them. */
  readonly tries: number;
  /** Tries it on a function; the same seed tries the same. */
  readonly run: (tries: number, seed: number, call: Call) => Promise<Found>;
}

/** The most breaches that one attack lists: the rest is more of the same. */
const MOST = 20;

/** Judges cases one by one. */
export async function tryAll<T>(
  cases: readonly T[],
  judge: (it: T) => Promise<readonly string[]> | readonly string[],
): Promise<Found> {
  const breaches = new Set<string>();
  for (const it of cases) if (breaches.size < MOST) for (const breach of await judge(it)) breaches.add(breach);
  return { tries: cases.length, breaches: [...breaches] };
}
