import type { DatabaseBindingSpec } from '../../gen/binding.js';
import type { BindingPolicy } from '../../gen/policy.js';
import { type Issue, NO_ISSUES } from '../../lib/issue.js';

/** A backup is all the data of another cluster, and Crossplane reaches every cluster of the account. */
export function checkRestore({ cluster }: DatabaseBindingSpec, { references }: BindingPolicy): readonly Issue[] {
  if (!cluster?.restoreFrom) return NO_ISSUES;
  const { databaseName } = cluster.restoreFrom;
  const allowed = references?.backups ?? [];
  return [
    ...(allowed.includes('*') || allowed.includes(databaseName)
      ? []
      : [
          {
            path: 'spec.cluster.restoreFrom.databaseName',
            message: `"${databaseName}" is not among the clusters whose backups the policy allows (references.backups)`,
          },
        ]),
    ...(cluster.adopt === undefined
      ? []
      : [
          {
            path: 'spec.cluster.restoreFrom',
            message: 'a cluster that is adopted has its data already: remove one of the two',
          },
        ]),
  ];
}
