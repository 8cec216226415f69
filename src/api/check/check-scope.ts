import type { Report } from '../../lib/issue.js';
import type { Checked } from './checked.js';

/** A namespaced composite can compose namespaced resources only, and only a namespaced one has others to share with. */
export function checkScope(report: Report, { spec, composite, binding }: Checked): void {
  const namespaced = composite.namespace !== undefined;
  if (spec.sharing && !namespaced)
    report('spec.sharing', 'a cluster-scoped composite cannot share its cluster: remove it');
  if (namespaced && binding.provider.family !== 'Namespaced')
    report('policy.providerFamily', 'a namespaced composite needs the family Namespaced: remove it');
}
