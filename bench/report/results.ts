import { cpus, release, totalmem } from 'node:os';
import type { CallsResult, MemoryResult, Situation } from '../runs/calls.js';
import type { ColdStartResult } from '../runs/cold-start.js';
import type { GrowthResult } from '../runs/growth.js';
import { cpuUntil, type LowRateResult } from '../runs/low-rate.js';
import type { SoakResult } from '../runs/soak.js';
import type { ContestantName } from '../servers/contestants.js';
import { ratios, type Summary, summarize } from '../stats/statistics.js';

/** All that a run has measured; what it did not measure is empty. */
export interface Results {
  readonly calls: readonly CallsResult[];
  readonly memory: readonly MemoryResult[];
  readonly coldStart: readonly ColdStartResult[];
  readonly growth: readonly GrowthResult[];
  readonly soak: readonly SoakResult[];
  readonly lowRate: readonly LowRateResult[];
}

/** What it was measured on. */
export interface Machine {
  readonly node: string;
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGib: number;
  readonly kernel: string;
}

/** The machine this runs on. */
export function thisMachine(): Machine {
  const [first] = cpus();
  return {
    node: process.version,
    cpu: first?.model ?? 'unknown',
    cores: cpus().length,
    memoryGib: Math.round(totalmem() / 1024 ** 3),
    kernel: release(),
  };
}

/** CPU per call of one server by that of another in the same situation, compared round by round. */
export function cpuRatio(
  calls: readonly CallsResult[],
  situation: Situation,
  server: ContestantName,
  by: ContestantName,
): Summary | undefined {
  const cpuOf = (name: ContestantName) =>
    calls
      .find(
        (cell) =>
          cell.server === name &&
          cell.situation.request === situation.request &&
          cell.situation.workers === situation.workers &&
          cell.situation.mtls === situation.mtls,
      )
      ?.rounds.map(({ cpuMs }) => cpuMs);
  const [own, other] = [cpuOf(server), cpuOf(by)];
  return own && other && summarize(ratios(own, other));
}

/** A server's cold start by the floor's, compared time by time. */
export function coldStartRatio(results: readonly ColdStartResult[], server: ContestantName): Summary | undefined {
  const msOf = (name: ContestantName) => results.find((result) => result.server === name)?.ms;
  const [own, floor] = [msOf(server), msOf('floor')];
  return own && floor && summarize(ratios(own, floor));
}

/** CPU of the first calls of a fresh process by another's, compared round by round. */
export function lowRateRatio(
  results: readonly LowRateResult[],
  perSecond: number,
  calls: number,
  [server, by]: readonly [ContestantName, ContestantName],
): Summary | undefined {
  const cpuOf = (name: ContestantName) =>
    results
      .find((result) => result.server === name && result.perSecond === perSecond)
      ?.rounds.map((round) => cpuUntil(round, calls));
  const [own, other] = [cpuOf(server), cpuOf(by)];
  return own && other && summarize(ratios(own, other));
}
