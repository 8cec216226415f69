import { encodeTestRequest } from '../../test/support/run.js';
import type { LoadGenerator } from '../load/load-generator.js';
import { sizeOf, steady } from '../requests/requests.js';
import type { ContestantName } from '../servers/contestants.js';
import type { RunningServer } from '../servers/running-server.js';
import { median } from '../stats/statistics.js';
import { measure, rotated } from './measure.js';

/** What a call costs for a binding with so many composed resources, round by round. */
export interface GrowthResult {
  readonly server: ContestantName;
  readonly composed: number;
  readonly bytes: number;
  readonly cpuMs: readonly number[];
}

const SIZES = [10, 50, 100, 200, 400] as const;
const WORKERS = 4;

/** What the measurement needs. */
export interface GrowthPlan {
  readonly servers: readonly RunningServer[];
  readonly load: LoadGenerator;
  readonly rounds: number;
  readonly durationMs: number;
}

/** Measures a call for ever larger bindings. The first round does not count. */
export async function measureGrowth({
  servers,
  load,
  rounds,
  durationMs,
}: GrowthPlan): Promise<readonly GrowthResult[]> {
  const cells = SIZES.flatMap((composed) => {
    const request = encodeTestRequest(steady(sizeOf(composed)));
    return servers.map((server) => ({ server, composed, request, cpuMs: [] as number[] }));
  });
  for (let round = -1; round < rounds; round++) {
    for (const { server, request, cpuMs } of rotated(cells, Math.max(round, 0))) {
      const measured = await measure(server, load, { request, workers: WORKERS, durationMs });
      if (round >= 0) cpuMs.push(measured.cpuMs);
    }
  }
  return cells.map(({ server, composed, request, cpuMs }) => ({
    server: server.name,
    composed,
    bytes: request.length,
    cpuMs,
  }));
}

/**
 * What each further resource costs in the upper half of the sizes, by what it costs in the lower half: 1 is linear.
 * Differences, because what every call costs would hide what grows.
 */
export function growthFactor(results: readonly GrowthResult[]): number {
  const points = results
    .map(({ composed, cpuMs }) => ({ composed, cpu: median(cpuMs) }))
    .sort((a, b) => a.composed - b.composed);
  const first = points[0];
  const middle = points[points.length - 2];
  const last = points[points.length - 1];
  if (!first || !middle || !last) return Number.NaN;
  const perResource = (from: typeof first, to: typeof first) => (to.cpu - from.cpu) / (to.composed - from.composed);
  return perResource(middle, last) / perResource(first, middle);
}
