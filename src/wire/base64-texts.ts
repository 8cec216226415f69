import type { JsonObject } from '../lib/json.js';

/**
 * An object of texts that stand in it in base64, as in a Secret's `data`. They stay plain until they are written: the
 * writer encodes them where they belong, and no object is made of them before.
 */
export class Base64Texts {
  /** The text of each key, none of which occurs twice; a key without a text is left out. */
  constructor(
    readonly keys: readonly string[],
    readonly texts: readonly (string | undefined)[],
  ) {}

  /** The plain text of a key. */
  get(key: string): string | undefined {
    const at = this.keys.indexOf(key);
    return at === -1 ? undefined : this.texts[at];
  }

  /** Whether there is a text, however empty. */
  has(key: string): boolean {
    return this.get(key) !== undefined;
  }

  /** The bytes of each text that is there, which base64 stands for. */
  toBytes(): ReadonlyMap<string, Buffer> {
    const bytes = new Map<string, Buffer>();
    for (const [i, key] of this.keys.entries()) {
      const text = this.texts[i];
      if (text !== undefined) bytes.set(key, Buffer.from(text));
    }
    return bytes;
  }

  /** The object as it is written. */
  toJson(): JsonObject {
    return Object.fromEntries([...this.toBytes()].map(([key, bytes]) => [key, bytes.toString('base64')]));
  }
}
