import { inAnotherOrder } from './as-encoded-by-go.js';
import { CHANGED, VERSION } from './as-stored.js';
import type { Random } from './random.js';

/** The same binding's request a while later: other versions and times of changes, and maps in another order. */
export function later(bytes: Uint8Array, random: Random): Uint8Array {
  const copy = Buffer.from(bytes);
  replaceAll(copy, VERSION, () => String(10_000 + Math.floor(random() * 90_000)));
  replaceAll(copy, CHANGED, () => timeAfterChange(random));
  return inAnotherOrder(copy, random);
}

function replaceAll(bytes: Buffer, text: string, by: () => string): void {
  for (let at = bytes.indexOf(text); at !== -1; at = bytes.indexOf(text, at + text.length)) bytes.write(by(), at);
}

function timeAfterChange(random: Random): string {
  return new Date(Date.parse(CHANGED) + Math.floor(random() * 1e7) * 1000).toISOString().replace('.000', '');
}
