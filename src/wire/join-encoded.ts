/**
 * The encodings of one message become one: protobuf merges a message field that occurs again. Joined once, at the end:
 * joining piece by piece would cost the square of the size.
 */
export function joinEncoded(pieces: readonly Uint8Array[]): Uint8Array | undefined {
  if (pieces.length < 2) return pieces[0];
  const joined = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let position = 0;
  for (const piece of pieces) {
    joined.set(piece, position);
    position += piece.length;
  }
  return joined;
}
