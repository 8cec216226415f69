import { describe, expect, test } from '@jest/globals';
import { fails, fold, holds, isGrave, LONGEST, type Reason, worstOf } from '../../src/assess/verdict.js';

describe('the worst of several problems', () => {
  const WORST_FIRST: readonly Reason[] = [
    'ClusterLost',
    'DataLost',
    'UserLost',
    'AlreadyExists',
    'ProviderError',
    'ChangeFailed',
  ];

  test.each(WORST_FIRST.map((reason, i) => [reason, WORST_FIRST.slice(i)] as const))(
    'is %s of %j',
    (worst, reasons) => {
      const problems = [...reasons].reverse().map((reason) => ({ reason }));
      expect(worstOf([{ reason: 'Creating' as const }, ...problems])?.reason).toBe(worst);
      expect(isGrave({ reason: worst })).toBe(true);
    },
  );

  test('is the first if all only wait', () => {
    expect(worstOf([{ reason: 'WaitingForCluster' as const }, { reason: 'Creating' as const }])?.reason).toBe(
      'WaitingForCluster',
    );
    expect(worstOf([])).toBeUndefined();
    expect(isGrave({ reason: 'Creating' })).toBe(false);
  });
});

describe('one verdict for several', () => {
  const USUAL = holds('Available');
  const open = holds('OpenToInternet', 'open');
  const waiting = fails('PartsNotReady', 'waits');
  const failed = fails('ChangeFailed', 'failed');

  test.each([
    { name: 'Nothing', reason: 'the usual one holds', told: [], want: USUAL },
    {
      name: 'Notes',
      reason: 'the first decides',
      told: [holds('Resizing', 'grows'), open],
      want: holds('Resizing', 'grows; open'),
    },
    {
      name: 'Waiting',
      reason: 'what does not hold comes first',
      told: [open, waiting],
      want: fails('PartsNotReady', 'waits; open'),
    },
    {
      name: 'Grave',
      reason: 'it comes before what waits',
      told: [open, waiting, failed],
      want: fails('ChangeFailed', 'failed; open; waits'),
    },
  ])('of $name: $reason', ({ told, want }) => {
    expect(fold(told, USUAL)).toEqual(want);
  });

  test('is no longer than a person reads, and tells how much is left out', () => {
    const many = Array.from({ length: 100 }, (_, i) => fails('PartsNotReady', `${i} ${'x'.repeat(100)}`));
    const { message } = fold([...many, failed], USUAL);
    expect(message.length).toBeLessThan(LONGEST + 50);
    expect(message).toMatch(/^failed; .*; and \d+ more$/);
  });
});
