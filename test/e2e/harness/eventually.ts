import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../../../src/lib/message-of.js';
import { PATIENCE } from './mode.js';

const PAUSE_MS = 250;
/** Who waits for long does not need to know at once. */
const SLOWER = 0.05;

/**
 * Looks again and again until `probe` finds something, and says what was missing where it never does. With the real provider
 * it waits longer than the seconds say.
 */
export async function eventually<T>(
  what: string,
  probe: () => Promise<T | undefined | false>,
  seconds = 60,
): Promise<T> {
  const start = Date.now();
  const patience = seconds * PATIENCE;
  const deadline = start + patience * 1000;
  let last = 'nothing';
  while (Date.now() < deadline) {
    try {
      const found = await probe();
      if (found !== undefined && found !== false) return found;
    } catch (thrown) {
      last = messageOf(thrown);
    }
    await sleep(Math.max(PAUSE_MS, SLOWER * (Date.now() - start)));
  }
  throw new Error(`cannot see "${what}" within ${patience} seconds: ${last}`);
}
