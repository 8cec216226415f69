import type { DatabaseBindingSpec } from '../../gen/binding.js';
import type { BindingPolicy } from '../../gen/policy.js';
import type { Report } from '../../lib/issue.js';

/** A backup is all the data of another cluster, and Crossplane reaches every cluster of the account. */
export function checkRestore(
  report: Report,
  { cluster }: DatabaseBindingSpec,
  { references: { backups = [] } = {} }: BindingPolicy,
): void {
  if (!cluster?.restoreFrom) return;
  const { databaseName } = cluster.restoreFrom;
  if (!backups.includes('*') && !backups.includes(databaseName))
    report(
      'spec.cluster.restoreFrom.databaseName',
      `"${databaseName}" is not among the clusters whose backups the policy allows (references.backups)`,
    );
  if (cluster.adopt !== undefined)
    report('spec.cluster.restoreFrom', 'a cluster that is adopted has its data already: remove one of the two');
}
