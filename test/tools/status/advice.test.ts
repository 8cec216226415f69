import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { REASONS } from '../../../src/assess/verdict.js';
import { adviceFor, UNSEEN } from '../../../tools/status/advice.js';

const ROOT = join(import.meta.dirname, '../../..');
/** All is well: there is nothing to do. */
const FINE = ['Accepted', 'Available', 'DefaultUserOnly'];

describe('each reason has one advice', () => {
  test.each(Object.keys(REASONS))('%s, on the page that explains it', (reason) => {
    const advice = adviceFor(reason);
    expect(advice === undefined).toBe(FINE.includes(reason));
    if (advice === undefined) return;
    expect(headingsOf(advice.page)).toContain(advice.page.split('#')[1]);
    expect(advice.todo).toMatch(/^[A-Z].*\.$/);
  });

  test.each(['ReconcileError', 'ReconcilePaused', 'WatchCircuitOpen'])('%s of Crossplane', (reason) => {
    const { page = '' } = adviceFor(reason) ?? {};
    expect(headingsOf(page)).toContain(page.split('#')[1]);
  });

  test('also one that nobody has given yet', () => {
    expect(headingsOf(UNSEEN.page)).toContain(UNSEEN.page.split('#')[1]);
    expect(adviceFor('SomebodyElses')).toBeUndefined();
  });
});

/** The anchors of the headings of a page. */
function headingsOf(page: string): readonly string[] {
  const text = readFileSync(join(ROOT, page.split('#')[0] ?? ''), 'utf8');
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  );
}
