import type { CreatedCluster } from './cluster-facts.js';
import type { ObservedResource } from './observed-resource.js';

/** The UUID of the cluster that a Secret leads to. One without a mark leads to the cluster before any loss. */
export function clusterOfSecret(secret: ObservedResource, { id, replaced }: CreatedCluster): string {
  return secret.layoutMark('cluster') ?? replaced ?? id;
}
