import { expect, test } from '@jest/globals';
import type { Told } from '../../../tools/status/tell.js';
import { watch } from '../../../tools/status/watch.js';
import { captureStreams } from '../../support/captured-streams.js';

/** What three looks find: the second finds what the first found. */
const FOUND = ['Creating', 'Creating', 'Available'];

test('elsewhere than on a terminal each state is printed once', async () => {
  expect(await watched({ isTTY: false, isRedrawn: true })).toBe('printed Creating\nprinted Available\n');
});

test('on a terminal the lines are redrawn, as wide as it is', async () => {
  const text = await watched({ isTTY: true, isRedrawn: true });
  expect(text.split('\u001b[2A\u001b[0J')).toHaveLength(FOUND.length);
  expect(text.split('\n').filter((line) => line.includes('second'))).toEqual(FOUND.map(() => 'second line'));
  expect(text).toContain('90 wide, Available');
});

test('what programs read is not redrawn, on a terminal neither', async () => {
  expect(await watched({ isTTY: true, isRedrawn: false })).toBe('printed Creating\nprinted Available\n');
});

async function watched({
  isTTY,
  isRedrawn,
}: {
  readonly isTTY: boolean;
  readonly isRedrawn: boolean;
}): Promise<string> {
  const { streams, out } = captureStreams({ isTTY });
  let looks = 0;
  const look = async (): Promise<Told> => {
    const state = FOUND[looks] ?? '';
    looks += 1;
    return { ready: false, report: { state }, lines: ({ width }) => [`${width} wide, ${state}`, 'second line'] };
  };
  const print = ({ report }: Told): string => `printed ${String((report as { state: string }).state)}\n`;
  await watch(look, { ...streams, print, isRedrawn, pause: async () => looks < FOUND.length });
  return out();
}
