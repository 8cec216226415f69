import type { Outcome } from './answer.js';
import type { FunctionVersion } from './function-service.js';

/** The size and duration of one call. */
export interface CallSize {
  readonly version: FunctionVersion;
  readonly durationMs: number;
  readonly requestBytes: number;
  readonly responseBytes: number;
}

/** One call, as it is counted. */
export interface ObservedCall extends CallSize {
  readonly outcome: Outcome;
  /** Whether the answer was remembered. */
  readonly found?: boolean | undefined;
}

/** Counts calls. */
export interface Metrics {
  observeCall(call: ObservedCall): void;
  /** Everything counted, in the format of Prometheus. */
  render(): Promise<{ readonly contentType: string; readonly text: string }>;
}
