import { DEFAULT_COMPOSITION } from '../../simulation/crossplane/default-composition.js';
import { type SimulationStreams, simulate } from '../../simulation/simulate.js';
import { EXIT, type ExitCode } from '../../src/commands/exit-codes.js';
import type { SimulateOptions } from '../../src/commands/options.js';
import { policyOfInput } from '../../src/function/given-policy.js';
import { parseManifests } from '../manifests/parse-manifests.js';
import { fileOf, readSources } from '../manifests/read-sources.js';
import { paintFor } from '../output/paint.js';
import { processStreams } from '../output/streams.js';
import { type Chosen, judgeManifests } from '../validate/judge-manifests.js';
import type { Problem } from '../validate/problem.js';
import { textOf } from '../validate/report-problems.js';

/** How long a person at a terminal gets to read a step. */
const PAUSE_MS = 350;

/** The built-in policy, which needs no place in a file: there is nothing wrong with it. */
const BUILT_IN: Chosen = {
  steps: DEFAULT_COMPOSITION.steps.map(({ input = {} }) => ({
    given: policyOfInput(input),
    complete: true,
    places: [],
  })),
};

/** The command `simulate`: what `validate` finds comes first, and only what is right is simulated. */
export async function run(
  paths: readonly string[],
  options: SimulateOptions,
  given: SimulationStreams = { ...processStreams(), pauseMs: PAUSE_MS },
): Promise<ExitCode> {
  const streams = { ...given, readIn: once(given.readIn) };
  const problems = problemsIn(paths, options.composition, streams.readIn);
  const paint = paintFor(streams.err, streams.noColor);
  for (const problem of problems) streams.err.write(`${textOf(problem, paint)}\n`);
  if (problems.some(({ severity }) => severity === 'error')) return EXIT.notRight;
  return simulate(paths, options, streams);
}

/** What is wrong with objects. About files that cannot be read the simulation complains itself. */
function problemsIn(
  paths: readonly string[],
  composition: string | undefined,
  readIn: () => string,
): readonly Problem[] {
  const sources = readSources(composition === undefined ? paths : [composition, ...paths], readIn);
  if (!sources.ok) return [];
  const { manifests } = parseManifests(sources.value);
  const chosen = composition === undefined ? BUILT_IN : { file: fileOf(composition) };
  return judgeManifests({ manifests, unparsed: [] }, chosen).problems;
}

/** Standard input can be read only once. */
function once(readIn: () => string): () => string {
  let text: string | undefined;
  return () => {
    text ??= readIn();
    return text;
  };
}
