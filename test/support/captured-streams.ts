import type { Streams } from '../../tools/output/streams.js';

/** Streams of a command that keep what it writes, with what it reads from standard input. */
export interface Captured {
  readonly streams: Streams;
  readonly out: () => string;
  readonly err: () => string;
}

/** Catches what a command writes, as a terminal 90 columns wide or as a pipe. */
export function captureStreams({ input = '', isTTY = false, noColor = true } = {}): Captured {
  const [out, err]: [string[], string[]] = [[], []];
  return {
    streams: {
      readIn: () => input,
      out: { write: (text: string) => out.push(text), isTTY, columns: 90 },
      err: { write: (text: string) => err.push(text) },
      noColor,
    },
    out: () => out.join(''),
    err: () => err.join(''),
  };
}
