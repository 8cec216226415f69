import type { DatabaseBindingSpec } from '../../gen/binding.js';
import type { Report } from '../../lib/issue.js';
import type { Binding } from '../binding.js';

/** Crossplane lets a namespaced composite compose namespaced resources only, and only its kind has others to share with. */
export function checkScope(report: Report, { sharing }: DatabaseBindingSpec, { composite, provider }: Binding): void {
  const namespaced = composite.namespace !== undefined;
  if (sharing && !namespaced) report('spec.sharing', 'a cluster-scoped composite cannot share its cluster: remove it');
  if (namespaced && provider.family !== 'Namespaced')
    report('policy.providerFamily', 'a namespaced composite needs the family Namespaced: remove it');
}
