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

/** The process's own streams. A reader that has seen enough (`| head`) ends the command without a complaint. */
export function processStreams(): Streams {
  process.stdout.once('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(0);
  });
  return {
    readIn: () => readFileSync(STANDARD_INPUT, 'utf8'),
    out: process.stdout,
    err: process.stderr,
    noColor: Boolean(process.env.NO_COLOR),
  };
}
