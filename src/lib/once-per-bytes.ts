/** How many results are remembered, and of how long bytes at most. */
const MOST = 16;
const LONGEST = 65_536;

interface Done<T> {
  readonly bytes: Uint8Array;
  readonly result: T;
}

/**
 * Does work that follows from bytes alone once for each of the last few that came. What is not remembered is worked out
 * again, so no result depends on what came before. Results are shared: they must not be changed.
 */
export function oncePerBytes<T>(work: (bytes: Uint8Array) => T): (bytes: Uint8Array) => T {
  const done: Done<T>[] = [];
  return (bytes) => {
    for (const known of done) if (areSame(known.bytes, bytes)) return known.result;
    if (bytes.length > LONGEST) return work(bytes);
    // A copy: the bytes are a part of a whole request, which would be kept alive with them.
    const copy = bytes.slice();
    const result = work(copy);
    done.unshift({ bytes: copy, result });
    if (done.length > MOST) done.pop();
    return result;
  };
}

function areSame(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && Buffer.compare(left, right) === 0;
}
