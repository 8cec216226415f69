import { CONTENT_FIELDS, CONTENT_NAMES } from '../../engines/engine-profile.js';
import type { Report } from '../../lib/issue.js';
import type { Checked } from './checked.js';

/** What cannot be created in a cluster that lives elsewhere, whatever its engine. */
export function checkElsewhere(report: Report, { spec, binding: { target } }: Checked): void {
  if (target.architecture === 'Controlled') return;
  for (const field of CONTENT_NAMES) {
    const why = CONTENT_FIELDS[field];
    if (why !== undefined && spec[field]?.length)
      report(`spec.${field}`, `not possible with clusterRef, only in a cluster that the binding controls: ${why}`);
  }
}

/** Protection that is asked for where there is nothing to protect. */
export function checkProtection(report: Report, { spec, binding: { target } }: Checked): void {
  if (spec.deletionProtection && target.architecture === 'Referenced')
    report('spec.deletionProtection', 'only the binding that controls the cluster can protect it: remove it');
}
