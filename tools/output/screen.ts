import type { Output } from './streams.js';

/** Writes lines; on a terminal some of them stay at the bottom and are redrawn there. */
export class Screen {
  readonly #output: Output;
  #drawn = 0;

  constructor(output: Output) {
    this.#output = output;
  }

  /** Whether a person watches. */
  get isLive(): boolean {
    return this.#output.isTTY === true;
  }

  get columns(): number {
    return this.#output.columns ?? 100;
  }

  /** Writes lines for good, above the ones at the bottom. */
  print(lines: readonly string[]): void {
    this.#erase();
    this.#write(lines);
  }

  /** Replaces the lines at the bottom. */
  draw(lines: readonly string[]): void {
    if (!this.isLive) return;
    this.#erase();
    this.#write(lines);
    this.#drawn = lines.length;
  }

  #erase(): void {
    if (this.#drawn > 0) this.#output.write(`\u001b[${this.#drawn}A\u001b[0J`);
    this.#drawn = 0;
  }

  #write(lines: readonly string[]): void {
    if (lines.length > 0) this.#output.write(`${lines.join('\n')}\n`);
  }
}
