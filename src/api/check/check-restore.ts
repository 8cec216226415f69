import type { Report } from '../../lib/issue.js';
import type { Checked } from './checked.js';

/** A backup is all the data of another cluster, and Crossplane reaches every cluster of the account. */
export function checkRestore(report: Report, { spec: { cluster }, policy }: Checked): void {
  if (!cluster?.restoreFrom) return;
  const { databaseName } = cluster.restoreFrom;
  const backups = policy.references?.backups ?? [];
  if (!backups.includes('*') && !backups.includes(databaseName))
    report(
      'spec.cluster.restoreFrom.databaseName',
      `"${databaseName}" is not among the clusters whose backups the policy allows (references.backups)`,
    );
  if (cluster.adopt !== undefined)
    report('spec.cluster.restoreFrom', 'an adopted cluster already has its data: remove restoreFrom or adopt');
}
