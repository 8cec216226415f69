import { type Composition, readComposition, type Step } from '../../simulation/crossplane/composition.js';
import type { StateResource } from '../../simulation/crossplane/protocol.js';
import type { RenderOptions } from '../../src/commands/options.js';
import { accepted, type Issue, type Result, refused } from '../../src/lib/issue.js';
import { at, type Json, type JsonObject } from '../../src/lib/json.js';
import { readObjects } from '../manifests/read-objects.js';
import { readObserved, titleOf } from './observed.js';

/** Everything that a command line names, read. */
export interface RenderFiles {
  readonly composites: readonly JsonObject[];
  readonly steps: readonly Step[];
  readonly skipped: readonly Step[];
  readonly observed: ReadonlyMap<string, StateResource>;
  readonly others: readonly JsonObject[];
  readonly context: JsonObject;
}

/** Reads the files of a command line, or tells every problem of them. */
export function readRenderInput(
  bindingPath: string,
  compositionPath: string,
  options: RenderOptions,
  readIn: () => string,
): Result<RenderFiles> {
  const issues: Issue[] = [];
  const take = <T>(result: Result<T>, otherwise: T): T => {
    if (result.ok) return result.value;
    issues.push(...result.issues);
    return otherwise;
  };
  const given = take(readObjects([bindingPath], readIn), []);
  const composition = take(readTheComposition(compositionPath, readIn), undefined);
  const mocks = take(readObjects(options.observed, readIn), []);
  const required = take(readObjects([...options.requiredResources, ...options.extraResources], readIn), []);
  const context = take(readContext(options, readIn), {});
  const observed = readObserved(mocks);
  issues.push(...observed.issues);
  if (composition === undefined) return refused(issues);
  const composites = given.filter((object) => isComposed(object, composition));
  if (composites.length === 0 && issues.length === 0) issues.push(noneOf(bindingPath, composition, given));
  if (composites.length > 1 && observed.resources.size > 0)
    issues.push({
      path: '--observed',
      message: `belongs to one composite, but ${bindingPath} has ${composites.length}`,
    });
  if (issues.length > 0) return refused(issues);
  const others = [...given, ...mocks, ...required];
  const { steps, skipped } = composition;
  return accepted({ composites, steps, skipped, observed: observed.resources, others, context });
}

function readTheComposition(path: string, readIn: () => string): Result<Composition | undefined> {
  const read = readObjects([path], readIn);
  if (!read.ok) return read;
  const found = read.value.filter(({ kind }) => kind === 'Composition');
  const [manifest] = found;
  if (manifest === undefined) return problem(path, 'no Composition in it');
  if (found.length > 1) return problem(path, `${found.length} Compositions in it, want one`);
  const composition = readComposition(manifest);
  return typeof composition === 'string' ? problem(path, composition) : accepted(composition);
}

function isComposed({ apiVersion, kind }: JsonObject, { composes }: Composition): boolean {
  return apiVersion === composes.apiVersion && kind === composes.kind;
}

function noneOf(path: string, { composes }: Composition, given: readonly JsonObject[]): Issue {
  const wanted = `no ${composes.kind} of ${composes.apiVersion} in it, which the Composition is for`;
  const found = given.map((object) => titleOf(object));
  return { path, message: found.length === 0 ? wanted : `${wanted}, but ${found.join(', ')}` };
}

/** As for Crossplane's command: a value of the command line goes before one of a file. */
function readContext({ contextFiles, contextValues }: RenderOptions, readIn: () => string): Result<JsonObject> {
  const issues: Issue[] = [];
  const context = new Map<string, Json>();
  for (const { key, value: path } of contextFiles) {
    const read = readObjects([path], readIn);
    if (!read.ok) issues.push(...read.issues);
    else if (read.value.length !== 1) issues.push({ path, message: `has ${read.value.length} objects, want one` });
    else for (const value of read.value) context.set(key, environmentIn(value));
  }
  for (const { key, value } of contextValues) {
    try {
      context.set(key, JSON.parse(value) as Json);
    } catch {
      issues.push({ path: `--context-values ${key}`, message: 'not JSON' });
    }
  }
  return issues.length > 0 ? refused(issues) : accepted(Object.fromEntries(context));
}

/** An EnvironmentConfig stands for its data, which is what function-environment-configs puts into the context. */
function environmentIn(value: Json): Json {
  return at(value, 'kind') === 'EnvironmentConfig' ? (at(value, 'data') ?? {}) : value;
}

function problem(path: string, message: string): Result<never> {
  return refused([{ path, message }]);
}
