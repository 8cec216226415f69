import { asString, field } from '../lib/json.js';
import type { CreatedCluster } from './cluster-facts.js';
import type { ObservedResource } from './observed-resource.js';

/** Marks a Secret that is written after a cluster replaced a lost one with the cluster it leads to. */
export const CLUSTER_ANNOTATION = 'databasebinding.fn.crossplane.io/cluster';

/** The UUID of the cluster that a Secret leads to. One without a mark leads to the cluster before any loss. */
export function clusterOfSecret({ annotations }: ObservedResource, { id, replaced }: CreatedCluster): string {
  return asString(field(annotations, CLUSTER_ANNOTATION)) ?? replaced ?? id;
}
