import type { ExitCode } from '../../src/commands/exit-codes.js';
import type { RenderOptions } from '../../src/commands/options.js';
import { runFunction } from '../../src/function/run-function.js';
import { processStreams } from '../output/streams.js';
import { renderFiles } from './render-command.js';

/** The command `render`: the function runs in this process, by the bytes that Crossplane would send it. */
export async function run(paths: readonly string[], options: RenderOptions): Promise<ExitCode> {
  return renderFiles(paths, options, (request) => runFunction(request).response, processStreams());
}
