import { EXIT, type ExitCode } from '../../src/commands/exit-codes.js';
import { IMPORT_SOURCES, type ImportOptions } from '../../src/commands/options.js';
import { CannotConnect, connect } from '../kubernetes/connect.js';
import { processStreams } from '../output/streams.js';
import { givenIn, importSource } from './import-command.js';
import { givenInCluster, isInClusters } from './read-cluster.js';

/** The command `import`: its first argument is a source, the others are files. */
export async function run([first, ...paths]: readonly string[], options: ImportOptions): Promise<ExitCode> {
  const streams = processStreams();
  const source = IMPORT_SOURCES.find((each) => each === first) ?? IMPORT_SOURCES[0];
  if (!options.fromCluster) return importSource(source, givenIn(paths, streams), options, streams);
  if (paths.length > 0 || !isInClusters(source)) {
    const why = paths.length > 0 ? 'give either files or --from-cluster' : `${source} has nothing in a cluster`;
    streams.err.write(`cannot import: ${why}\n`);
    return EXIT.usedWrongly;
  }
  try {
    const { reader, context } = connect(options.context);
    return importSource(source, await givenInCluster(source, reader, context), options, streams);
  } catch (thrown) {
    if (!(thrown instanceof CannotConnect)) throw thrown;
    streams.err.write(`cannot import: ${thrown.message}\n`);
    return EXIT.usedWrongly;
  }
}
