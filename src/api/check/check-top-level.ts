import { closestMatch } from 'leven';
import { type DatabaseBindingSpec, SPEC_FIELDS } from '../../gen/binding.js';
import { type Issue, issuesOfEach, NO_ISSUES } from '../../lib/issue.js';
import { quote } from '../quote.js';

/** A typing error is this far from what was meant; further away it is a platform team's own field. */
const MAX_DISTANCE = 2;
const LONGEST_NAME = 64;

/** Ours, and what Crossplane puts into every composite and claim: nothing to compare with anything. */
const KNOWN: ReadonlySet<string> = new Set([...SPEC_FIELDS, 'crossplane', 'claimRef', 'resourceRefs']);

/**
 * Fields at the top of a spec that look like one of ours. Others are left alone: platform teams have fields of their own
 * there, and Crossplane too. Nested objects are closed, so that the schema finds every unknown field in them.
 */
export function checkTopLevel(spec: DatabaseBindingSpec): readonly Issue[] {
  return issuesOfEach(Object.keys(spec), (field) => {
    if (KNOWN.has(field) || field.length > LONGEST_NAME) return NO_ISSUES;
    const close = closestMatch(field, [...SPEC_FIELDS], { maxDistance: MAX_DISTANCE });
    return close === undefined
      ? NO_ISSUES
      : [{ path: `spec.${field}`, message: `unknown field, did you mean ${quote(close)}?` }];
  });
}
