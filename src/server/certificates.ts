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
  /** The authorities that sign the clients' certificates. */
  readonly ca: Buffer;
}

const PEM_CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** Reads `tls.crt`, `tls.key` and `ca.crt` and checks that a server can use them. Throws a StartupError. */
export function readCertificates(directory: string): Certificates {
  const paths = { cert: join(directory, 'tls.crt'), key: join(directory, 'tls.key'), ca: join(directory, 'ca.crt') };
  const cert = attempt('read', paths.cert, (path) => readFileSync(path));
  const key = attempt('read', paths.key, (path) => readFileSync(path));
  const ca = attempt('read', paths.ca, (path) => readFileSync(path));
  // TLS accepts a CA it cannot parse: it would trust nobody, and report nothing.
  attempt('use', paths.ca, () => new X509Certificate(ca));
  attempt('use', paths.cert, () => new X509Certificate(cert));
  attempt('use', paths.key, () => createSecureContext({ cert, key, ca }));
  return { cert, key, ca };
}

/** Whether two sets hold the same bytes. */
export function sameCertificates(a: Certificates, b: Certificates): boolean {
  return a.cert.equals(b.cert) && a.key.equals(b.key) && a.ca.equals(b.ca);
}

/** The authorities that may sign the clients' certificates: every certificate in `ca.crt`. */
export function authoritiesOf({ ca }: Certificates): readonly X509Certificate[] {
  return (ca.toString().match(PEM_CERTIFICATE) ?? []).map((pem) => new X509Certificate(pem));
}

/** When the server's own certificate expires, as an ISO date. */
export function validUntil({ cert }: Certificates): string {
  return new Date(new X509Certificate(cert).validTo).toISOString();
}

function attempt<T>(verb: 'read' | 'use', path: string, work: (path: string) => T): T {
  try {
    return work(path);
  } catch (cause) {
    throw new StartupError(`cannot ${verb} certificate file "${path}": ${messageOf(cause)}`);
  }
}
