import type { Metrics, ObservedCall } from './observed-call.js';

/**
 * Metrics of the process and of the function's calls. The library is loaded after the first call or for the first scrape,
 * not at the start; calls made before that are kept, and counted once it is loaded.
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
