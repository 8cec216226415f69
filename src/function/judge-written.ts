import type { Binding, Composite } from '../api/binding.js';
import { checkSoundSources } from '../api/check/check-trusted-sources.js';
import type { Known } from '../api/resolve/sources.js';
import { salvagePolicy, salvageSpec, validateSpec } from '../api/schema/validate.js';
import { collectIssues, type Issue, type Result, refused } from '../lib/issue.js';
import { at, type Json } from '../lib/json.js';
import type { GivenPolicy } from './given-policy.js';
import { judgeBinding } from './judge-binding.js';

/** The Binding that a spec and a policy ask for as people wrote them, or every problem of both. */
export function judgeWritten(composite: Composite, written: Json, given: GivenPolicy, known: Known): Result<Binding> {
  const [spec, policy] = [validateSpec(written), given.judged];
  if (spec.ok && policy.ok && given.issues.length === 0)
    return judgeBinding({ composite, spec: spec.value, policy: policy.value, known });

  const found = [...issuesOf(spec), ...issuesOf(policy), ...given.issues];
  const [specRest, policyRest] = [salvageSpec(written), salvagePolicy(given.written)];
  if (!specRest || !policyRest) return refused(found);
  const lacking = { ...known, complete: false };
  const rest = issuesOf(judgeBinding({ composite, spec: specRest, policy: policyRest, known: lacking }));
  const sources = collectIssues((report) => {
    checkSoundSources(report, 'spec.cluster.trustedSources', at(written, 'cluster', 'trustedSources'));
    checkSoundSources(report, 'policy.trustedSources', at(given.written, 'trustedSources'));
  });
  const others = [...rest, ...sources.filter(({ path }) => !rest.some((issue) => issue.path === path))];
  // Removing invalid fields makes them missing, which is not a new problem.
  return refused([...found, ...others.filter(({ path }) => !found.some((issue) => path.startsWith(issue.path)))]);
}

function issuesOf(result: Result<unknown>): readonly Issue[] {
  return result.ok ? [] : result.issues;
}
