import { messageOf } from '../lib/message-of.js';
import { type Certificates, readCertificates, sameCertificates, validUntil } from './certificates.js';
import type { Logger } from './logger.js';

/** How often the certificate files are read. Kubernetes itself takes up to a minute to update a mounted Secret. */
export const CERTIFICATE_CHECK_MS = 10_000;

/**
 * The certificates of an mTLS server, from files that may change while it runs.
 *
 * An unfinished rotation, or a moment without files, must not take the server down: the three files are replaced
 * together, and only if they match. Files are polled, not watched: Kubernetes swaps a symbolic link above them, which
 * file watching misses.
 */
export class RotatingCertificates {
  private readonly timer: NodeJS.Timeout;
  private readonly listeners: ((certificates: Certificates) => void)[] = [];
  private inUse: Certificates;
  private lastProblem: string | undefined;

  /** Throws a StartupError if the files cannot be used. */
  constructor(
    private readonly directory: string,
    private readonly logger: Logger,
    checkMs: number = CERTIFICATE_CHECK_MS,
  ) {
    this.inUse = readCertificates(directory);
    this.timer = setInterval(() => this.refresh(), checkMs).unref();
  }

  /** The last usable certificates. */
  get current(): Certificates {
    return this.inUse;
  }

  /** Calls the listener at every later change. */
  onChange(listener: (certificates: Certificates) => void): void {
    this.listeners.push(listener);
  }

  /** Loads changed files; broken ones are reported once, and the certificates in use are kept. */
  refresh(): void {
    try {
      const certificates = readCertificates(this.directory);
      this.lastProblem = undefined;
      if (sameCertificates(certificates, this.inUse)) return;
      this.inUse = certificates;
      for (const listener of this.listeners) listener(certificates);
      this.logger.info('certificates reloaded', { validUntil: validUntil(certificates) });
    } catch (thrown) {
      const cause = messageOf(thrown);
      if (cause !== this.lastProblem) this.logger.warn('certificates not reloaded', { cause });
      this.lastProblem = cause;
    }
  }

  /** Stops reading the files. */
  close(): void {
    clearInterval(this.timer);
  }
}
