import { valueOr } from '../kubernetes/cluster-reader.js';
import type { Finding } from './finding.js';
import type { Inventory } from './inventory.js';
import type { PolicyInUse } from './policy-in-use.js';

/**
 * The findings about one family of the provider's kinds. The configuration package has a Composition for claims, whether a
 * platform wants any or not: as long as nobody has one, what they lack is only said.
 */
export function asFarAsUsed(
  family: PolicyInUse['family'],
  findings: readonly Finding[],
  { policies, claimed }: Inventory,
): readonly Finding[] {
  const hasBindings = policies.some((policy) => policy.family === 'Namespaced');
  if (family === 'Namespaced' || !hasBindings || valueOr(claimed, []).length > 0) return findings;
  return findings.map((finding) =>
    finding.mark === 'problem'
      ? { ...finding, mark: 'warning', message: `${finding.message}; nobody has a claim that needs it` }
      : finding,
  );
}
