import { setTimeout as pause } from 'node:timers/promises';
import { EXIT, type ExitCode } from '../src/commands/exit-codes.js';
import type { SimulateOptions } from '../src/commands/options.js';
import type { Issue } from '../src/lib/issue.js';
import { type Paint, paintFor } from '../tools/output/paint.js';
import { Screen } from '../tools/output/screen.js';
import { type Output, processStreams, type Streams } from '../tools/output/streams.js';
import { DEFAULT_COMPOSITION } from './crossplane/default-composition.js';
import type { Call } from './crossplane/run-function.js';
import { cloudBefore } from './elsewhere.js';
import { live, outcomeOf } from './life.js';
import { loadBindings, loadComposition } from './load-manifests.js';
import { type Mask, maskOf, noMask, secretsIn } from './mask.js';
import { type Neighbourhood, neighbourhoods } from './neighbourhood.js';
import { endLines } from './report/end-lines.js';
import { jsonReport } from './report/json.js';
import type { PolicySource, Run } from './report/run.js';
import { policyLines, worldLines } from './report/start-lines.js';
import { stepLines } from './report/step-lines.js';
import { tableLines } from './report/table.js';
import { serveFunction } from './serve-function.js';
import { bindingName, createWorld, type Round, type World } from './world.js';

/** What the command writes to. */
export interface SimulationStreams extends Streams {
  /** How long a person at a terminal gets to read a step. */
  readonly pauseMs: number;
}

const PAUSE_MS = 350;

/**
 * Walks bindings through their life, one after the other; those that refer to each other together. Resolves to the exit
 * code: 0 where all became ready, 1 where one did not, 2 for input that cannot be simulated.
 */
export async function simulate(
  paths: readonly string[],
  options: SimulateOptions,
  streams: SimulationStreams = { ...processStreams(), pauseMs: PAUSE_MS },
): Promise<ExitCode> {
  const policy = loadPolicy(options.composition, paths, streams.readIn);
  if ('issues' in policy) return complain(policy.issues, streams);
  const bindings = loadBindings(paths, policy.composition.composes, streams.readIn);
  if (!bindings.ok) return complain(bindings.issues, streams);
  const paint = paintFor(streams.out, streams.noColor);
  if (options.output === 'text') new Screen(streams.out).print(policyLines(policy, paint));
  const served = await serveFunction((line) => streams.err.write(`${line}\n`));
  try {
    const runs: Run[] = [];
    for (const neighbours of neighbourhoods(bindings.value))
      runs.push(...(await runTogether(neighbours, policy, served.call, { options, streams, paint })));
    if (options.output === 'json') printJson(runs, streams.out);
    return runs.every(({ outcome }) => outcome.ready && outcome.steady) ? EXIT.right : EXIT.notRight;
  } finally {
    await served.close();
  }
}

function loadPolicy(
  file: string | undefined,
  paths: readonly string[],
  readIn: () => string,
): PolicySource | { readonly issues: readonly Issue[] } {
  if (file === undefined) return { composition: DEFAULT_COMPOSITION };
  const loaded = loadComposition(file, readIn, paths);
  return loaded.ok ? { file, composition: loaded.value } : { issues: loaded.issues };
}

function complain(issues: readonly Issue[], { err }: Streams): ExitCode {
  for (const { path, message } of issues) err.write(`cannot simulate "${path}": ${message}\n`);
  return EXIT.usedWrongly;
}

/** Lets bindings live in one world, and tells of each what became of it. */
async function runTogether(
  { first, others, objects }: Neighbourhood,
  policy: PolicySource,
  call: Call,
  how: How,
): Promise<readonly Run[]> {
  const bindings = [first, ...others];
  const cloud = cloudBefore(bindings);
  const screen = new Screen(how.streams.out);
  if (how.options.output === 'text') screen.print(worldLines(bindings, objects, cloud, how.paint));
  const composition = policy.composition;
  const world = createWorld({ binding: first, neighbours: others, objects, composition, call, cloud });
  const rounds: Round[] = [];
  const { steady } = await live(world, (round) => {
    rounds.push(round);
    return how.options.output === 'text' ? showStep(world, round, screen, how) : undefined;
  });
  const runs = bindings.map((binding) => {
    const name = bindingName(binding);
    return {
      binding,
      policy,
      rounds: rounds.map((round) => ({ ...round, ...round.newsOf.get(name) })),
      outcome: outcomeOf(world, steady, name),
      end: world.snapshot(name),
      mask: maskFor(world, how.options),
    };
  });
  if (how.options.output === 'text') for (const run of runs) showEnd(run, runs.length > 1, screen, how);
  return runs;
}

/** How a run is reported. */
interface How {
  readonly options: SimulateOptions;
  readonly streams: SimulationStreams;
  readonly paint: Paint;
}

/** Tells a person what happens while it happens. */
async function showStep(world: World, round: Round, screen: Screen, { options, streams, paint }: How): Promise<void> {
  // A function may repeat itself in every round; once is enough.
  if (round.changed) screen.print(stepLines(round, maskFor(world, options), paint));
  screen.draw(world.bindings.flatMap((name) => ['', ...tableLines(world.snapshot(name), screen.columns, paint)]));
  if (screen.isLive) await pause(streams.pauseMs);
}

function showEnd(run: Run, isOneOfMany: boolean, screen: Screen, { paint }: How): void {
  const heading = isOneOfMany ? ['', paint('bold', `== ${bindingName(run.binding)}`)] : [];
  screen.print([...heading, ...endLines(run, screen.columns, paint)]);
}

function maskFor(world: World, { showSecrets }: SimulateOptions): Mask {
  return showSecrets ? noMask : maskOf([...world.cloud.secrets(), ...secretsIn(world.snapshot().objects)]);
}

function printJson(runs: readonly Run[], out: Output): void {
  const reports = runs.map(jsonReport);
  // One binding is an object, several are a list of them.
  out.write(`${JSON.stringify(reports.length === 1 ? reports[0] : reports, null, 2)}\n`);
}
