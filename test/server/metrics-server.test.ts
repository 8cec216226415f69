import { describe, expect, test } from '@jest/globals';
import { formatAddress } from '../../src/server/address.js';
import { createMetrics } from '../../src/server/metrics.js';
import { type MetricsServer, serveMetrics } from '../../src/server/metrics-server.js';

const LOOPBACK = { host: '127.0.0.1', port: 0 };

describe('/metrics', () => {
  test('shows the process and the calls', async () => {
    const metrics = createMetrics();
    metrics.observeCall({ version: 'v1', outcome: 'ok', durationMs: 2, requestBytes: 2000, responseBytes: 3 });
    await withMetrics(metrics, async (url) => {
      const response = await fetch(`${url}/metrics`);
      expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=/);
      const text = await response.text();
      for (const line of [
        'function_calls_total{version="v1",outcome="ok"} 1',
        'function_call_duration_seconds_sum{version="v1"} 0.002',
        'function_request_bytes_sum 2000',
        'function_response_bytes_sum 3',
      ])
        expect(text).toContain(`${line}\n`);
      expect(text).toContain('process_cpu_seconds_total');
    });
  });

  test('is the only page', async () => {
    await withMetrics(createMetrics(), async (url) => {
      expect((await fetch(`${url}/`)).status).toBe(404);
      expect((await fetch(`${url}/metrics?a=b`)).status).toBe(200);
    });
  });

  test('an address in use gives a clear error', async () => {
    await withMetrics(createMetrics(), async (_, { address }) => {
      await expect(serveMetrics(createMetrics(), address)).rejects.toThrow(
        `cannot serve metrics on "${formatAddress(address)}": listen EADDRINUSE`,
      );
    });
  });
});

async function withMetrics(
  metrics: ReturnType<typeof createMetrics>,
  use: (url: string, server: MetricsServer) => Promise<void>,
): Promise<void> {
  const server = await serveMetrics(metrics, LOOPBACK);
  try {
    await use(`http://${formatAddress(server.address)}`, server);
  } finally {
    server.close();
  }
}
