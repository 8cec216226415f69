import type { Reader } from './reader.js';

/** Some keys of an object, each with what is read of its value. */
export interface Named {
  readonly [key: string]: Projection;
}

/** Which keys of an object are read: `true` reads everything below; the projection of a list applies to its items. Nothing else is decoded. */
export type Projection = true | Named | AllBut;

/** Every key of an object except a few. */
export class AllBut {
  readonly left: readonly string[];

  constructor(...left: readonly string[]) {
    this.left = left;
  }
}

/** A projection that reads at least what each of several reads. */
export function united(...projections: readonly Projection[]): Projection {
  const [first = true] = projections;
  if (projections.length === 1) return first;
  const below = new Map<string, Projection[]>();
  for (const projection of projections) {
    if (projection === true || projection instanceof AllBut) return true;
    for (const [key, part] of Object.entries(projection)) below.set(key, [...(below.get(key) ?? []), part]);
  }
  return Object.fromEntries([...below].map(([key, parts]) => [key, united(...parts)]));
}

/** A projection prepared for comparison with encoded keys. */
export interface Keys {
  /** The key between two offsets of the reader's buffer, if it is wanted. */
  find(reader: Reader, start: number, end: number): WantedKey | undefined;
  /** What is wanted below the key between two offsets of a buffer, if it is wanted itself. */
  below(buffer: Uint8Array, start: number, end: number): Keys | undefined;
}

/** A wanted key, and what is read of its value. */
interface WantedKey {
  readonly name: string;
  readonly below: Keys;
}

interface ComparedKey extends WantedKey {
  readonly bytes: Uint8Array;
}

/** The few wanted keys of an object, compared byte by byte: no string is made of any other key. */
class NamedKeys implements Keys {
  private readonly keys: readonly ComparedKey[];

  constructor(projection: Named) {
    this.keys = Object.entries(projection).map(([name, below]) => ({
      name,
      bytes: Buffer.from(name),
      below: compiled(below),
    }));
  }

  find({ buffer }: Reader, start: number, end: number): WantedKey | undefined {
    return this.among(buffer, start, end);
  }

  below(buffer: Uint8Array, start: number, end: number): Keys | undefined {
    return this.among(buffer, start, end)?.below;
  }

  private among(buffer: Uint8Array, start: number, end: number): WantedKey | undefined {
    for (const key of this.keys) if (equals(key.bytes, buffer, start, end)) return key;
    return undefined;
  }
}

/** Every key except those left out, and everything below it. */
class OtherKeys implements Keys {
  private readonly left: readonly Uint8Array[];

  constructor(...left: readonly string[]) {
    this.left = left.map((name) => Buffer.from(name));
  }

  find(reader: Reader, start: number, end: number): WantedKey | undefined {
    if (!this.below(reader.buffer, start, end)) return undefined;
    if (end - start > LONGEST_REMEMBERED) return { name: reader.stringAt(start, end), below: EVERY_KEY };
    const place = placeOf(reader.buffer, start, end);
    let key = remembered[place];
    if (!key || !equals(key.bytes, reader.buffer, start, end)) {
      key = { name: reader.stringAt(start, end), bytes: reader.buffer.slice(start, end), below: EVERY_KEY };
      remembered[place] = key;
    }
    return key;
  }

  below(buffer: Uint8Array, start: number, end: number): Keys | undefined {
    for (const name of this.left) if (equals(name, buffer, start, end)) return undefined;
    return EVERY_KEY;
  }
}

/** What `true` is compiled to. */
export const EVERY_KEY: Keys = new OtherKeys();
const LONGEST_REMEMBERED = 64;

/** Manifests always have the same keys: to make their strings again at each call would cost a tenth of it. */
const remembered: (ComparedKey | undefined)[] = new Array<undefined>(512).fill(undefined);

function placeOf(buffer: Uint8Array, start: number, end: number): number {
  const [first = 0, middle = 0, last = 0] = [buffer[start], buffer[(start + end) >>> 1], buffer[end - 1]];
  return ((first * 31 + middle) * 31 + last + end - start) % remembered.length;
}

function equals(bytes: Uint8Array, buffer: Uint8Array, start: number, end: number): boolean {
  if (bytes.length !== end - start) return false;
  for (let i = 0; i < bytes.length; i++) if (bytes[i] !== buffer[start + i]) return false;
  return true;
}

const known = new WeakMap<Named | AllBut, Keys>();

/** Compiles a projection. Projections are constants of their modules, so each is compiled once. */
export function compiled(projection: Projection): Keys {
  if (projection === true) return EVERY_KEY;
  let keys = known.get(projection);
  if (!keys) {
    keys = projection instanceof AllBut ? new OtherKeys(...projection.left) : new NamedKeys(projection);
    known.set(projection, keys);
  }
  return keys;
}
