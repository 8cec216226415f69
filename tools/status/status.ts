import { setTimeout as sleep } from 'node:timers/promises';
import { EXIT, type ExitCode } from '../../src/commands/exit-codes.js';
import type { StatusOptions } from '../../src/commands/options.js';
import { CannotConnect, connect } from '../kubernetes/connect.js';
import { paintFor } from '../output/paint.js';
import { processStreams, type Streams } from '../output/streams.js';
import { structured } from '../output/structured.js';
import { CannotTell, type Told, tell } from './tell.js';
import { watch } from './watch.js';

/** Between two looks of `--watch`. */
const PAUSE_MS = 2000;

/** The command `status`: tells, only reading, how a binding is, or all of them in one line each. */
export async function run([name]: readonly string[], options: StatusOptions): Promise<ExitCode> {
  const streams = processStreams();
  try {
    const connection = connect(options.context);
    const look = (): Promise<Told> => tell(connection, name, options);
    const print = (told: Told): string => printed(told, name === undefined, options, streams);
    if (options.watch) {
      const isRedrawn = options.output === 'text';
      await watch(look, { ...streams, print, isRedrawn, pause: () => sleep(PAUSE_MS, true) });
    }
    const told = await look();
    streams.out.write(print(told));
    return told.ready ? EXIT.right : EXIT.notRight;
  } catch (thrown) {
    if (!(thrown instanceof CannotConnect || thrown instanceof CannotTell)) throw thrown;
    streams.err.write(`cannot tell the status: ${thrown.message}\n`);
    return EXIT.usedWrongly;
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
