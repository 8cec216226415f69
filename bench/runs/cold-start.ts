import type { ContestantName } from '../servers/contestants.js';
import { type Start, startServer } from '../servers/running-server.js';

/** What a server took from its start to its first answer, each time. */
export interface ColdStartResult {
  readonly server: ContestantName;
  readonly ms: readonly number[];
  readonly cpuMs: readonly number[];
}

const STARTED: readonly ContestantName[] = ['floor', 'ours'];

/** Starts the servers in turns. The first time does not count: it reads the files from the disk. */
export async function measureColdStart(start: Start, times: number): Promise<readonly ColdStartResult[]> {
  const results = STARTED.map((server) => ({ server, ms: [] as number[], cpuMs: [] as number[] }));
  for (let i = -1; i < times; i++) {
    for (const { server, ms, cpuMs } of results) {
      const running = await startServer(server, start);
      if (running === undefined) continue;
      if (i >= 0) {
        ms.push(running.startMs);
        cpuMs.push(running.startCpuMs);
      }
      await running.stop();
    }
  }
  return results;
}
