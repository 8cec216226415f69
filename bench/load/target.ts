import type { Identity } from '../../test/server/authority.js';

/** Where a server listens on this machine, and how to be let in where it wants mTLS. */
export interface Target {
  readonly port: number;
  readonly mtls?: Identity & { readonly authority: string };
}
