/** How to simulate, from flags. */
export interface SimulateOptions {
  /** A file with the Composition whose policy is used. */
  readonly composition?: string;
  readonly output: 'text' | 'json';
  readonly showSecrets: boolean;
}
