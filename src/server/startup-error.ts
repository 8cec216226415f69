/** The server cannot start until a person changes something; its message is all they need to see. */
export class StartupError extends Error {
  override readonly name = 'StartupError';
}
