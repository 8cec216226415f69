import type { LoadGenerator } from '../load/load-generator.js';
import { bindingsInTurn } from '../requests/in-turn.js';
import { CONTESTANT, type ContestantName } from '../servers/contestants.js';
import { cpuMs } from '../servers/process-usage.js';
import { type RunningServer, type Start, startServer } from '../servers/running-server.js';
import { rotated } from './measure.js';

/** The last call of each window. The first one begins after the call that shows that the server has started. */
export const WINDOWS = [100, 300, 1000, 2000, 3000] as const;

/** What one server took for its first thousands of calls, in each round by a fresh process. */
export interface LowRateResult {
  readonly server: ContestantName;
  readonly perSecond: number;
  readonly rounds: readonly LowRateRound[];
}

/** One process of a server. */
export interface LowRateRound {
  readonly firstMs: number;
  readonly firstCpuMs: number;
  /** CPU per call in each window that the run went through. */
  readonly cpuMs: readonly number[];
}

/** What the measurement needs. */
export interface LowRatePlan {
  readonly start: Start;
  readonly servers: readonly ContestantName[];
  readonly rates: readonly number[];
  readonly rounds: number;
  readonly calls: number;
  readonly progress: (line: string) => void;
}

/** Starts each server anew in each round, and makes the same calls to all of them in turn. */
export async function measureLowRate(plan: LowRatePlan): Promise<readonly LowRateResult[]> {
  const { servers, rates, rounds, progress } = plan;
  const requests = bindingsInTurn();
  const results = rates.flatMap((perSecond) =>
    servers.map((server) => ({ server, perSecond, rounds: [] as LowRateRound[] })),
  );
  for (let round = 0; round < rounds; round++)
    for (const perSecond of rates) {
      progress(`round ${round + 1} of ${rounds}, ${perSecond} calls a second`);
      const measured = await measureRound(plan, requests, perSecond, rotated(servers, round));
      for (const { server, perSecond: rate, rounds: done } of results) {
        const found = rate === perSecond ? measured.get(server) : undefined;
        if (found) done.push(found);
      }
    }
  return results.filter(({ rounds: done }) => done.length > 0);
}

async function measureRound(
  { start, calls }: LowRatePlan,
  requests: readonly Uint8Array[],
  perSecond: number,
  names: readonly ContestantName[],
): Promise<ReadonlyMap<ContestantName, LowRateRound>> {
  const running: RunningServer[] = [];
  try {
    for (const name of names) {
      const server = await startServer(name, { ...start, request: requests[0] ?? start.request });
      if (server) running.push(server);
    }
    const windows = await measureWindows(running, start.load, { requests, perSecond, calls });
    return new Map(
      running.map(({ name, startMs, startCpuMs }, i) => [
        name,
        { firstMs: startMs, firstCpuMs: startCpuMs, cpuMs: windows.map((window) => window[i] ?? Number.NaN) },
      ]),
    );
  } finally {
    await Promise.all(running.map((server) => server.stop()));
  }
}

interface Calls {
  readonly requests: readonly Uint8Array[];
  readonly perSecond: number;
  readonly calls: number;
}

/** CPU per call of each server, window by window. */
async function measureWindows(
  servers: readonly RunningServer[],
  load: LoadGenerator,
  { requests, perSecond, calls }: Calls,
): Promise<readonly (readonly number[])[]> {
  const windows: (readonly number[])[] = [];
  const asked = servers.map(({ target, own }) => ({ target, requests: requests.map(own) }));
  let from = 0;
  for (const to of WINDOWS.filter((end) => end <= calls)) {
    const before = servers.map(({ pid }) => cpuMs(pid));
    const { failures, firstFailure } = await load.paced({ servers: asked, from, calls: to - from, perSecond });
    if (failures > 0) throw new Error(`cannot measure: ${failures} calls failed: ${firstFailure}`);
    windows.push(servers.map(({ pid }, i) => (cpuMs(pid) - (before[i] ?? 0)) / (to - from)));
    from = to;
  }
  return windows;
}

/** CPU per call from the first call to the last of that window. */
export function cpuUntil({ cpuMs }: LowRateRound, last: number): number {
  return cpuOfCalls({ firstMs: 0, firstCpuMs: 0, cpuMs }, last) / last;
}

/** CPU time of a process from its start through so many calls; calls after the last window cost what those in it do. */
export function cpuOfCalls({ firstCpuMs, cpuMs }: LowRateRound, calls: number): number {
  let cpu = firstCpuMs;
  let from = 0;
  for (const [i, perCall] of cpuMs.entries()) {
    const to = i === cpuMs.length - 1 ? calls : Math.min(calls, WINDOWS[i] ?? calls);
    cpu += Math.max(0, to - from) * perCall;
    from = to;
  }
  return cpu;
}

/**
 * CPU time of the first hour of a process, start included, with so many calls for each of so many bindings, round by round.
 * The first answer about a binding is always worked out, and all of them are where not all can be remembered.
 */
export function firstHour(
  results: readonly LowRateResult[],
  { server, perSecond, rounds }: LowRateResult,
  calls: number,
  bindings: number,
): readonly number[] {
  const { remembers } = CONTESTANT[server];
  if (!remembers) return rounds.map((round) => cpuOfCalls(round, calls * bindings));
  const others = results.find((each) => each.server === remembers.others && each.perSecond === perSecond)?.rounds ?? [];
  if (bindings > remembers.bindings) return others.map((round) => cpuOfCalls(round, calls * bindings));
  return others.map((round, i) => {
    const found = rounds[i]?.cpuMs.at(-1) ?? Number.NaN;
    return cpuOfCalls(round, bindings) + (calls - 1) * bindings * found;
  });
}
