import type { JsonObject } from '../lib/json.js';

/**
 * An object of texts that stand in it in base64, as in a Secret's `data`. They stay plain until they are written: the
 * writer encodes them where they belong, and no object is made of them before.
 */
export class Base64Texts {
  /** The texts in the order of their keys, none of which occurs twice. */
  constructor(
    readonly keys: readonly string[],
    readonly texts: readonly string[],
  ) {}

  /** The plain text of a key. */
  get(key: string): string | undefined {
    return this.texts[this.keys.indexOf(key)];
  }

  /** Whether there is a text, however empty. */
  has(key: string): boolean {
    return this.keys.includes(key);
  }

  /** The object as it is written. */
  toJson(): JsonObject {
    return Object.fromEntries(this.keys.map((key, i) => [key, Buffer.from(this.texts[i] ?? '').toString('base64')]));
  }
}
