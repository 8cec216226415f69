import { setTimeout as pause } from 'node:timers/promises';
import { quantile } from '../stats/statistics.js';
import { type Connection, openConnection } from './connection.js';
import type { Target } from './target.js';

/** What a load came to. Times are in milliseconds. */
export interface Load {
  readonly calls: number;
  /** Calls without an answer, or with one that is not to their request. */
  readonly failures: number;
  readonly firstFailure: string | undefined;
  readonly durationMs: number;
  readonly p50: number;
  readonly p99: number;
}

/** A call that a worker makes next, with what its answer must hold; nothing once there is nothing left to do. */
export interface NextCall {
  readonly frame: Uint8Array;
  readonly mustHold?: Buffer;
}

/** Workers that each make one call after the other over the one connection, as Crossplane's reconcilers do. */
export async function drive(connection: Connection, workers: number, next: () => NextCall | undefined): Promise<Load> {
  const latencies: number[] = [];
  const failures: string[] = [];
  const work = async () => {
    for (let call = next(); call; call = next()) {
      const start = performance.now();
      try {
        const answer = await connection.call(call.frame);
        latencies.push(performance.now() - start);
        if (call.mustHold && !answer.includes(call.mustHold)) failures.push('an answer to another request');
      } catch (thrown) {
        failures.push(String(thrown));
      }
    }
  };
  const start = performance.now();
  await Promise.all(Array.from({ length: workers }, work));
  return summarizeLoad(latencies, failures, start);
}

/** What calls came to that began at a time and took so long. */
export function summarizeLoad(latencies: readonly number[], failures: readonly string[], start: number): Load {
  return {
    calls: latencies.length,
    failures: failures.length,
    firstFailure: failures[0],
    durationMs: performance.now() - start,
    p50: quantile(latencies, 0.5),
    p99: quantile(latencies, 0.99),
  };
}

const RETRY_MS = 1;

/** Connects and calls as soon as the server answers. Rejects where it does not within the time. */
export async function firstAnswer(target: Target, frame: Uint8Array, timeoutMs: number): Promise<Uint8Array> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    try {
      const connection = await openConnection(target);
      try {
        return await connection.call(frame);
      } finally {
        connection.close();
      }
    } catch (thrown) {
      if (performance.now() > deadline) throw thrown;
      await pause(RETRY_MS);
    }
  }
}
