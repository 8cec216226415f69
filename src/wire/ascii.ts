/** The text between two offsets if it is ASCII, else `undefined`. For short texts: for long ones a call into the decoder is cheaper. */
export function asciiText(buffer: Uint8Array, start: number, end: number): string | undefined {
  let text = '';
  let i = start;
  // Four characters at a time: one by one, each would become a string of its own.
  for (; i + 4 <= end; i += 4) {
    const a = buffer[i] ?? 0;
    const b = buffer[i + 1] ?? 0;
    const c = buffer[i + 2] ?? 0;
    const d = buffer[i + 3] ?? 0;
    if ((a | b | c | d) >= 0x80) return undefined;
    text += String.fromCharCode(a, b, c, d);
  }
  for (; i < end; i++) {
    const byte = buffer[i] ?? 0;
    if (byte >= 0x80) return undefined;
    text += String.fromCharCode(byte);
  }
  return text;
}
