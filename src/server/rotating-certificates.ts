import { messageOf } from '../lib/message-of.js';
import { type Certificates, readCertificates, sameCertificates, validUntil } from './certificates.js';
import type { Logger } from './logger.js';

/** How often the certificate files are looked at. Kubernetes itself takes up to a minute to update a mounted Secret. */
export const CERTIFICATE_CHECK_MS = 10_000;

/**
 * Certificates in files that may change while the server runs: the three are taken together, and only when they fit each
 * other. Files are polled, not watched: Kubernetes swaps a symbolic link above them, which file watching misses.
 */
export class RotatingCertificates {
  readonly #directory: string;
  readonly #logger: Logger;
  readonly #timer: NodeJS.Timeout;
  readonly #listeners: ((certificates: Certificates) => void)[] = [];
  #current: Certificates;
  #lastProblem: string | undefined;

  constructor(directory: string, logger: Logger, checkMs: number = CERTIFICATE_CHECK_MS) {
    this.#current = readCertificates(directory);
    this.#directory = directory;
    this.#logger = logger;
    this.#timer = setInterval(() => this.refresh(), checkMs).unref();
  }

  /** Those in use. */
  get current(): Certificates {
    return this.#current;
  }

  /** Calls back with every set that is taken over from now on. */
  onChange(listener: (certificates: Certificates) => void): void {
    this.#listeners.push(listener);
  }

  /** Takes over changed files; broken ones are reported once and the certificates in use are kept. */
  refresh(): void {
    try {
      const certificates = readCertificates(this.#directory);
      this.#lastProblem = undefined;
      if (sameCertificates(certificates, this.#current)) return;
      this.#current = certificates;
      for (const listener of this.#listeners) listener(certificates);
      this.#logger.info('certificates reloaded', { validUntil: validUntil(certificates) });
    } catch (thrown) {
      const cause = messageOf(thrown);
      if (cause !== this.#lastProblem) this.#logger.warn('certificates not reloaded', { cause });
      this.#lastProblem = cause;
    }
  }

  /** Stops looking at the files. */
  close(): void {
    clearInterval(this.#timer);
  }
}
