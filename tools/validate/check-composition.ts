import { readComposition } from '../../simulation/crossplane/composition.js';
import { quote } from '../../src/api/quote.js';
import { didYouMean } from '../../src/api/schema/did-you-mean.js';
import type { Report } from '../../src/lib/issue.js';
import { asString, at, type JsonObject } from '../../src/lib/json.js';
import type { BindingKind } from './binding-kinds.js';

const API_VERSION = 'apiextensions.crossplane.io/v1';

/** What is wrong with a Composition around the policies of its steps. Those without a step of this function are left alone. */
export function checkComposition(report: Report, object: JsonObject, kinds: readonly BindingKind[]): void {
  const composition = readComposition(object);
  if (typeof composition === 'string') return;
  if (object.apiVersion !== API_VERSION)
    report('apiVersion', `${quote(asString(object.apiVersion) ?? '')} does not have Composition: write ${API_VERSION}`);
  if (at(object, 'metadata', 'name') === undefined) report('metadata.name', 'required but missing');
  const { apiVersion, kind } = composition.composes;
  const ours = kinds.find((each) => each.kind === kind);
  if (ours?.scope === 'Claim')
    report('spec.compositeTypeRef.kind', `a claim is not composed itself: write ${ours.composed}`);
  else if (ours !== undefined && ours.apiVersion !== apiVersion)
    report('spec.compositeTypeRef.apiVersion', `${quote(apiVersion)} does not have ${kind}: write ${ours.apiVersion}`);
  else if (ours === undefined && kinds.some((each) => each.apiVersion === apiVersion)) {
    const names = [...new Set(kinds.map(({ composed }) => composed))];
    report('spec.compositeTypeRef.kind', `unknown kind${didYouMean(kind, names, 3)} (known: ${names.join(', ')})`);
  }
}
