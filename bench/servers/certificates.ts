import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAuthority, issue, writeCertificates } from '../../test/server/authority.js';
import type { Target } from '../load/target.js';

/** A folder with a server's certificates, and what a client needs to be let in. */
export interface Certificates {
  readonly folder: string;
  readonly client: NonNullable<Target['mtls']>;
  remove(): void;
}

/** Makes an authority, and certificates for both sides. */
export async function makeCertificates(): Promise<Certificates> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-certificates-'));
  const authority = await createAuthority('bench');
  const [server, client] = await Promise.all([issue(authority), issue(authority)]);
  writeCertificates(folder, server, authority);
  return {
    folder,
    client: { ...client, authority: authority.cert },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
