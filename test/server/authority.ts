import { createPrivateKey } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from 'selfsigned';

/** A key and its certificate, in PEM. */
export interface Identity {
  readonly key: string;
  readonly cert: string;
}

const KEYS = { keyType: 'ec', algorithm: 'sha256' } as const;

/** A certificate authority of its own. */
export async function createAuthority(name: string): Promise<Identity> {
  const made = await generate([{ name: 'commonName', value: name }], {
    ...KEYS,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, critical: true },
    ],
  });
  return { key: made.private, cert: made.cert };
}

/** A certificate for `localhost`, for servers and clients, that the authority signed; with a key of the same type. */
export async function issue(authority: Identity, more: Parameters<typeof generate>[1] = {}): Promise<Identity> {
  const keyType = createPrivateKey(authority.key).asymmetricKeyType === 'rsa' ? 'rsa' : 'ec';
  const made = await generate([{ name: 'commonName', value: 'localhost' }], {
    ...KEYS,
    keyType,
    ca: authority,
    ...more,
  });
  return { key: made.private, cert: made.cert };
}

/** Writes the three files that a server reads. */
export function writeCertificates(folder: string, identity: Identity, authority: Identity): void {
  writeFileSync(join(folder, 'tls.crt'), identity.cert);
  writeFileSync(join(folder, 'tls.key'), identity.key);
  writeFileSync(join(folder, 'ca.crt'), authority.cert);
}

/** Runs with an empty folder that is gone afterwards. */
export async function withFolder<T>(use: (folder: string) => Promise<T> | T): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'certificates-'));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
