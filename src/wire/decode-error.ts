/** The bytes are not a message of the protocol: truncated, malformed or nested too deeply. */
export class DecodeError extends Error {
  override readonly name = 'DecodeError';
}
