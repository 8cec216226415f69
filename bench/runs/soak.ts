import { changingTemplates } from '../requests/changing.js';
import type { ContestantName } from '../servers/contestants.js';
import { cpuMs, residentMib } from '../servers/process-usage.js';
import { type RunningServer, type Start, startServer } from '../servers/running-server.js';
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
  /** How many calls were to be made, and how many were made in the time there is. */
  readonly asked: number;
  readonly made: number;
  /** Calls without their answer. */
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

const SOAKED: readonly ContestantName[] = ['floor', 'ours'];
const WORKERS = 16;
const BATCHES = 100;
/** A tenth of the calls, 20,000 of 200,000, for the compiler and the heap to settle. */
const WARM_UP = 0.1;
/** A slow machine makes fewer calls instead of holding up everybody. */
const LONGEST_MS = 300_000;

/** Makes the calls in batches, the servers in turns so that a busy machine slows down both, and looks at them after each. */
export async function soak(
  start: Start,
  asked: number,
  progress: (line: string) => void,
): Promise<readonly SoakResult[]> {
  const templates = changingTemplates();
  const servers: RunningServer[] = [];
  try {
    for (const name of SOAKED) {
      const server = await startServer(name, start);
      if (server) servers.push(server);
    }
    const results = servers.map((server) => ({ server, made: 0, failures: 0, samples: [] as Sample[] }));
    const batch = Math.ceil(asked / BATCHES);
    const deadline = performance.now() + LONGEST_MS;
    for (let from = 0; from < asked && performance.now() < deadline; from += batch) {
      const calls = Math.min(batch, asked - from);
      for (const result of results) {
        const { pid, target } = result.server;
        const before = cpuMs(pid);
        const load = await start.load.changing({ target, templates, from, calls, workers: WORKERS });
        if (load.firstFailure) progress(load.firstFailure);
        result.made += calls;
        result.failures += load.failures;
        const cpu = (cpuMs(pid) - before) / calls;
        result.samples.push({ calls: result.made, residentMib: residentMib(pid), p99: load.p99, cpuMs: cpu });
      }
      if ((from / batch) % 10 === 0) progress(`soak: ${from + calls} of ${asked} calls`);
    }
    return results.map((result) => ({ ...result, server: result.server.name, asked }));
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
  }
}

/** Looks at the samples after the warm-up; nothing where there are too few of them. */
export function summarizeSoak({ asked, samples }: SoakResult): SoakSummary | undefined {
  const warm = samples.filter(({ calls }) => calls > asked * WARM_UP);
  const part = Math.max(1, Math.floor(warm.length * WARM_UP));
  const [early, late] = [warm.slice(0, part), warm.slice(-part)];
  const [first, last] = [warm[0], warm.at(-1)];
  if (first === undefined || last === undefined || first === last) return undefined;
  const middle = (of: readonly Sample[], pick: (sample: Sample) => number) => median(of.map(pick));
  return {
    residentMib: middle(late, (sample) => sample.residentMib),
    growthMib: slope(warm.map((sample) => ({ x: sample.calls, y: sample.residentMib }))) * (last.calls - first.calls),
    p99Drift: middle(late, (sample) => sample.p99) / middle(early, (sample) => sample.p99),
    p99: middle(late, (sample) => sample.p99),
    cpuMs: middle(late, (sample) => sample.cpuMs),
  };
}
