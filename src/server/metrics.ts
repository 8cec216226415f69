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
  observeCall(call: ObservedCall): void;
  render(): Promise<Rendered>;
}

/** Everything counted, as Prometheus reads it. */
export interface Rendered {
  readonly contentType: string;
  readonly text: string;
}

/**
 * Metrics of the process and of the function's calls. The library is loaded behind the first call or by the first who asks,
 * not at the start; calls until then are kept, and counted when it is there.
 */
export function createMetrics(): Metrics {
  const waiting: ObservedCall[] = [];
  let loading: Promise<Metrics> | undefined;
  let observe = (call: ObservedCall): void => {
    waiting.push(call);
    // Answering matters more than being measured.
    load().catch(() => {
      observe = () => undefined;
    });
  };
  const load = (): Promise<Metrics> => {
    loading ??= import('./call-metrics.js').then(({ createCallMetrics }) => {
      const metrics = createCallMetrics();
      for (const call of waiting.splice(0)) metrics.observeCall(call);
      observe = metrics.observeCall;
      return metrics;
    });
    return loading;
  };
  return {
    observeCall: (call) => observe(call),
    render: async () => (await load()).render(),
  };
}
