/** Where a length-delimited value starts, given the offset of its length, if it ends together with its message; else 0. */
export function startOfLast(buffer: Uint8Array, offset: number, end: number): number {
  const first = buffer[offset] ?? 0;
  if (first < 0x80) return offset + 1 + first === end ? offset + 1 : 0;
  const second = buffer[offset + 1] ?? 0;
  if (second < 0x80) return offset + 2 + ((second << 7) | (first & 0x7f)) === end ? offset + 2 : 0;
  const third = buffer[offset + 2] ?? 0;
  const length = (third << 14) | ((second & 0x7f) << 7) | (first & 0x7f);
  return third < 0x80 && offset + 3 + length === end ? offset + 3 : 0;
}
