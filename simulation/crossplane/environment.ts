import { accepted, type Issue, type Result, refused } from '../../src/lib/issue.js';
import { asObject, asString, at, type JsonObject } from '../../src/lib/json.js';
import type { Composition } from './composition.js';

const GROUP = 'apiextensions.crossplane.io/';
/** Where function-environment-configs puts what it reads. */
const ENVIRONMENT = `${GROUP}environment`;

/** Whether an object is an EnvironmentConfig, of whichever version. */
export function isEnvironmentConfig({ apiVersion, kind }: JsonObject): boolean {
  return kind === 'EnvironmentConfig' && (asString(apiVersion) ?? '').startsWith(GROUP);
}

/**
 * A Composition with the context that earlier steps would have made: each part of a policy that a step points to, from the
 * only EnvironmentConfig that has it. Which one of several a binding gets is up to functions that are not run.
 */
export function withEnvironment(composition: Composition, configs: readonly JsonObject[]): Result<Composition> {
  const wanted = new Map(
    composition.steps.flatMap(({ input }) => {
      const from = asObject(input?.fromContext);
      const name = asString(from.field);
      return name === undefined ? [] : [[name, asString(from.key) ?? ENVIRONMENT] as const];
    }),
  );
  if (wanted.size === 0) return accepted(composition);
  const issues: Issue[] = [];
  const context: Record<string, JsonObject> = {};
  for (const [name, key] of wanted) {
    const having = configs.filter(({ data }) => at(data, name) !== undefined);
    const [part, ...others] = having.map(({ data }) => at(data, name));
    if (part !== undefined && others.length === 0) context[key] = { ...context[key], [name]: part };
    else issues.push({ path: 'spec.pipeline', message: problemOf(name, having) });
  }
  return issues.length > 0 ? refused(issues) : accepted({ ...composition, context });
}

function problemOf(name: string, having: readonly JsonObject[]): string {
  const names = having.map((config) => `"${asString(at(config, 'metadata', 'name')) ?? ''}"`);
  const found = names.length === 0 ? 'none' : names.join(', ');
  return `fromContext.field points to "${name}": give one EnvironmentConfig that has it, with what this binding gets (in the files: ${found})`;
}
