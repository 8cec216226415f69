import { CONTENT_FIELDS, type ContentField } from '../../engines/engine-profile.js';
import type { DatabaseBindingSpec } from '../../gen/binding.js';
import type { Report } from '../../lib/issue.js';
import type { Target } from '../binding.js';

/** Why a field is of no use in a cluster that lives elsewhere; `undefined` where it may be used. */
const CONTROLLED_ONLY: Readonly<Record<ContentField, string | undefined>> = {
  topics: undefined,
  connectionPools:
    "pools take connections from all who use the cluster, and the life of the cluster is somebody else's",
  schemas: "the schema registry is shared by all who use the cluster, and the life of the cluster is somebody else's",
};

/** What may not be made in a cluster that lives elsewhere, whatever its engine. */
export function checkElsewhere(report: Report, spec: DatabaseBindingSpec, { architecture }: Target): void {
  if (architecture === 'Controlled') return;
  for (const field of CONTENT_FIELDS) {
    const why = CONTROLLED_ONLY[field];
    if (why !== undefined && spec[field]?.length)
      report(`spec.${field}`, `not possible with clusterRef, only in a cluster that the binding controls: ${why}`);
  }
}

/** Protection that is asked for where there is nothing to protect. */
export function checkProtection(
  report: Report,
  { deletionProtection }: DatabaseBindingSpec,
  { architecture }: Target,
): void {
  if (deletionProtection && architecture === 'Referenced')
    report(
      'spec.deletionProtection',
      "the cluster's life is somebody else's, only the binding that controls it can protect it: remove it",
    );
}
