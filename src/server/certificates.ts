import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import { messageOf } from '../lib/message-of.js';
import { StartupError } from './startup-error.js';

/** What an mTLS server needs, as Crossplane mounts it. */
export interface Certificates {
  readonly cert: Buffer;
  readonly key: Buffer;
  /** Who signs the clients' certificates. */
  readonly ca: Buffer;
}

const PEM_CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;
const FILES = { cert: 'tls.crt', key: 'tls.key', ca: 'ca.crt' } as const;

/** Reads `tls.crt`, `tls.key` and `ca.crt` and proves that they can serve. Throws a StartupError. */
export function readCertificates(directory: string): Certificates {
  const certificates = {
    cert: read(directory, FILES.cert),
    key: read(directory, FILES.key),
    ca: read(directory, FILES.ca),
  };
  // An unreadable CA is not an error to TLS: it would trust nobody and say nothing.
  prove(directory, FILES.ca, () => new X509Certificate(certificates.ca));
  prove(directory, FILES.cert, () => new X509Certificate(certificates.cert));
  prove(directory, FILES.key, () => createSecureContext(certificates));
  return certificates;
}

/** Whether two sets hold the same bytes. */
export function sameCertificates(a: Certificates, b: Certificates): boolean {
  return a.cert.equals(b.cert) && a.key.equals(b.key) && a.ca.equals(b.ca);
}

/** Who may sign the clients' certificates: every certificate in `ca.crt`. */
export function authoritiesOf({ ca }: Certificates): readonly X509Certificate[] {
  return (ca.toString().match(PEM_CERTIFICATE) ?? []).map((pem) => new X509Certificate(pem));
}

/** When the server's own certificate expires, as an ISO date. */
export function validUntil({ cert }: Certificates): string {
  return new Date(new X509Certificate(cert).validTo).toISOString();
}

function read(directory: string, file: string): Buffer {
  const path = join(directory, file);
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new StartupError(`cannot read certificate file "${path}": ${messageOf(cause)}`);
  }
}

function prove(directory: string, file: string, use: () => unknown): void {
  try {
    use();
  } catch (cause) {
    throw new StartupError(`cannot use certificate file "${join(directory, file)}": ${messageOf(cause)}`);
  }
}
