import { EXIT, type ExitCode } from '../../src/commands/exit-codes.js';
import { createProgram } from '../../src/commands/program.js';
import type { Shell } from '../../src/commands/shells.js';
import { processStreams, type Streams } from '../output/streams.js';
import { bashScript, zshScript } from './bash-script.js';
import { fishScript } from './fish-script.js';
import { type Words, wordsOf } from './words.js';

const SCRIPTS: Readonly<Record<Shell, (words: Words) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};

/** The command `completion`: a script made from the command line itself, so that it never lags behind. */
export async function run(
  [shell]: readonly [Shell],
  _options: object,
  { out }: Streams = processStreams(),
): Promise<ExitCode> {
  const nothing = async () => undefined;
  out.write(SCRIPTS[shell](wordsOf(createProgram({ serve: nothing, runTool: nothing }))));
  return EXIT.right;
}
