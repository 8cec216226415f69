import type { Note } from '../plan.js';
import type { Household } from './draft.js';
import type { Found } from './found.js';

/** Clusters with what belongs to them. A cluster that was not given is there if a user is in it. */
export function householdsOf(found: readonly Found[], lost: Note[]): readonly Household[] {
  const clusters = new Map(clustersOf(found, lost));
  const strays = found.flatMap(({ kind, clusterId, namespace }): (readonly [string, Cluster])[] => {
    if (kind !== 'User' || clusterId === undefined || clusters.has(clusterId)) return [];
    return [[clusterId, { cluster: undefined, namespace }]];
  });
  const houses = new Map([...clusters, ...strays]);
  const members = found.filter(({ kind }) => kind !== 'Cluster');
  tellHomeless(members, houses, lost);
  return [...houses].map(([uuid, house]) => ({
    uuid,
    ...house,
    members: members.filter(({ clusterId }) => clusterId === uuid),
  }));
}

type Cluster = Pick<Household, 'cluster' | 'namespace'>;

function clustersOf(found: readonly Found[], lost: Note[]): ReadonlyMap<string, Cluster> {
  const clusters = new Map<string, Cluster>();
  // What only looks at a cluster counts if nothing controls it.
  const all = found.filter(({ kind }) => kind === 'Cluster').toSorted((a, b) => Number(b.owned) - Number(a.owned));
  for (const cluster of all) {
    const { clusterId, title, namespace } = cluster;
    const other = clusterId === undefined ? undefined : clusters.get(clusterId)?.cluster;
    if (clusterId === undefined)
      lost.push({
        source: title,
        field: 'id',
        message: 'is not known: the cluster is not there yet; wait until it is',
      });
    else if (other !== undefined)
      lost.push({ source: title, message: `is the cluster of ${other.title} too, which is imported` });
    else clusters.set(clusterId, { cluster, namespace });
  }
  return clusters;
}

function tellHomeless(members: readonly Found[], houses: ReadonlyMap<string, Cluster>, lost: Note[]): void {
  const replicas = new Set(members.flatMap(({ kind, id }) => (kind === 'Replica' && id !== undefined ? [id] : [])));
  for (const { clusterId: id, title } of members) {
    if (id !== undefined && houses.has(id)) continue;
    const message =
      id !== undefined && replicas.has(id)
        ? 'is a replica: a binding gives its replicas the rules of their cluster'
        : `names a cluster that was not given (${id ?? 'no UUID is known'}): it stays as it is`;
    lost.push({ source: title, field: 'clusterId', message });
  }
}
