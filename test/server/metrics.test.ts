import { describe, expect, test } from '@jest/globals';
import { createMetrics } from '../../src/server/metrics.js';
import type { ObservedCall } from '../../src/server/observed-call.js';

const CALL: ObservedCall = { version: 'v1', outcome: 'ok', durationMs: 2, requestBytes: 2000, responseBytes: 3 };

describe('calls', () => {
  test('are counted from the first, even before the library is loaded', async () => {
    const metrics = createMetrics();
    for (let calls = 1; calls <= 3; calls++) {
      metrics.observeCall(CALL);
      metrics.observeCall({ ...CALL, outcome: 'fatal' });
      metrics.observeCall({ ...CALL, found: true });
      const lines = (await metrics.render()).text.split('\n');
      for (const line of [
        `function_calls_total{version="v1",outcome="ok"} ${2 * calls}`,
        `function_calls_total{version="v1",outcome="fatal"} ${calls}`,
        `function_call_duration_seconds_count{version="v1"} ${3 * calls}`,
        `function_response_bytes_sum ${9 * calls}`,
        `function_answers_found_total ${calls}`,
      ])
        expect(lines).toContain(line);
    }
  });

  test('have no line before the first of their kind', async () => {
    const { text } = await createMetrics().render();
    expect(text).not.toMatch(/^function_calls_total\{/m);
    // What only a timer could measure is not there, rather than wrong.
    expect(text.match(/^nodejs_eventloop_lag\w*/gm)).toEqual(['nodejs_eventloop_lag_seconds']);
    expect(text).toContain('process_cpu_seconds_total');
  });

  test('do not pile up where nobody scrapes', async () => {
    const metrics = createMetrics();
    for (let calls = 0; calls < 2500; calls++) metrics.observeCall(CALL);
    const { text } = await metrics.render();
    expect(text).toContain('function_calls_total{version="v1",outcome="ok"} 2500\n');
  });
});
