import { inAnotherOrder } from './as-encoded-by-go.js';
import { CREATED, VERSION } from './as-stored.js';
import type { Random } from './random.js';

/** The same binding's request a while later: other versions and times, and maps in another order. */
export function later(bytes: Uint8Array, random: Random): Uint8Array {
  const copy = Buffer.from(bytes);
  replaceAll(copy, VERSION, () => String(10_000 + Math.floor(random() * 90_000)));
  // One time for all, or the request would tell of something that was made again.
  const time = new Date(Date.parse(CREATED) + Math.floor(random() * 1e7) * 1000).toISOString().replace('.000', '');
  replaceAll(copy, CREATED, () => time);
  return inAnotherOrder(copy, random);
}

function replaceAll(bytes: Buffer, text: string, by: () => string): void {
  for (let at = bytes.indexOf(text); at !== -1; at = bytes.indexOf(text, at + text.length)) bytes.write(by(), at);
}
