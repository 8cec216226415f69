import { describe, expect, test } from '@jest/globals';
import { isGrave, type Reason, worstOf } from '../../src/assess/verdict.js';

describe('the worst of several problems', () => {
  const WORST_FIRST: readonly Reason[] = ['ClusterLost', 'DataLost', 'UserLost', 'AlreadyExists', 'ProviderError'];

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
