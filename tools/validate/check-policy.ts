import type { GivenPolicy } from '../../src/function/given-policy.js';
import { judgeWritten } from '../../src/function/judge-written.js';
import { ENGINES } from '../../src/gen/binding.js';
import type { Issue } from '../../src/lib/issue.js';
import type { JsonObject } from '../../src/lib/json.js';
import { nothingKnown } from './nothing-known.js';

/** Some binding, of whatever kind the Composition is for. */
const SOME = { apiVersion: undefined, kind: undefined, name: 'some', claim: undefined };

/**
 * Every problem that a policy has by itself. Its defaults and classes are tried with bindings that set nothing but an engine
 * and a class; what is wrong only for some engines is not meant for these.
 */
export function policyProblems(given: GivenPolicy, namespaced: boolean): readonly Issue[] {
  if (!given.judged.ok) return [...given.judged.issues, ...given.issues];
  if (given.issues.length > 0) return given.issues;
  const { allowed, classes = {} } = given.judged.value;
  const engines = allowed?.engines?.length ? allowed.engines : ENGINES;
  const tried = [undefined, ...Object.keys(classes)].flatMap((name) => {
    const byEngine = engines.map((engine) =>
      problemsOf({ cluster: name === undefined ? { engine } : { engine, class: name } }, given, namespaced),
    );
    const [first = [], ...others] = byEngine;
    const always = first.filter(({ path }) => others.every((issues) => issues.some((issue) => issue.path === path)));
    const versions = byEngine.flat().filter(({ path }) => path.startsWith('policy.defaults.versions.'));
    return [...always, ...versions];
  });
  return tried.filter(
    ({ path, message }, i) => tried.findIndex((other) => other.path === path && other.message === message) === i,
  );
}

function problemsOf(spec: JsonObject, given: GivenPolicy, namespaced: boolean): readonly Issue[] {
  const composite = { ...SOME, namespace: namespaced ? 'some' : undefined };
  const judged = judgeWritten(
    composite,
    spec,
    given,
    nothingKnown(() => undefined, false),
  );
  return judged.ok ? [] : judged.issues.filter(({ path }) => path.startsWith('policy.'));
}
