import type { Metrics, ObservedCall } from './observed-call.js';

/** How many calls wait to be counted at the most. */
const MOST_WAITING = 1000;

/**
 * Metrics of the process and of the function's calls. The library is loaded for the first scrape, not at the start, and calls
 * are counted many at once: one by one, that would be a fiftieth of what they cost.
 */
export function createMetrics(): Metrics {
  const waiting: ObservedCall[] = [];
  let loading: Promise<Metrics> | undefined;
  const count = async (): Promise<Metrics> => {
    loading ??= import('./call-metrics.js').then(({ createCallMetrics }) => createCallMetrics());
    const metrics = await loading;
    for (const call of waiting.splice(0)) metrics.observeCall(call);
    return metrics;
  };
  return {
    observeCall(call) {
      if (waiting.push(call) < MOST_WAITING) return;
      // Answering matters more than being measured.
      count().catch(() => waiting.splice(0));
    },
    render: async () => (await count()).render(),
  };
}
