import { describe, expect, test } from '@jest/globals';
import { withHandover } from '../../src/assess/assess-handover.js';
import { fails, holds, LONGEST } from '../../src/assess/verdict.js';

describe('withHandover', () => {
  const refused = fails('UnsupportedChange', 'spec.cluster.version: cannot go back');

  test('changes nothing once everything is handed over', () => {
    for (const spec of [holds('Accepted'), refused]) expect(withHandover(spec, [])).toBe(spec);
  });

  test('comes before refusals, and includes them', () => {
    expect(withHandover(refused, ['cluster', 'database-web'])).toEqual({
      status: 'False',
      reason: 'HandoverPending',
      message:
        'do not delete the binding yet, that would still delete at DigitalOcean: the cluster; database-web; the provider gives up the right to delete within seconds; if it does not, the events of the binding say why; spec.cluster.version: cannot go back',
    });
  });

  test('keeps to the length of a condition, and always says what to do', () => {
    const many = Array.from({ length: 500 }, (_, i) => `database-${'x'.repeat(50)}${i}`);
    const { message } = withHandover(fails('UnsupportedChange', 'y'.repeat(40_000)), many);
    expect(message.length).toBeLessThanOrEqual(LONGEST);
    expect(message).toContain('do not delete the binding yet');
    expect(message).toContain('the events of the binding say why');
  });
});
