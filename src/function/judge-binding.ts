import type { Binding } from '../api/binding.js';
import { checkConfiguration } from '../api/check/check-configuration.js';
import { checkElsewhere, checkProtection } from '../api/check/check-elsewhere.js';
import { checkDefaultNames, checkEngine } from '../api/check/check-engine.js';
import { checkPolicy } from '../api/check/check-policy.js';
import { checkPools } from '../api/check/check-pools.js';
import { checkRestore } from '../api/check/check-restore.js';
import { checkRights } from '../api/check/check-rights.js';
import { checkRoutes } from '../api/check/check-routes.js';
import { checkSameNames } from '../api/check/check-same-names.js';
import { checkScope } from '../api/check/check-scope.js';
import { checkSharing } from '../api/check/check-sharing.js';
import { checkTopLevel } from '../api/check/check-top-level.js';
import { checkTrustedSources } from '../api/check/check-trusted-sources.js';
import { checkDefaultUser, checkObserved } from '../api/check/check-users.js';
import type { Checked } from '../api/check/checked.js';
import { resolveBinding } from '../api/resolve/resolve-binding.js';
import type { Sources } from '../api/resolve/sources.js';
import { checkConnection } from '../connection/check/check-connection.js';
import { profileOf } from '../engines/engines.js';
import { collectIssues, type Report, type Result, refused } from '../lib/issue.js';

/** Resolves a validated spec and policy to a Binding, or returns every problem of the two together. */
export function judgeBinding(sources: Sources): Result<Binding> {
  const found = resolveBinding(sources);
  if (!found.ok) return sources.known.complete ? found : refused([]);
  const { composite, spec, policy, known } = sources;
  const checked = { composite, spec, policy, known, binding: found.value };
  const issues = collectIssues((report) => checkBinding(report, checked));
  return issues.length > 0 ? refused(issues) : found;
}

/**
 * All checks of a spec that matches the schema, in the order a person reads the problems in. The last one checks what a
 * Secret can hold: it lives in `connection`, beside the tables of formats.
 */
function checkBinding(report: Report, checked: Checked): void {
  const { binding } = checked;
  const profile = binding.engine && profileOf(binding.engine);
  checkTopLevel(report, checked);
  checkElsewhere(report, checked);
  checkRoutes(report, checked);
  if (profile) {
    checkEngine(report, checked, profile);
    checkDefaultNames(report, checked, profile);
    checkPools(report, checked, profile);
    checkRights(report, checked, profile);
    checkSharing(report, checked, profile);
  }
  checkPolicy(report, checked);
  checkSameNames(report, checked);
  checkObserved(report, checked);
  checkDefaultUser(report, checked);
  checkScope(report, checked);
  checkTrustedSources(report, checked);
  checkRestore(report, checked);
  if (profile) checkConfiguration(report, checked, profile);
  checkProtection(report, checked);
  checkConnection(report, binding);
}
