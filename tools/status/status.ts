import { setTimeout as sleep } from 'node:timers/promises';
import { EXIT, type ExitCode } from '../../src/commands/exit-codes.js';
import type { StatusOptions } from '../../src/commands/options.js';
import { CannotConnect, type Connection, connect } from '../kubernetes/connect.js';
import { paintFor } from '../output/paint.js';
import { Screen } from '../output/screen.js';
import { processStreams, type Streams } from '../output/streams.js';
import { structured } from '../output/structured.js';
import { CannotTell, type Told, tell } from './tell.js';

/** Between two looks of `--watch`. */
const PAUSE_MS = 2000;

/** The command `status`: tells, only reading, how a binding is, or all of them in one line each. */
export async function run([name]: readonly string[], options: StatusOptions): Promise<ExitCode> {
  const streams = processStreams();
  try {
    const connection = connect(options.context);
    if (options.watch) return await watch(connection, name, options, streams);
    const told = await tell(connection, name, options);
    streams.out.write(printed(told, name === undefined, options, streams));
    return told.ready ? EXIT.right : EXIT.notRight;
  } catch (thrown) {
    if (!(thrown instanceof CannotConnect || thrown instanceof CannotTell)) throw thrown;
    streams.err.write(`cannot tell the status: ${thrown.message}\n`);
    return EXIT.usedWrongly;
  }
}

/** Looks again and again, until it is interrupted. On a terminal the lines are redrawn; elsewhere what changed is printed. */
async function watch(
  connection: Connection,
  name: string | undefined,
  options: StatusOptions,
  { out, noColor }: Streams,
): Promise<ExitCode> {
  const screen = new Screen(out);
  const paint = paintFor(out, noColor);
  let last = '';
  for (;;) {
    const told = await tell(connection, name, options);
    const now = new Date().toISOString();
    if (screen.isLive && options.output === 'text') screen.draw(told.lines({ now, width: screen.columns, paint }));
    else {
      const state = structured('json', told.report);
      if (state !== last) out.write(printed(told, name === undefined, options, { out, noColor }));
      last = state;
    }
    await sleep(PAUSE_MS);
  }
}

/** Everything at once. On a terminal a line of the list stays one line; of one binding nothing is cut. */
function printed(
  { report, lines }: Told,
  isList: boolean,
  { output }: StatusOptions,
  { out, noColor }: Pick<Streams, 'out' | 'noColor'>,
): string {
  if (output !== 'text') return structured(output, report);
  const width = (isList ? out.columns : undefined) ?? Number.POSITIVE_INFINITY;
  return `${lines({ now: new Date().toISOString(), width, paint: paintFor(out, noColor) }).join('\n')}\n`;
}
