import type { Address } from '../server/address.js';

/** How to serve, from flags and environment. */
export interface ServeOptions {
  readonly address: Address;
  /** A folder with tls.crt, tls.key and ca.crt. */
  readonly tlsCertsDir: string | undefined;
  /** No transport security, even if there are certificates. */
  readonly insecure: boolean;
  readonly debug: boolean;
  readonly maxRecvMessageSize: number;
  readonly metricsAddress: Address | undefined;
}

/** How to simulate, from flags. */
export interface SimulateOptions {
  /** A file with the Composition whose policy is used. */
  readonly composition?: string;
  readonly output: 'text' | 'json';
  readonly showSecrets: boolean;
}
