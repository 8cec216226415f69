import type { Binding, Provider } from '../api/binding.js';
import { MANAGED } from '../kinds/kinds.js';
import { managedOf } from '../kinds/resource-keys.js';
import type { ClusterFacts } from '../observe/cluster-facts.js';
import type { Facts } from '../observe/facts.js';
import type { ConfigRef } from '../observe/observed-resource.js';
import { type Refusal, unsupported } from './refusal.js';

/** A binding with the provider configuration that counts, and why it is not the policy's. */
export interface InAccount {
  readonly binding: Binding;
  readonly refusals: readonly Refusal[];
}

/**
 * Keeps a binding in the DigitalOcean account where it is: under another configuration the provider would not find the cluster,
 * and make a second one. What is in a cluster follows the cluster, also what is new; a cluster that is not made yet follows the
 * policy.
 */
export function inAccount(binding: Binding, facts: Facts): InAccount {
  const { provider } = binding;
  const kept = homeConfig(facts);
  if (!kept || provider.mayMigrate || isSame(provider, kept)) return { binding, refusals: NONE };
  const running = { kind: kept.kind ?? provider.configRef.kind, name: kept.name };
  const message = `cannot change from ${described(provider, running)} to ${described(provider, provider.configRef)}: what exists stays in its account; set it back, or, if both lead to the same account, set migrateProviderConfig to true`;
  return {
    binding: { ...binding, provider: { ...provider, configRef: running } },
    refusals: [unsupported('policy.providerConfigRef', message)],
  };
}

const NONE: readonly Refusal[] = [];

/** The configuration of the cluster or, without one, of what is left of it. */
function homeConfig({ cluster, resources }: Facts): ConfigRef | undefined {
  if (cluster.state !== 'absent' && isThere(cluster)) return cluster.resource.configRef;
  for (const [key, { home, configRef }] of resources) {
    const kind = managedOf(key);
    if (kind !== undefined && MANAGED[kind].key !== MANAGED.cluster.key && home !== undefined && configRef)
      return configRef;
  }
  return undefined;
}

/** Whether a cluster is in the account of its configuration, or may be, since its creation goes on there. */
function isThere({ state, controlled, resource, health }: Exclude<ClusterFacts, { state: 'absent' }>): boolean {
  // The name of one that is only observed was written here, and may be wrong.
  if (!controlled) return resource.atProvider.id !== undefined;
  return state === 'created' || (resource.creationBegun !== undefined && health.state !== 'failing');
}

function isSame({ family, configRef: { kind, name } }: Provider, kept: ConfigRef): boolean {
  return kept.name === name && (family === 'ClusterScoped' || kept.kind === undefined || kept.kind === kind);
}

function described({ family }: Provider, { kind, name }: Provider['configRef']): string {
  return `${family === 'ClusterScoped' ? 'ProviderConfig' : kind} "${name}"`;
}
