/** More than anybody reads: what comes after them is only counted, so that a huge value costs time but no memory. */
const MOST_KEPT = 1000;

/** The mismatches of one value: the first ones, and how many there are. Collecting is linear in their number. */
export interface Mismatches<E> {
  readonly kept: E[];
  count: number;
}

/** Adds one mismatch; the generated validators begin with `null`. */
export function withMismatch<E>(known: Mismatches<E> | null, error: E): Mismatches<E> {
  if (known === null) return { kept: [error], count: 1 };
  if (known.kept.length < MOST_KEPT) known.kept.push(error);
  known.count += 1;
  return known;
}

/** Adds the mismatches of a part, whose own collection is not used after that. */
export function withMismatches<E>(known: Mismatches<E> | null, part: Mismatches<E>): Mismatches<E> {
  if (known === null) return part;
  for (const error of part.kept) {
    if (known.kept.length === MOST_KEPT) break;
    known.kept.push(error);
  }
  known.count += part.count;
  return known;
}
