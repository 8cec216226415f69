import { EXIT, type ExitCode } from '../../src/commands/exit-codes.js';
import type { ImportOptions, ImportSource } from '../../src/commands/options.js';
import type { Result } from '../../src/lib/issue.js';
import { at, type JsonObject } from '../../src/lib/json.js';
import { readObjects } from '../manifests/read-objects.js';
import { STANDARD_INPUT } from '../manifests/read-sources.js';
import type { Streams } from '../output/streams.js';
import { structured } from '../output/structured.js';
import { planDoOperator } from './do-operator/plan-do-operator.js';
import { planProvider } from './found/provider-plan.js';
import { planTerraform } from './found/terraform-plan.js';
import type { Plan } from './plan.js';
import { printPlan, sentenceOf } from './print-plan.js';

/** How a source is imported, and what it is called where nothing of it was found. */
interface Importer {
  readonly what: string;
  plan(given: readonly JsonObject[], options: ImportOptions): Plan;
}

const IMPORTERS: Readonly<Record<ImportSource, Importer>> = {
  'do-operator': {
    what: 'objects of databases.digitalocean.com',
    plan: (given, { mode }) => planDoOperator(given, mode),
  },
  terraform: {
    what: 'resources digitalocean_database_* in the output of terraform show -json',
    plan: (given, { mode, namespace }) => planTerraform(merged(given), mode, namespace),
  },
  provider: {
    what: 'resources of database.digitalocean.m.crossplane.io or database.digitalocean.crossplane.io',
    plan: (given, { mode, namespace }) => planProvider(given, mode, namespace),
  },
};

/** What was read of a source, and where a person would say that it comes from. */
export interface Given {
  readonly read: Result<readonly JsonObject[]>;
  readonly from: string;
}

/** Prints bindings for what a source has: 0 where there are any, 1 where not, 2 for what cannot be read. */
export function importSource(
  source: ImportSource,
  { read, from }: Given,
  options: ImportOptions,
  streams: Streams,
): ExitCode {
  const { what, plan } = IMPORTERS[source];
  if (!read.ok) {
    for (const { path, message } of read.issues) streams.err.write(`cannot import ${path}: ${message}\n`);
    return EXIT.usedWrongly;
  }
  const planned = plan(read.value, options);
  if (planned.bindings.length === 0) {
    const reasons = planned.notes.map(sentenceOf);
    const told = reasons.length > 0 ? reasons : [`no ${what} in ${from}`];
    for (const reason of told) streams.err.write(`cannot import: ${reason}\n`);
    return EXIT.notRight;
  }
  streams.out.write(options.output === 'json' ? structured('json', planned) : printPlan(planned));
  return EXIT.right;
}

/** Reads files, or standard input without any. */
export function givenIn(paths: readonly string[], { readIn }: Streams): Given {
  const read = readObjects(paths.length === 0 ? [STANDARD_INPUT] : paths, readIn);
  return { read, from: paths.join(' ') || 'standard input' };
}

/** Several states, as one: each is a module of it. */
function merged(states: readonly JsonObject[]): JsonObject {
  const modules = states.map(
    (state) => at(state, 'values', 'root_module') ?? at(state, 'prior_state', 'values', 'root_module') ?? null,
  );
  return { values: { root_module: { child_modules: modules } } };
}
