import { setTimeout as pause } from 'node:timers/promises';
import type { Issue } from '../lib/issue.js';
import type { JsonObject } from '../lib/json.js';
import { DEFAULT_COMPOSITION } from '../simulation/crossplane/default-composition.js';
import type { Call } from '../simulation/crossplane/run-function.js';
import { live } from '../simulation/life.js';
import { loadBindings, loadComposition } from '../simulation/load-manifests.js';
import { type Mask, maskOf, noMask, secretsIn } from '../simulation/mask.js';
import { endLines } from '../simulation/report/end-lines.js';
import { jsonReport } from '../simulation/report/json.js';
import { type Paint, paintAnsi, paintNothing } from '../simulation/report/paint.js';
import type { PolicySource, Run } from '../simulation/report/run.js';
import { type Output, Screen } from '../simulation/report/screen.js';
import { bindingLines, policyLines } from '../simulation/report/start-lines.js';
import { stepLines } from '../simulation/report/step-lines.js';
import { tableLines } from '../simulation/report/table.js';
import { serveFunction } from '../simulation/serve-function.js';
import { createWorld, type Round, type World } from '../simulation/world.js';
import type { SimulateOptions } from './simulate-options.js';

/** What the command writes to. */
export interface Streams {
  readonly out: Output;
  readonly err: Output;
  readonly noColor: boolean;
  /** How long a person at a terminal gets to read a step. */
  readonly pauseMs: number;
}

const BAD_INPUT = 2;
const NOT_READY = 1;
const PAUSE_MS = 350;

/** The process's own streams. A reader that has seen enough (`| head`) ends the simulation without a complaint. */
function processStreams(): Streams {
  process.stdout.once('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(0);
  });
  return { out: process.stdout, err: process.stderr, noColor: Boolean(process.env.NO_COLOR), pauseMs: PAUSE_MS };
}

/**
 * Walks bindings through their life, one after the other. Resolves to the exit code: 0 where all became ready, 1 where
 * one did not, 2 for input that cannot be simulated.
 */
export async function simulate(
  paths: readonly string[],
  options: SimulateOptions,
  streams: Streams = processStreams(),
): Promise<number> {
  const policy = loadPolicy(options.composition);
  if ('issues' in policy) return complain(policy.issues, streams);
  const bindings = loadBindings(paths, policy.composition.composes);
  if (!bindings.ok) return complain(bindings.issues, streams);
  const paint = streams.out.isTTY && !streams.noColor ? paintAnsi : paintNothing;
  if (options.output === 'text') new Screen(streams.out).print(policyLines(policy, paint));
  const served = await serveFunction((line) => streams.err.write(`${line}\n`));
  try {
    const runs: Run[] = [];
    for (const binding of bindings.value)
      runs.push(await runOne(binding, policy, served.call, { options, streams, paint }));
    if (options.output === 'json') printJson(runs, streams.out);
    return runs.every(({ outcome }) => outcome.ready && outcome.steady) ? 0 : NOT_READY;
  } finally {
    await served.close();
  }
}

function loadPolicy(file: string | undefined): PolicySource | { readonly issues: readonly Issue[] } {
  if (file === undefined) return { composition: DEFAULT_COMPOSITION };
  const loaded = loadComposition(file);
  return loaded.ok ? { file, composition: loaded.value } : { issues: loaded.issues };
}

function complain(issues: readonly Issue[], { err }: Streams): number {
  for (const { path, message } of issues) err.write(`cannot simulate "${path}": ${message}\n`);
  return BAD_INPUT;
}

async function runOne(binding: JsonObject, policy: PolicySource, call: Call, how: How): Promise<Run> {
  const world = createWorld({ binding, composition: policy.composition, call });
  const report = how.options.output === 'text' ? textReport(world, how) : undefined;
  const rounds: Round[] = [];
  report?.start(binding);
  const outcome = await live(world, (round) => {
    rounds.push(round);
    return report?.step(round);
  });
  const run = { binding, policy, rounds, outcome, end: world.snapshot(), mask: maskFor(world, how.options) };
  report?.end(run);
  return run;
}

/** How a run is reported. */
interface How {
  readonly options: SimulateOptions;
  readonly streams: Streams;
  readonly paint: Paint;
}

/** Tells a person what happens while it happens. */
interface TextReport {
  start(binding: JsonObject): void;
  step(round: Round): Promise<void>;
  end(run: Run): void;
}

function textReport(world: World, { options, streams, paint }: How): TextReport {
  const screen = new Screen(streams.out);
  return {
    start: (binding) => screen.print(bindingLines(binding, paint)),
    async step(round) {
      // A function may repeat itself in every round; once is enough.
      if (round.changed) screen.print(stepLines(round, maskFor(world, options), paint));
      screen.draw(['', ...tableLines(world.snapshot(), screen.columns, paint)]);
      if (screen.isLive) await pause(streams.pauseMs);
    },
    end: (run) => screen.print(endLines(run, screen.columns, paint)),
  };
}

function maskFor(world: World, { showSecrets }: SimulateOptions): Mask {
  return showSecrets ? noMask : maskOf([...world.cloud.secrets(), ...secretsIn(world.snapshot().objects)]);
}

function printJson(runs: readonly Run[], out: Output): void {
  const reports = runs.map(jsonReport);
  // One binding is an object, several are a list of them.
  out.write(`${JSON.stringify(reports.length === 1 ? reports[0] : reports, null, 2)}\n`);
}
