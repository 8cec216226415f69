import { bytesTag, WireType } from './tags.js';

const KEY = bytesTag(1);
const VALUE = bytesTag(2);

/** Up to so many entries, sorting by insertion is cheaper than the array's own. */
const FEW = 24;

/** Where the field at an offset ends, or 0 if it is longer than its message or encoded as no usual encoder does it. */
export function endOfField(source: Uint8Array, offset: number, limit: number): number {
  const tag = source[offset] ?? 0;
  if (tag >= 0x80 || tag < 8) return 0;
  if ((tag & 7) === WireType.Varint) return endOfVarint(source, offset + 1, limit);
  if ((tag & 7) !== WireType.Bytes) return 0;
  let at = offset + 1;
  let byte = source[at] ?? 0;
  let length = byte & 0x7f;
  for (let shift = 7; byte >= 0x80; shift += 7) {
    if (shift > 21) return 0;
    byte = source[++at] ?? 0;
    length |= (byte & 0x7f) << shift;
  }
  const end = at + 1 + length;
  return end <= limit ? end : 0;
}

function endOfVarint(source: Uint8Array, start: number, limit: number): number {
  for (let at = start; at < limit && at < start + 10; at++) if ((source[at] ?? 0) < 0x80) return at + 1;
  return 0;
}

/** Where the key of a map's entry starts, if the entry has a short key, a length-delimited value and nothing else; or 0. */
export function keyOfEntry(source: Uint8Array, offset: number, end: number): number {
  const key = startOfKey(source, offset);
  const keyEnd = endOfKey(source, key);
  const isUsual = source[key - 2] === KEY && (source[key - 1] ?? 0) < 0x80 && keyEnd < end && source[keyEnd] === VALUE;
  return isUsual && endOfField(source, keyEnd, end) === end ? key : 0;
}

/** The same for an entry that is known to be so. */
export function startOfKey(source: Uint8Array, offset: number): number {
  let at = offset + 1;
  while ((source[at] ?? 0) >= 0x80) at++;
  return at + 3;
}

/** Where a key ends, which has its length in one byte in front. */
export function endOfKey(source: Uint8Array, key: number): number {
  return key + (source[key - 1] ?? 0);
}

/** Sorts entries, given by their offsets, by the tag of their map and their keys; equal ones keep their order. */
export function sortEntries(source: Uint8Array, entries: number[]): void {
  if (entries.length > FEW) entries.sort((left, right) => compare(source, left, right));
  else
    for (let i = 1; i < entries.length; i++) {
      const entry = entries[i] ?? 0;
      let to = i;
      for (; to > 0 && compare(source, entries[to - 1] ?? 0, entry) > 0; to--) entries[to] = entries[to - 1] ?? 0;
      entries[to] = entry;
    }
}

function compare(source: Uint8Array, left: number, right: number): number {
  const tags = (source[left] ?? 0) - (source[right] ?? 0);
  if (tags !== 0) return tags;
  const [a, b] = [startOfKey(source, left), startOfKey(source, right)];
  const [lengthA, lengthB] = [source[a - 1] ?? 0, source[b - 1] ?? 0];
  const shorter = Math.min(lengthA, lengthB);
  for (let i = 0; i < shorter; i++) {
    const difference = (source[a + i] ?? 0) - (source[b + i] ?? 0);
    if (difference !== 0) return difference;
  }
  return lengthA - lengthB;
}
