import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { oncePerBytes } from '../../src/lib/once-per-bytes.js';
import { holds } from '../support/property.js';

type Once = (work: (bytes: Uint8Array) => string) => (bytes: Uint8Array) => string;

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
/** Few different values, so that they repeat; some are too long to be remembered. */
const arbBytes = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.uint8Array({ maxLength: 2 }).map((bytes) => bytes.map((byte) => [0, 1, 254, 255][byte % 4] ?? 0)),
  },
  { weight: 1, arbitrary: fc.integer({ min: 65_530, max: 65_540 }).map((length) => new Uint8Array(length)) },
);

/** The result follows from the bytes alone, whatever came before and whatever happens to the bytes afterwards. */
function holdsFor(once: Once): void {
  holds(
    fc.property(fc.array(arbBytes, { maxLength: 60 }), (calls) => {
      const remembered = once(hex);
      for (const bytes of calls) {
        const given = bytes.slice();
        expect(remembered(given)).toBe(hex(bytes));
        given.fill(255);
      }
    }),
  );
}

describe('oncePerBytes', () => {
  test('returns what the work returns', () => holdsFor(oncePerBytes));

  const BROKEN: readonly (readonly [how: string, once: Once])[] = [
    [
      'by length only',
      (work) => {
        const done = new Map<number, string>();
        return (bytes) => {
          const result = done.get(bytes.length) ?? work(bytes);
          done.set(bytes.length, result);
          return result;
        };
      },
    ],
    [
      'by the bytes of the caller, who may change them',
      (work) => {
        const done: { readonly bytes: Uint8Array; readonly result: string }[] = [];
        return (bytes) => {
          const known = done.find((one) => Buffer.compare(one.bytes, bytes) === 0)?.result;
          const result = known ?? work(bytes);
          done.push({ bytes, result });
          return result;
        };
      },
    ],
  ];
  test.each(BROKEN)('the property fails for one that remembers %s', (_, once) =>
    expect(() => holdsFor(once)).toThrow(),
  );

  test('works once for each of a few', () => {
    const seen: string[] = [];
    const remembered = oncePerBytes((bytes) => seen.push(hex(bytes)));
    for (let round = 0; round < 3; round++) for (let i = 0; i < 16; i++) remembered(Uint8Array.of(i));
    expect(seen).toHaveLength(16);
  });

  test('forgets the oldest, and does not keep what is long', () => {
    let count = 0;
    const remembered = oncePerBytes(() => ++count);
    for (let i = 0; i < 17; i++) remembered(Uint8Array.of(i));
    expect(remembered(Uint8Array.of(0))).toBe(18);
    const long = new Uint8Array(65_537);
    expect([remembered(long), remembered(long)]).toEqual([19, 20]);
  });

  test('does not remember a failure', () => {
    let fails = true;
    const remembered = oncePerBytes(() => {
      if (fails) throw new Error('not yet');
      return 'done';
    });
    expect(() => remembered(Uint8Array.of(1))).toThrow('not yet');
    fails = false;
    expect(remembered(Uint8Array.of(1))).toBe('done');
  });
});
