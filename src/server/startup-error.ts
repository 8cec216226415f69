/** The server cannot start until somebody changes something; the message says what. */
export class StartupError extends Error {
  override readonly name = 'StartupError';
}
