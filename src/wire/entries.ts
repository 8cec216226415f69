import { ENTRY_KEY, ENTRY_VALUE } from './struct-tags.js';
import { WireType } from './tags.js';

// An entry of a map is given by where its key starts: one number, from which the rest is found.

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

/** Where the key of a map's entry starts, if that ends and has a short key, a length-delimited value and nothing else; or 0. */
export function keyOfEntry(source: Uint8Array, offset: number, end: number): number {
  let length = offset + 1;
  while ((source[length] ?? 0) >= 0x80) length++;
  const key = length + 3;
  const keyEnd = endOfKey(source, key);
  const hasShortKey = source[key - 2] === ENTRY_KEY && (source[key - 1] ?? 0) < 0x80;
  const isUsual = hasShortKey && keyEnd < end && source[keyEnd] === ENTRY_VALUE;
  return isUsual && endOfField(source, keyEnd, end) === end ? key : 0;
}

/** Where the entry with a key starts: in front of the key are its length and tag, the entry's length, and its tag. */
export function startOfEntry(source: Uint8Array, key: number): number {
  let length = key - 3;
  while ((source[length - 1] ?? 0) >= 0x80) length--;
  return length - 1;
}

/** Where a key ends, which has its length in one byte in front. */
export function endOfKey(source: Uint8Array, key: number): number {
  return key + (source[key - 1] ?? 0);
}

/**
 * Sorts entries, the part of a list between two indices, by their keys, short ones first, and those of several maps by their
 * tags. Equal ones keep their order.
 */
export function sortEntries(source: Uint8Array, keys: number[], from: number, end: number): void {
  if (end - from > FEW) {
    const sorted = keys.slice(from, end).sort((left, right) => compare(source, left, right));
    for (const [i, key] of sorted.entries()) keys[from + i] = key;
    return;
  }
  for (let i = from + 1; i < end; i++) {
    const key = keys[i] ?? 0;
    let to = i;
    for (; to > from && compare(source, keys[to - 1] ?? 0, key) > 0; to--) keys[to] = keys[to - 1] ?? 0;
    keys[to] = key;
  }
}

function compare(source: Uint8Array, left: number, right: number): number {
  const length = source[left - 1] ?? 0;
  const differ = length - (source[right - 1] ?? 0);
  if (differ !== 0) return differ;
  for (let i = 0; i < length; i++) {
    const difference = (source[left + i] ?? 0) - (source[right + i] ?? 0);
    if (difference !== 0) return difference;
  }
  return (source[startOfEntry(source, left)] ?? 0) - (source[startOfEntry(source, right)] ?? 0);
}
