import { type Profiler, Session } from 'node:inspector/promises';

/**
 * Counts the work that calls do in our own code: how often its blocks run, as V8 counts them, and how many items the
 * methods of lists go through, which run in no block. A count is the same on a fast machine and on a slow one. What is to
 * be counted has to be imported after `start`: V8 puts the counters in when it compiles.
 */
export class WorkMeter {
  private readonly session = new Session();

  async start(): Promise<void> {
    this.session.connect();
    await this.session.post('Profiler.enable');
    await this.session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  }

  /** The work of one call. */
  async of(call: () => unknown): Promise<number> {
    // Taking the counts sets them to zero.
    await this.session.post('Profiler.takePreciseCoverage');
    const items = itemsDuring(call);
    const { result } = await this.session.post('Profiler.takePreciseCoverage');
    return items + runsIn(result);
  }

  stop(): void {
    this.session.disconnect();
  }
}

function runsIn(scripts: readonly Profiler.ScriptCoverage[]): number {
  const ours = scripts.filter(({ url }) => /\/src\/[^/]+\//.test(url));
  const ranges = ours.flatMap(({ functions }) => functions.flatMap((each) => each.ranges));
  return ranges.reduce((sum, { count }) => sum + count, 0);
}

/** The methods of lists that go through the whole list without calling anything of ours. */
const SILENT = ['concat', 'slice', 'indexOf', 'includes'] as const;

/** How many items the silent methods may have gone through during a call. */
function itemsDuring(call: () => unknown): number {
  let items = 0;
  const replaced = SILENT.map((name) => {
    const original = Array.prototype[name];
    replace(name, function (this: readonly unknown[], ...given: unknown[]): unknown {
      items += this.length;
      return Reflect.apply(original, this, given);
    });
    return [name, original] as const;
  });
  try {
    call();
  } finally {
    for (const [name, original] of replaced) replace(name, original);
  }
  return items;
}

function replace(name: string, value: unknown): void {
  Object.defineProperty(Array.prototype, name, { value, writable: true, configurable: true });
}
