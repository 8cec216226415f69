import type { JsonObject } from '../lib/json.js';

/**
 * An object with values in base64, such as a Secret's `data`. The texts stay plain until they are written: the writer
 * encodes them in place, and no object is made of them before.
 */
export class Base64Texts {
  /** The text of each key. Keys are distinct; one without a text is left out. */
  constructor(
    readonly keys: readonly string[],
    readonly texts: readonly (string | undefined)[],
  ) {}

  /** The plain text of a key. */
  get(key: string): string | undefined {
    const at = this.keys.indexOf(key);
    return at === -1 ? undefined : this.texts[at];
  }

  /** Whether the key has a text, even an empty one. */
  has(key: string): boolean {
    return this.get(key) !== undefined;
  }

  /** The bytes that base64 stands for, of each key with a text. */
  toBytes(): ReadonlyMap<string, Buffer> {
    const bytes = new Map<string, Buffer>();
    for (const [i, key] of this.keys.entries()) {
      const text = this.texts[i];
      if (text !== undefined) bytes.set(key, Buffer.from(text));
    }
    return bytes;
  }

  /** The object as JSON, values in base64. */
  toJson(): JsonObject {
    return Object.fromEntries([...this.toBytes()].map(([key, bytes]) => [key, bytes.toString('base64')]));
  }
}
