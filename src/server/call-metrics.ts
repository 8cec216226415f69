import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import type { FunctionVersion } from './function-service.js';
import type { Metrics } from './observed-call.js';

const SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1];
const NEVER_MS = 2 ** 31 - 1;
/** What that timer would tell; `nodejs_eventloop_lag_seconds` is measured at each scrape. */
const WATCHED = ['min', 'max', 'mean', 'stddev', 'p50', 'p90', 'p99'];
const BYTES = [1, 4, 16, 64, 256, 1024, 4096].map((kibibytes) => kibibytes * 1024);

/** Metrics of the process and of the function's calls, in a registry of their own. */
export function createCallMetrics(): Metrics {
  const registry = new Registry();
  // A timer that watches the event loop a hundred times a second costs more than the calls of a thousand bindings.
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: NEVER_MS });
  for (const name of WATCHED) registry.removeSingleMetric(`nodejs_eventloop_lag_${name}_seconds`);
  const common = { registers: [registry] };
  const calls = new Counter({
    ...common,
    name: 'function_calls_total',
    help: 'Calls of RunFunction by protocol version and outcome: ok, fatal (a Fatal result) or error (a bug or an unreadable request).',
    labelNames: ['version', 'outcome'],
  });
  const found = new Counter({
    ...common,
    name: 'function_answers_found_total',
    help: 'Calls of RunFunction whose answer was remembered from an earlier call with the same content.',
  });
  const duration = new Histogram({
    ...common,
    name: 'function_call_duration_seconds',
    help: 'Time from a request received to its response made.',
    labelNames: ['version'],
    buckets: SECONDS,
  });
  const sizes = { ...common, buckets: BYTES };
  const requestBytes = new Histogram({ ...sizes, name: 'function_request_bytes', help: 'Size of requests.' });
  const responseBytes = new Histogram({ ...sizes, name: 'function_response_bytes', help: 'Size of responses.' });
  // All labels are known: they are checked and combined once, not for each call.
  const childrenOf = (version: FunctionVersion) => ({
    ok: calls.labels(version, 'ok'),
    fatal: calls.labels(version, 'fatal'),
    error: calls.labels(version, 'error'),
    duration: duration.labels(version),
  });
  const children = { v1: childrenOf('v1'), v1beta1: childrenOf('v1beta1') };
  return {
    observeCall(call) {
      const ofVersion = children[call.version];
      ofVersion[call.outcome].inc();
      if (call.found) found.inc();
      ofVersion.duration.observe(call.durationMs / 1000);
      requestBytes.observe(call.requestBytes);
      responseBytes.observe(call.responseBytes);
    },
    render: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
  };
}
