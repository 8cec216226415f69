/** Which keys of an object are read: `true` reads all that stands below. What is not named is never decoded. */
export type Projection = true | { readonly [key: string]: Projection };

/** A projection made ready to be compared with encoded keys. */
export type Keys = typeof ALL | WantedKeys;

/** Every key, however deep. */
export const ALL = 'all';

/** A key that is wanted, and what of its value. */
interface WantedKey {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly below: Keys;
}

/** The few keys that are wanted of an object, compared byte for byte: no string is made of a key that is not. */
class WantedKeys {
  private readonly keys: readonly WantedKey[];

  constructor(projection: Exclude<Projection, true>) {
    this.keys = Object.entries(projection).map(([name, below]) => ({
      name,
      bytes: new TextEncoder().encode(name),
      below: compiled(below),
    }));
  }

  find(buffer: Uint8Array, start: number, end: number): WantedKey | undefined {
    for (const key of this.keys) if (key.bytes.length === end - start && equals(key.bytes, buffer, start)) return key;
    return undefined;
  }
}

function equals(bytes: Uint8Array, buffer: Uint8Array, start: number): boolean {
  for (let i = 0; i < bytes.length; i++) if (bytes[i] !== buffer[start + i]) return false;
  return true;
}

const known = new WeakMap<Exclude<Projection, true>, Keys>();

/** Projections are constants of their modules: each is compiled once. */
export function compiled(projection: Projection): Keys {
  if (projection === true) return ALL;
  const keys = known.get(projection) ?? new WantedKeys(projection);
  known.set(projection, keys);
  return keys;
}
