import { setTimeout as pause } from 'node:timers/promises';
import type { Connection } from './connection.js';
import { type Load, summarizeLoad } from './drive.js';

/**
 * Makes one call at a time with a pause after it, each to all servers in turn: what slows down the machine for a while slows
 * down all of them.
 */
export async function pace(
  connections: readonly Connection[],
  calls: number,
  perSecond: number,
  frameOf: (call: number, server: number) => Uint8Array,
): Promise<Load> {
  const latencies: number[] = [];
  const failures: string[] = [];
  const start = performance.now();
  for (let call = 0; call < calls; call++) {
    for (const [i, connection] of connections.entries()) {
      const frame = frameOf(call, i);
      const due = start + ((call + i / connections.length) * 1000) / perSecond;
      await pause(Math.max(0, due - performance.now()));
      const sent = performance.now();
      try {
        await connection.call(frame);
        latencies.push(performance.now() - sent);
      } catch (thrown) {
        failures.push(String(thrown));
      }
    }
  }
  return summarizeLoad(latencies, failures, start);
}
