import { describe, expect, test } from '@jest/globals';
import { assessLoss } from '../../src/assess/assess-loss.js';
import type { Loss } from '../../src/compose/cluster/loss.js';
import { CLUSTER_ID, NEW_CLUSTER_ID } from '../support/states.js';

describe('assessLoss', () => {
  const loss: Loss = { was: CLUSTER_ID, now: NEW_CLUSTER_ID, isFollowed: false, isOver: false };

  test('is undefined if nothing was lost', () => expect(assessLoss(undefined)).toBeUndefined());

  test.each([false, true])('names both clusters, and whether everything follows: %s', (isFollowed) => {
    const verdict = assessLoss({ ...loss, isFollowed });
    expect(verdict).toMatchObject({ status: 'False', reason: 'ClusterLost' });
    for (const told of [CLUSTER_ID, NEW_CLUSTER_ID, 'is gone at DigitalOcean', 'backup'])
      expect(verdict?.message).toContain(told);
    expect(verdict?.message.includes('adoptConfirmed')).toBe(!isFollowed);
  });
});
