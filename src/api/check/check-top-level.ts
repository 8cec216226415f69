import { type DatabaseBindingSpec, SPEC_FIELDS } from '../../gen/binding.js';
import type { Report } from '../../lib/issue.js';
import { didYouMean } from '../schema/did-you-mean.js';

/** A typing error is this far from what was meant; further away it is a platform team's own field. */
const MAX_DISTANCE = 2;

/** Ours, and what Crossplane puts into every composite and claim: nothing to compare with anything. */
const KNOWN: ReadonlySet<string> = new Set([...SPEC_FIELDS, 'crossplane', 'claimRef', 'resourceRefs']);

/**
 * Fields at the top of a spec that look like one of ours. Others are left alone: platform teams have fields of their own
 * there, and Crossplane too. Nested objects are closed, so that the schema finds every unknown field in them.
 */
export function checkTopLevel(report: Report, spec: DatabaseBindingSpec): void {
  for (const field of Object.keys(spec)) {
    const hint = KNOWN.has(field) ? '' : didYouMean(field, SPEC_FIELDS, MAX_DISTANCE);
    if (hint !== '') report(`spec.${field}`, `unknown field${hint}`);
  }
}
