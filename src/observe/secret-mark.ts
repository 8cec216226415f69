import { asString, field } from '../lib/json.js';
import type { CreatedCluster } from './cluster-facts.js';
import type { ObservedResource } from './observed-resource.js';

/** A Secret that is written while a cluster takes the place of a lost one is marked with the cluster that it leads to. */
export const CLUSTER_ANNOTATION = 'databasebinding.fn.crossplane.io/cluster';

/** The UUID of the cluster that a Secret leads to. One without a mark leads to the cluster there was before any loss. */
export function clusterOfSecret({ annotations }: ObservedResource, { id, replaced }: CreatedCluster): string {
  return asString(field(annotations, CLUSTER_ANNOTATION)) ?? replaced ?? id;
}
