import { describe, expect, test } from '@jest/globals';
import { assessHandovers } from '../../src/assess/assess-handover.js';
import { fails, fold, holds, LONGEST } from '../../src/assess/verdict.js';

describe('a pending handover', () => {
  const refused = fails('UnsupportedChange', 'spec.cluster.version: cannot go back');

  test('is none once everything is handed over', () => {
    expect(assessHandovers([])).toEqual([]);
  });

  test('comes before refusals', () => {
    expect(fold([refused, ...assessHandovers(['cluster', 'database-web'])], holds('Accepted'))).toEqual({
      status: 'False',
      reason: 'HandoverPending',
      message:
        'do not delete the binding yet, that would still delete at DigitalOcean: the cluster; database-web; the provider gives up the right to delete within seconds; if it does not, the events of the binding say why; spec.cluster.version: cannot go back',
    });
  });

  test('keeps to the length of a condition, and always says what to do', () => {
    const many = Array.from({ length: 500 }, (_, i) => `database-${'x'.repeat(50)}${i}`);
    const long = fails('UnsupportedChange', 'y'.repeat(40_000));
    const { message } = fold([long, ...assessHandovers(many)], holds('Accepted'));
    expect(message.length).toBeLessThanOrEqual(LONGEST);
    expect(message).toContain('do not delete the binding yet');
    expect(message).toContain('the events of the binding say why');
  });
});
