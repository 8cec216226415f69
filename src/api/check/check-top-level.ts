import { SPEC_FIELDS } from '../../gen/binding.js';
import type { Report } from '../../lib/issue.js';
import { didYouMean } from '../schema/did-you-mean.js';
import type { Checked } from './checked.js';

/** A typing error is this close to the field that was meant; what is further away is a platform team's own field. */
const MAX_DISTANCE = 2;

/** Our fields, and those that Crossplane adds to every composite and claim. */
const KNOWN: ReadonlySet<string> = new Set([...SPEC_FIELDS, 'crossplane', 'claimRef', 'resourceRefs']);

/**
 * Fields at the top of a spec that look like one of ours. Others are left alone: platform teams and Crossplane add their
 * own. Nested objects are closed, so the schema finds every unknown field in them.
 */
export function checkTopLevel(report: Report, { spec }: Checked): void {
  for (const field of Object.keys(spec)) {
    const hint = KNOWN.has(field) ? '' : didYouMean(field, SPEC_FIELDS, MAX_DISTANCE);
    if (hint !== '') report(`spec.${field}`, `unknown field${hint}`);
  }
}
