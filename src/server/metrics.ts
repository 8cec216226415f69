import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import type { Outcome } from './answer.js';
import type { FunctionVersion } from './function-service.js';

/** One call, as it is counted. */
export interface ObservedCall {
  readonly version: FunctionVersion;
  readonly outcome: Outcome;
  readonly durationMs: number;
  readonly requestBytes: number;
  readonly responseBytes: number;
}

/** Counts calls and renders everything counted for Prometheus. */
export interface Metrics {
  readonly contentType: string;
  observeCall(call: ObservedCall): void;
  render(): Promise<string>;
}

const SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1];
const BYTES = [1, 4, 16, 64, 256, 1024, 4096].map((kibibytes) => kibibytes * 1024);

/** Metrics of the process and of the function's calls, in a registry of their own. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const common = { registers: [registry] };
  const calls = new Counter({
    ...common,
    name: 'function_calls_total',
    help: 'Calls of RunFunction by protocol version and outcome: ok, fatal (a Fatal result) or error (a bug or an unreadable request).',
    labelNames: ['version', 'outcome'],
  });
  const duration = new Histogram({
    ...common,
    name: 'function_call_duration_seconds',
    help: 'Time from a request received to its response made.',
    labelNames: ['version'],
    buckets: SECONDS,
  });
  const requestBytes = new Histogram({
    ...common,
    name: 'function_request_bytes',
    help: 'Size of requests.',
    buckets: BYTES,
  });
  const responseBytes = new Histogram({
    ...common,
    name: 'function_response_bytes',
    help: 'Size of responses.',
    buckets: BYTES,
  });
  return {
    contentType: registry.contentType,
    observeCall(call) {
      calls.inc({ version: call.version, outcome: call.outcome });
      duration.observe({ version: call.version }, call.durationMs / 1000);
      requestBytes.observe(call.requestBytes);
      responseBytes.observe(call.responseBytes);
    },
    render: () => registry.metrics(),
  };
}
