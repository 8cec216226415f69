import { EXIT, type ExitCode } from '../../src/commands/exit-codes.js';
import type { PreflightOptions } from '../../src/commands/options.js';
import type { JsonObject } from '../../src/lib/json.js';
import { CannotConnect, connect } from '../kubernetes/connect.js';
import { parseManifests } from '../manifests/parse-manifests.js';
import { readSources } from '../manifests/read-sources.js';
import { paintFor } from '../output/paint.js';
import { processStreams, type Streams } from '../output/streams.js';
import { structured } from '../output/structured.js';
import { findingsIn } from './checks.js';
import { readInventory } from './inventory.js';
import { reportLines, reportOf } from './report.js';

/** The command `preflight`: asks a cluster, only reading, whether bindings can work in it. */
export async function run(_: readonly string[], options: PreflightOptions): Promise<ExitCode> {
  return preflight(options, processStreams());
}

/** Prints the findings; 1 if one of them is a problem, 2 if the cluster or the file cannot be read. */
async function preflight({ composition, context, output }: PreflightOptions, streams: Streams): Promise<ExitCode> {
  try {
    const given = composition === undefined ? undefined : compositionsIn(composition, streams);
    const connection = connect(context);
    const inventory = await readInventory(connection.reader, given, new Date().toISOString());
    const report = reportOf(connection.context, findingsIn(inventory), connection.reader.redact);
    const text = (): string => `${reportLines(report, paintFor(streams.out, streams.noColor)).join('\n')}\n`;
    streams.out.write(output === 'text' ? text() : structured(output, report));
    return report.ready ? EXIT.right : EXIT.notRight;
  } catch (thrown) {
    if (!(thrown instanceof CannotConnect || thrown instanceof CannotRead)) throw thrown;
    streams.err.write(`cannot preflight: ${thrown.message}\n`);
    return EXIT.usedWrongly;
  }
}

class CannotRead extends Error {}

/** The Compositions in a file, a folder or standard input. */
function compositionsIn(path: string, { readIn }: Streams): readonly JsonObject[] {
  const read = readSources([path], readIn);
  if (!read.ok) throw new CannotRead(read.issues.map(({ path: file, message }) => `"${file}": ${message}`).join('; '));
  const { manifests, unparsed } = parseManifests(read.value);
  if (unparsed.length > 0)
    throw new CannotRead(unparsed.map(({ file, message }) => `"${file}": ${message}`).join('; '));
  const found = manifests.map(({ object }) => object).filter(({ kind }) => kind === 'Composition');
  if (found.length === 0) throw new CannotRead(`no Composition in "${path}"`);
  return found;
}
