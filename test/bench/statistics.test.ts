import { describe, expect, test } from '@jest/globals';
import { median, quantile, ratios, slope, summarize } from '../../bench/stats/statistics.js';

describe('statistics', () => {
  test.each([
    [[3, 1, 2], 0.5, 2],
    [[4, 1, 3, 2], 0.5, 2.5],
    [[10, 20], 0.99, 19.9],
    [[7], 0.99, 7],
  ])('of %j the quantile %d is %d', (values, share, want) => {
    expect(quantile(values, share)).toBeCloseTo(want);
  });

  test('there is no quantile of nothing', () => {
    expect(quantile([], 0.5)).toBeNaN();
  });

  test('numbers are ordered as numbers', () => {
    expect(median([100, 20, 3])).toBe(20);
  });

  test.each([
    ['all the same', [5, 5, 5], { median: 5, spread: 0 }],
    ['one that is far off does not count', [10, 10, 10, 10, 1000], { median: 10, spread: 0 }],
    ['half of the middle half', [8, 9, 10, 11, 12], { median: 10, spread: 0.1 }],
    ['nothing at all', [0, 0], { median: 0, spread: 0 }],
  ])('summary: %s', (_reason, values, want) => {
    expect(summarize(values)).toEqual(want);
  });

  test('ratios are taken round by round, as long as there are both', () => {
    expect(ratios([2, 6, 9], [1, 3])).toEqual([2, 2]);
  });

  test.each([
    [
      'a line',
      [
        { x: 0, y: 1 },
        { x: 1, y: 3 },
        { x: 2, y: 5 },
      ],
      2,
    ],
    [
      'noise around nothing',
      [
        { x: 0, y: 1 },
        { x: 1, y: -1 },
        { x: 2, y: 1 },
      ],
      0,
    ],
    [
      'one place',
      [
        { x: 1, y: 1 },
        { x: 1, y: 9 },
      ],
      0,
    ],
  ])('slope of %s', (_reason, points, want) => {
    expect(slope(points)).toBeCloseTo(want);
  });
});
