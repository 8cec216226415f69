import type { Binding } from '../api/binding.js';
import { checkConfiguration } from '../api/check/check-configuration.js';
import { checkElsewhere, checkProtection } from '../api/check/check-elsewhere.js';
import { checkDefaultNames, checkEngine } from '../api/check/check-engine.js';
import { checkLeads } from '../api/check/check-leads.js';
import { checkPolicy } from '../api/check/check-policy.js';
import { checkPools } from '../api/check/check-pools.js';
import { checkRestore } from '../api/check/check-restore.js';
import { checkScope } from '../api/check/check-scope.js';
import { checkTopLevel } from '../api/check/check-top-level.js';
import { checkTrustedSources } from '../api/check/check-trusted-sources.js';
import { checkDefaultUser, checkLogins, checkObserved } from '../api/check/check-users.js';
import { type Known, type Owner, resolveBinding } from '../api/resolve/resolve-binding.js';
import { checkConnection } from '../connection/check/check-connection.js';
import type { DatabaseBindingSpec } from '../gen/binding.js';
import type { BindingPolicy } from '../gen/policy.js';
import { collectIssues, type Report, type Result, refused } from '../lib/issue.js';

/** Makes a Binding of a validated spec and policy, or tells every problem of the two together. */
export function judgeBinding(
  owner: Owner,
  spec: DatabaseBindingSpec,
  policy: BindingPolicy,
  known: Known,
): Result<Binding> {
  const found = resolveBinding(owner, spec, policy, known);
  if (!found.ok) return known.complete ? found : refused([]);
  const issues = collectIssues((report) => checkBinding(report, spec, policy, found.value, known));
  return issues.length > 0 ? refused(issues) : found;
}

/**
 * All that is checked of a spec that fits the schema, in the order a person reads the problems in. The last check asks what
 * a Secret can hold: it stands in `connection` beside the tables that say so, which everything before can do without.
 */
function checkBinding(
  report: Report,
  spec: DatabaseBindingSpec,
  policy: BindingPolicy,
  binding: Binding,
  known: Known,
): void {
  const { target, engine, users } = binding;
  checkTopLevel(report, spec);
  checkElsewhere(report, spec, target);
  checkLeads(report, spec, binding, known);
  if (engine !== undefined) {
    checkEngine(report, spec, target, engine);
    checkDefaultNames(report, spec, engine, binding);
    checkPools(report, spec, engine, binding);
  }
  checkPolicy(report, spec, target, policy, known);
  checkLogins(report, users);
  checkObserved(report, users, known.existing);
  checkDefaultUser(report, spec, target, engine);
  checkScope(report, spec, binding);
  checkTrustedSources(report, spec, policy, known);
  checkRestore(report, spec, policy);
  checkConfiguration(report, spec, engine);
  checkProtection(report, spec, target);
  checkConnection(report, binding);
}
