import type { LoadGenerator } from '../load/load-generator.js';
import { cpuMs } from '../servers/process-usage.js';
import type { RunningServer } from '../servers/running-server.js';

/** One load on one server. Times are in milliseconds. */
export interface Measurement {
  readonly cpuMs: number;
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
}

/** What is called, how, and for how long. */
export interface Workload {
  readonly request: Uint8Array;
  readonly workers: number;
  readonly durationMs: number;
}

/** Loads a server and divides what the system accounts to its process by the calls. Throws where a call failed. */
export async function measure(server: RunningServer, load: LoadGenerator, work: Workload): Promise<Measurement> {
  const { target, own } = server;
  const order = { ...work, target, request: own(work.request) };
  const before = cpuMs(server.pid);
  const { calls, failures, firstFailure, durationMs, p50, p99 } = await load.same(order);
  const used = cpuMs(server.pid) - before;
  if (failures > 0) throw new Error(`cannot measure "${server.name}": ${failures} calls failed: ${firstFailure}`);
  return { cpuMs: used / calls, perSecond: (calls / durationMs) * 1000, p50, p99 };
}

/** The list starting with another of its elements each round, so that none always follows the same one. */
export function rotated<T>(list: readonly T[], round: number): readonly T[] {
  const start = round % Math.max(list.length, 1);
  return [...list.slice(start), ...list.slice(0, start)];
}
