import { type DestinationStream, pino, stdTimeFunctions } from 'pino';

/**
 * Everything that a log line may hold beside its message. The type is closed on purpose: there is no place here for a
 * request, a spec or a secret.
 */
export interface LogFields {
  readonly tag?: string;
  readonly composite?: CompositeIdentity;
  readonly decision?: string;
  readonly version?: string;
  readonly durationMs?: number;
  readonly requestBytes?: number;
  readonly responseBytes?: number;
  readonly address?: string;
  readonly signal?: string;
  readonly validUntil?: string;
  readonly cause?: string;
}

/** Which composite a call is about. */
export interface CompositeIdentity {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** Structured logs, one JSON object per line. */
export interface Logger {
  readonly debugging: boolean;
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

/** A logger to standard output, or to `destination`. */
export function createLogger(debugging: boolean, destination?: DestinationStream): Logger {
  const options = {
    level: debugging ? 'debug' : 'info',
    base: null,
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  const log = destination ? pino(options, destination) : pino(options);
  return {
    debugging,
    debug: (message, fields = {}) => log.debug(fields, message),
    info: (message, fields = {}) => log.info(fields, message),
    warn: (message, fields = {}) => log.warn(fields, message),
    error: (message, fields = {}) => log.error(fields, message),
  };
}
