import { ServerCredentials } from '@grpc/grpc-js';
import { messageOf } from '../lib/message-of.js';
import { type Certificates, readCertificates, sameCertificates, validUntil } from './certificates.js';
import type { Logger } from './logger.js';

/** How often the certificate files are looked at. Kubernetes itself takes up to a minute to update a mounted Secret. */
export const CERTIFICATE_CHECK_MS = 10_000;

const MINIMUM_TLS = 'TLSv1.2';

/**
 * mTLS with a required client certificate, from files that may change while the server runs.
 *
 * The library's own file watcher takes each file as it is at that moment: half of a rotation, or a moment without files,
 * would take the server off the net. Here the three are taken together, and only when they fit each other.
 * Files are polled, not watched: Kubernetes swaps a symbolic link above them, which file watching misses.
 */
export class RotatingCredentials extends ServerCredentials {
  private readonly directory: string;
  private readonly logger: Logger;
  private readonly timer: NodeJS.Timeout;
  private current: Certificates;
  private lastProblem: string | undefined;

  constructor(directory: string, logger: Logger, checkMs: number = CERTIFICATE_CHECK_MS) {
    const certificates = readCertificates(directory);
    super({ requestCert: true, rejectUnauthorized: true }, { ...certificates, minVersion: MINIMUM_TLS });
    this.directory = directory;
    this.logger = logger;
    this.current = certificates;
    this.timer = setInterval(() => this.refresh(), checkMs).unref();
  }

  /** Takes over changed files; broken ones are reported once and the certificates in use are kept. */
  refresh(): void {
    try {
      const certificates = readCertificates(this.directory);
      this.lastProblem = undefined;
      if (sameCertificates(certificates, this.current)) return;
      this.current = certificates;
      this.updateSecureContextOptions({ ...certificates, minVersion: MINIMUM_TLS });
      this.logger.info('certificates reloaded', { validUntil: validUntil(certificates) });
    } catch (thrown) {
      const cause = messageOf(thrown);
      if (cause !== this.lastProblem) this.logger.warn('certificates not reloaded', { cause });
      this.lastProblem = cause;
    }
  }

  /** Stops looking at the files. */
  close(): void {
    clearInterval(this.timer);
  }

  override _equals(other: ServerCredentials): boolean {
    return this === other;
  }
}
