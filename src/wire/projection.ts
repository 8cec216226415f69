import { spellsAscii } from './ascii.js';
import type { Reader } from './reader.js';

/** Some keys of an object, each with what is read of its value. */
export interface Named {
  readonly [key: string]: Projection;
}

/** Which keys of an object are read: `true` reads all that stands below, a list's objects are read by the list's projection. What is not named is never decoded. */
export type Projection = true | Named | AllBut;

/** Every key of an object but a few. */
export class AllBut {
  readonly left: readonly string[];

  constructor(...left: readonly string[]) {
    this.left = left;
  }
}

/** A projection made ready to be compared with encoded keys. */
export interface Keys {
  /** The key between two offsets of what the reader reads, if it is wanted. */
  find(reader: Reader, start: number, end: number): WantedKey | undefined;
}

/** A key that is wanted, and what of its value. */
interface WantedKey {
  readonly name: string;
  readonly below: Keys;
}

/** The few keys that are wanted of an object, compared byte for byte: no string is made of a key that is not. */
class NamedKeys implements Keys {
  private readonly keys: readonly (WantedKey & { readonly bytes: Uint8Array })[];

  constructor(projection: Named) {
    this.keys = Object.entries(projection).map(([name, below]) => ({
      name,
      bytes: Buffer.from(name),
      below: compiled(below),
    }));
  }

  find({ buffer }: Reader, start: number, end: number): WantedKey | undefined {
    for (const key of this.keys) if (equals(key.bytes, buffer, start, end)) return key;
    return undefined;
  }
}

const REMEMBERED = 512;
const LONGEST_REMEMBERED = 64;

/** Every key, however deep. The keys of manifests are always the same: to find one costs less than to make its string again. */
class EveryKey implements Keys {
  private readonly remembered: (WantedKey | undefined)[] = new Array<undefined>(REMEMBERED).fill(undefined);

  find(reader: Reader, start: number, end: number): WantedKey {
    const length = end - start;
    if (length === 0 || length > LONGEST_REMEMBERED) return { name: reader.stringAt(start, end), below: this };
    const place = placeOf(reader.buffer, start, length);
    const known = this.remembered[place];
    if (known && spellsAscii(reader.buffer, start, end, known.name)) return known;
    const key = { name: reader.stringAt(start, end), below: this };
    this.remembered[place] = key;
    return key;
  }
}

function placeOf(buffer: Uint8Array, start: number, length: number): number {
  const first = buffer[start] ?? 0;
  const middle = buffer[start + (length >>> 1)] ?? 0;
  const last = buffer[start + length - 1] ?? 0;
  return ((first * 31 + middle) * 31 + last + length) % REMEMBERED;
}

/** Every key but those that are left out. */
class MostKeys implements Keys {
  private readonly left: readonly Uint8Array[];

  constructor(left: readonly string[]) {
    this.left = left.map((name) => Buffer.from(name));
  }

  find(reader: Reader, start: number, end: number): WantedKey | undefined {
    for (const name of this.left) if (equals(name, reader.buffer, start, end)) return undefined;
    return EVERY_KEY.find(reader, start, end);
  }
}

const EVERY_KEY = new EveryKey();

function equals(bytes: Uint8Array, buffer: Uint8Array, start: number, end: number): boolean {
  if (bytes.length !== end - start) return false;
  for (let i = 0; i < bytes.length; i++) if (bytes[i] !== buffer[start + i]) return false;
  return true;
}

const known = new WeakMap<Named | AllBut, Keys>();

/** Projections are constants of their modules: each is compiled once. */
export function compiled(projection: Projection): Keys {
  if (projection === true) return EVERY_KEY;
  const keys = known.get(projection) ?? compile(projection);
  known.set(projection, keys);
  return keys;
}

function compile(projection: Named | AllBut): Keys {
  return projection instanceof AllBut ? new MostKeys(projection.left) : new NamedKeys(projection);
}
