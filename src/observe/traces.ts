import { MANAGED } from '../kinds/kinds.js';
import { managedOf } from '../kinds/resource-keys.js';
import type { ClusterFacts } from './cluster-facts.js';
import type { ObservedResource } from './observed-resource.js';

/** The note on a Cluster resource that stands for a cluster whose own one is gone. */
export const RETURNING = 'returning';

/** What tells of a cluster whose Cluster resource is gone. */
export interface Traces {
  /** The UUIDs of the clusters that the binding has something in. */
  readonly ids: readonly string[];
  /** Whether the binding has something that only who controls a cluster has: others have users and databases in it, too. */
  readonly isOwners: boolean;
  /** The UUID in the status: a hint, since whoever may edit the binding may write it. */
  readonly told: string | undefined;
}

/** Finds the traces of a cluster that has no Cluster resource any more, or a new one that only stands for it. */
export function tracesOf(
  cluster: ClusterFacts,
  resources: ReadonlyMap<string, ObservedResource>,
  told: string | undefined,
): Traces | undefined {
  if (cluster.state !== 'absent' && cluster.resource.note !== RETURNING) return undefined;
  const ids = new Set<string>();
  let isOwners = false;
  for (const [key, { home }] of resources) {
    const kind = managedOf(key);
    // The rules of a replica belong to the replica.
    if (home === undefined || kind === undefined || kind === 'cluster' || kind === 'replicaFirewall') continue;
    ids.add(home);
    isOwners ||= OF_OWNERS.includes(MANAGED[kind].reportedIn);
  }
  return { ids: [...ids], isOwners, told };
}

const OF_OWNERS: readonly string[] = ['parts', 'settings'];
