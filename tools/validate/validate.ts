import { EXIT, type ExitCode } from '../../src/commands/exit-codes.js';
import type { ValidateOptions } from '../../src/commands/options.js';
import { type Parsed, parseManifests } from '../manifests/parse-manifests.js';
import { fileOf, readSources, type Source } from '../manifests/read-sources.js';
import { processStreams, type Streams } from '../output/streams.js';
import { judgeManifests } from './judge-manifests.js';
import { reportProblems } from './report-problems.js';

/** The command `validate`: silent if all is right. */
export async function run(
  paths: readonly string[],
  options: ValidateOptions,
  streams: Streams = processStreams(),
): Promise<ExitCode> {
  const { composition } = options;
  const files = composition === undefined || paths.includes(composition) ? paths : [composition, ...paths];
  const sources = readSources(files, streams.readIn);
  if (!sources.ok) {
    for (const { path, message } of sources.issues) streams.err.write(`cannot validate "${path}": ${message}\n`);
    return EXIT.usedWrongly;
  }
  const parsed = parseOurs(sources.value);
  const file = composition === undefined ? undefined : fileOf(composition);
  if (file !== undefined && !mayHaveComposition(parsed, file)) {
    streams.err.write(`cannot validate with the policy of "${file}": no Composition in it\n`);
    return EXIT.usedWrongly;
  }
  const { problems, judged } = judgeManifests(parsed, file === undefined ? undefined : { file });
  // A hook is given files of all kinds, so this is not wrong; but a person may have given another file than was meant.
  if (judged === 0 && problems.length === 0) streams.err.write(`nothing to validate: ${NOTHING}\n`);
  return reportProblems(problems, options, streams);
}

/** What cannot be read is told as a problem. */
function mayHaveComposition({ manifests, unparsed }: Parsed, file: string): boolean {
  const isThere = manifests.some((manifest) => manifest.file === file && manifest.object.kind === 'Composition');
  return isThere || unparsed.some((each) => each.file === file);
}

/** What is no Kubernetes object may be a template or a playbook: it matters only in a file that speaks of bindings. */
function parseOurs(sources: readonly Source[]): Parsed {
  const { manifests, unparsed } = parseManifests(sources);
  const ours = new Set(sources.filter(({ text }) => OURS.test(text)).map(({ file }) => file));
  return { manifests, unparsed: unparsed.filter(({ file }) => ours.has(file)) };
}

const OURS = /databasebinding/i;
const NOTHING = 'no binding, claim, policy or Composition with a step of this function in these files';
