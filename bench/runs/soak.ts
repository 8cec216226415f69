import type { Load } from '../load/drive.js';
import { changingTemplates } from '../requests/changing.js';
import type { ContestantName } from '../servers/contestants.js';
import { cpuMs, residentMib } from '../servers/process-usage.js';
import type { Start } from '../servers/running-server.js';
import { startServer } from '../servers/running-server.js';
import { median, slope } from '../stats/statistics.js';

/** The state of things after some calls. */
export interface Sample {
  readonly calls: number;
  readonly residentMib: number;
  readonly p99: number;
  /** CPU time of each call since the sample before. */
  readonly cpuMs: number;
}

/** A server under calls for ever other bindings. */
export interface SoakResult {
  readonly server: ContestantName;
  readonly calls: number;
  readonly failures: number;
  readonly samples: readonly Sample[];
}

/** What becomes of memory and latency once the server is warm. */
export interface SoakSummary {
  /** Of the last tenth. */
  readonly residentMib: number;
  /** What the fitted line gains from the warm-up to the end. */
  readonly growthMib: number;
  /** The 99th percentile of the last tenth by the one right after the warm-up. */
  readonly p99Drift: number;
  readonly p99: number;
  /** CPU time per call of the last tenth. */
  readonly cpuMs: number;
}

const SOAKED: readonly ContestantName[] = ['ours', 'floor'];
const WORKERS = 16;
const BATCHES = 100;
/** A tenth of the calls, 20,000 of 200,000, for the compiler and the heap to settle. */
const WARM_UP = 0.1;
/** A slow server makes fewer calls instead of holding up everybody. */
const LONGEST_MS = 240_000;

/** Makes the calls in batches, and looks at the process after each. */
export async function soak(
  start: Start,
  calls: number,
  progress: (line: string) => void,
): Promise<readonly SoakResult[]> {
  const templates = changingTemplates();
  const batch = Math.ceil(calls / BATCHES);
  const results: SoakResult[] = [];
  for (const name of SOAKED) {
    const server = await startServer(name, start);
    if (server === undefined) continue;
    progress(`soaking ${name}`);
    const samples: Sample[] = [];
    let answered = 0;
    let failures = 0;
    const deadline = performance.now() + LONGEST_MS;
    for (let from = 0; from < calls && performance.now() < deadline; from += batch) {
      const order = { target: server.target, templates, from, calls: Math.min(batch, calls - from), workers: WORKERS };
      const before = cpuMs(server.pid);
      const load: Load = await start.load.changing(order);
      answered += load.calls;
      failures += load.failures;
      if (load.firstFailure) progress(load.firstFailure);
      samples.push({
        calls: answered,
        residentMib: residentMib(server.pid),
        p99: load.p99,
        cpuMs: (cpuMs(server.pid) - before) / load.calls,
      });
    }
    await server.stop();
    results.push({ server: name, calls: answered, failures, samples });
  }
  return results;
}

/** Looks at the samples after the warm-up. */
export function summarizeSoak({ samples }: SoakResult): SoakSummary {
  const warm = samples.slice(Math.floor(samples.length * WARM_UP));
  const tenth = Math.max(1, Math.floor(samples.length * WARM_UP));
  const [early, late] = [warm.slice(0, tenth), warm.slice(-tenth)];
  const calls = (warm.at(-1)?.calls ?? 0) - (warm[0]?.calls ?? 0);
  const p99 = (part: readonly Sample[]) => median(part.map((sample) => sample.p99));
  return {
    residentMib: median(late.map((sample) => sample.residentMib)),
    growthMib: slope(warm.map((sample) => ({ x: sample.calls, y: sample.residentMib }))) * calls,
    p99Drift: p99(late) / p99(early),
    p99: p99(late),
    cpuMs: median(late.map((sample) => sample.cpuMs)),
  };
}
