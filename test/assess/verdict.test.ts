import { describe, expect, test } from '@jest/globals';
import { joinVerdicts } from '../../src/assess/join-verdicts.js';
import { AVAILABLE, fails, isGrave, type Reason, worstOf } from '../../src/assess/verdict.js';

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

  test('of what only waits is the first', () => {
    expect(worstOf([{ reason: 'WaitingForCluster' as const }, { reason: 'Creating' as const }])?.reason).toBe(
      'WaitingForCluster',
    );
    expect(worstOf([])).toBeUndefined();
    expect(isGrave({ reason: 'Creating' })).toBe(false);
  });

  test('gives the reason of all together, and all are told', () => {
    const waits = fails('Creating', 'a');
    const fail = fails('ProviderError', 'b');
    const lost = fails('DataLost', 'c');
    expect(joinVerdicts([AVAILABLE, waits], 'PartsNotReady')).toEqual(fails('PartsNotReady', 'a'));
    expect(joinVerdicts([waits, fail, lost], 'PartsNotReady')).toEqual(fails('DataLost', 'a; b; c'));
    expect(joinVerdicts([AVAILABLE], 'PartsNotReady')).toBe(AVAILABLE);
  });
});
