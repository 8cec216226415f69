import type { ClusterSpec, TrustedSource } from '../../gen/binding.js';
import type { BindingPolicy } from '../../gen/policy.js';

/** Who may connect to a cluster. */
export interface TrustedSources {
  /** The policy's first, then the binding's, each once. */
  readonly sources: readonly TrustedSource[];
  /** Whether the spec opens the cluster to everyone. */
  readonly allowAll: boolean;
}

/** The trusted sources of a cluster: the policy's are always among them. */
export function resolveTrustedSources(spec: ClusterSpec, policy: BindingPolicy): TrustedSources {
  const allowAll = spec.allowAll ?? false;
  if (!policy.trustedSources?.length && !spec.trustedSources?.length) return { sources: [], allowAll };
  const bySource = new Map<string, TrustedSource>();
  for (const { type, value } of [...(policy.trustedSources ?? []), ...(spec.trustedSources ?? [])])
    if (!bySource.has(`${type} ${value}`)) bySource.set(`${type} ${value}`, { type, value });
  return { sources: [...bySource.values()], allowAll };
}
