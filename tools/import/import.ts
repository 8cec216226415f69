import type { ExitCode } from '../../src/commands/exit-codes.js';
import { IMPORT_SOURCES, type ImportOptions } from '../../src/commands/options.js';
import { processStreams } from '../output/streams.js';
import { importSource } from './import-command.js';

/** The command `import`: its first argument is a source, the others are files. */
export async function run([first, ...paths]: readonly string[], options: ImportOptions): Promise<ExitCode> {
  const source = IMPORT_SOURCES.find((each) => each === first) ?? IMPORT_SOURCES[0];
  return importSource(source, paths, options, processStreams());
}
