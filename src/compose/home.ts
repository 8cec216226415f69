import type { ClusterFacts } from '../observe/cluster-facts.js';

/** The cluster that users and databases are made in, and whether they may be. */
export interface Home {
  readonly cluster: ClusterFacts;
  readonly open: boolean;
}

/** The id of the cluster that something new is made in; `undefined` while it has to wait. */
export function newHome({ cluster, open }: Home): string | undefined {
  return open && cluster.state === 'created' ? cluster.id : undefined;
}
