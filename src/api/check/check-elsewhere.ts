import { CONTENT_FIELDS, type ContentField } from '../../engines/engine-profile.js';
import type { Report } from '../../lib/issue.js';
import type { Checked } from './checked.js';

/** Why a field cannot be used in a cluster that lives elsewhere; `undefined` if it can. */
const CONTROLLED_ONLY: Readonly<Record<ContentField, string | undefined>> = {
  topics: undefined,
  connectionPools: 'pools take connections from everyone who uses the cluster',
  schemas: 'the schema registry is shared by everyone who uses the cluster',
};

/** What cannot be created in a cluster that lives elsewhere, whatever its engine. */
export function checkElsewhere(report: Report, { spec, binding: { target } }: Checked): void {
  if (target.architecture === 'Controlled') return;
  for (const field of CONTENT_FIELDS) {
    const why = CONTROLLED_ONLY[field];
    if (why !== undefined && spec[field]?.length)
      report(`spec.${field}`, `not possible with clusterRef, only in a cluster that the binding controls: ${why}`);
  }
}

/** Protection that is asked for where there is nothing to protect. */
export function checkProtection(report: Report, { spec, binding: { target } }: Checked): void {
  if (spec.deletionProtection && target.architecture === 'Referenced')
    report('spec.deletionProtection', 'only the binding that controls the cluster can protect it: remove it');
}
