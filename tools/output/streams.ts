import { readFileSync } from 'node:fs';

/** Where a report is written to: standard output, or a stand-in. */
export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

/** What a command reads from and writes to. */
export interface Streams {
  /** All of standard input, for `-`. */
  readonly readIn: () => string;
  readonly out: Output;
  readonly err: Output;
  /** Whether NO_COLOR is set, see https://no-color.org. */
  readonly noColor: boolean;
}

const STANDARD_INPUT = 0;

/** The process's own streams. */
export function processStreams(): Streams {
  return {
    readIn: () => readFileSync(STANDARD_INPUT, 'utf8'),
    out: process.stdout,
    err: process.stderr,
    noColor: Boolean(process.env.NO_COLOR),
  };
}
