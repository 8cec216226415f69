import type { Binding } from '../api/binding.js';
import { type Resolved, resolveBinding } from '../api/resolve-binding.js';
import { salvagePolicy, salvageSpec, validatePolicy, validateSpec } from '../api/validate.js';
import { checkConnection } from '../connection/check-connection.js';
import { accepted, type Issue, type Result, refused } from '../lib/issue.js';
import type { Facts } from '../observe/facts.js';
import type { ObservedComposite } from '../observe/read-composite.js';
import { decodeStruct } from '../wire/struct.js';

/** Reads binding and policy, or tells every problem of both. */
export function readBinding(
  { owner, spec: written = null }: ObservedComposite,
  input: Uint8Array | undefined,
  { cluster }: Facts,
): Result<Binding> {
  if (owner === undefined) return refused([{ path: 'metadata.name', message: 'required but missing' }]);
  // A pipeline step without an input has the empty policy.
  const given = input === undefined ? {} : decodeStruct(input);
  const [spec, policy] = [validateSpec(written), validatePolicy(given)];
  const running = cluster.state === 'created' ? cluster.engine : undefined;
  if (spec.ok && policy.ok)
    return judge(resolveBinding(owner, spec.value, policy.value, { engine: running, complete: true }));

  const found = [...issuesOf(spec), ...issuesOf(policy)];
  const [specRest, policyRest] = [salvageSpec(written), salvagePolicy(given)];
  if (!specRest || !policyRest) return refused(found);
  const rest = issuesOf(judge(resolveBinding(owner, specRest, policyRest, { engine: running, complete: false })));
  // What was taken out is missing now, which is no news.
  return refused([...found, ...rest.filter(({ path }) => !found.some((issue) => path.startsWith(issue.path)))]);
}

function judge({ binding, issues: found }: Resolved): Result<Binding> {
  const issues = [...found, ...checkConnection(binding)];
  return issues.length > 0 ? refused(issues) : accepted(binding);
}

function issuesOf(result: Result<unknown>): readonly Issue[] {
  return result.ok ? [] : result.issues;
}
