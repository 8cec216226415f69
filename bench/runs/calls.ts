import type { LoadGenerator } from '../load/load-generator.js';
import type { RequestName } from '../requests/requests.js';
import { CONTESTANT, type ContestantName } from '../servers/contestants.js';
import { residentMib } from '../servers/process-usage.js';
import type { RunningServer } from '../servers/running-server.js';
import { type Measurement, measure, rotated } from './measure.js';

/** A request, how many workers make it, and whether over mTLS. */
export interface Situation {
  readonly request: RequestName;
  readonly workers: number;
  readonly mtls: boolean;
}

/** One server in one situation, round by round. */
export interface CallsResult {
  readonly situation: Situation;
  readonly server: ContestantName;
  readonly rounds: readonly Measurement[];
}

/** The memory of a server after all of its calls. */
export interface MemoryResult {
  readonly server: ContestantName;
  readonly mtls: boolean;
  readonly mib: number;
}

/** The situations that are measured. */
export const SITUATIONS: readonly Situation[] = [
  { request: 'create', workers: 1, mtls: false },
  { request: 'create', workers: 16, mtls: false },
  { request: 'steady', workers: 1, mtls: false },
  { request: 'steady', workers: 16, mtls: false },
  { request: 'large', workers: 1, mtls: false },
  { request: 'large', workers: 8, mtls: false },
  { request: 'steady', workers: 16, mtls: true },
  { request: 'large', workers: 8, mtls: true },
];

/** What the measurement needs. */
export interface CallsPlan {
  readonly situations: readonly Situation[];
  readonly requests: ReadonlyMap<RequestName, Uint8Array>;
  readonly servers: { readonly plain: readonly RunningServer[]; readonly mtls: readonly RunningServer[] };
  readonly load: LoadGenerator;
  readonly rounds: number;
  readonly durationMs: number;
  readonly progress: (line: string) => void;
}

/** The compiler needs thousands of calls until it has settled, so the round that does not count is a long one. */
const WARM_UP_ROUNDS = 6;

/** Measures every server in every situation, one after the other in each round. */
export async function measureCalls(
  plan: CallsPlan,
): Promise<{ readonly calls: readonly CallsResult[]; readonly memory: readonly MemoryResult[] }> {
  const { situations, requests, servers, load, rounds, durationMs, progress } = plan;
  const calls = situations.flatMap((situation) =>
    (situation.mtls ? servers.mtls : servers.plain)
      .filter(({ name }) => !CONTESTANT[name].leavesOut?.includes(situation.request))
      .map((server) => ({ situation, server, rounds: [] as Measurement[] })),
  );
  for (let round = -1; round < rounds; round++) {
    const workMs = round < 0 ? durationMs * WARM_UP_ROUNDS : durationMs;
    progress(round < 0 ? 'warming up' : `round ${round + 1} of ${rounds}`);
    for (const situation of situations) {
      const cells = calls.filter((cell) => cell.situation === situation);
      for (const cell of rotated(cells, Math.max(round, 0))) {
        const request = requests.get(situation.request) ?? new Uint8Array();
        const measured = await measure(cell.server, load, { request, workers: situation.workers, durationMs: workMs });
        if (round >= 0) cell.rounds.push(measured);
      }
    }
  }
  const memoryOf = (mtls: boolean) => (server: RunningServer) => ({
    server: server.name,
    mtls,
    mib: residentMib(server.pid),
  });
  return {
    calls: calls.map((cell) => ({ ...cell, server: cell.server.name })),
    memory: [...servers.plain.map(memoryOf(false)), ...servers.mtls.map(memoryOf(true))],
  };
}
