import { performance } from 'node:perf_hooks';

interface Entry {
  readonly what: string;
  readonly seconds: number;
  readonly seen: string;
}

/** What the run saw, with times, to be told at its end. */
export class Report {
  /** What ran, as the heading says. */
  #with = '';
  readonly #entries: Entry[] = [];

  /** Does something, and notes how long it took and what there was to see. */
  async note<T>(what: string, run: () => Promise<T>, seen: (result: T) => string = String): Promise<T> {
    const start = performance.now();
    const result = await run();
    this.#entries.push({ what, seconds: (performance.now() - start) / 1000, seen: seen(result) });
    return result;
  }

  /** Says which provider it is about. */
  about(provider: string): void {
    this.#with = `, with ${provider}`;
  }

  toString(): string {
    const width = Math.max(0, ...this.#entries.map(({ what }) => what.length));
    const lines = this.#entries.map(
      ({ what, seconds, seen }) => `${what.padEnd(width)}  ${seconds.toFixed(1).padStart(6)} s  ${seen}`,
    );
    return ['', `what the control plane saw${this.#with}`, ...lines, ''].join('\n');
  }
}
