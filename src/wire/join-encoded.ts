/** The encoding of a message without fields. */
export const NO_FIELDS = new Uint8Array(0);

/**
 * The encodings of one message become one: protobuf merges a message field that occurs again. Joined once, at the end:
 * joining piece by piece would cost the square of the size.
 */
export function joinEncoded(pieces: readonly Uint8Array[]): Uint8Array | undefined {
  // Never a Buffer: code that sees both classes is slower on each byte.
  return pieces.length < 2 ? pieces[0] : new Uint8Array(Buffer.concat(pieces));
}
