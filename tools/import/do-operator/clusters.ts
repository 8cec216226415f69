import type { Note } from '../plan.js';
import type { OperatorCluster, OperatorObjects, OperatorUser } from './objects.js';

/** A cluster with its users. */
export interface Tenancy {
  readonly cluster: OperatorCluster;
  readonly uuid: string;
  readonly users: readonly OperatorUser[];
}

/** Puts users to their clusters. One whose cluster was not given is found by the UUID that do-operator noted. */
export function tenanciesOf({ clusters, users }: OperatorObjects): {
  readonly tenancies: readonly Tenancy[];
  readonly notes: readonly Note[];
} {
  const notes: Note[] = [];
  const all = [...clusters, ...strayClusters(clusters, users, notes)];
  const tenancies = all.flatMap((cluster): readonly Tenancy[] => {
    const own = users.filter((user) => isIn(user, cluster));
    if (cluster.uuid !== undefined) return [{ cluster, uuid: cluster.uuid, users: own }];
    notes.push({
      source: cluster.title,
      field: 'status.uuid',
      message: 'is empty: do-operator has not created the cluster yet; wait until it has',
    });
    return [];
  });
  for (const user of users)
    if (!all.some((cluster) => isIn(user, cluster)))
      notes.push({
        source: user.title,
        field: 'spec.databaseCluster',
        message: `names ${user.cluster.kind} "${user.cluster.name}", which was not given, and no UUID is noted: give that too`,
      });
  return { tenancies, notes };
}

function isIn({ namespace, cluster }: OperatorUser, { kind, name, namespace: place }: OperatorCluster): boolean {
  return namespace === place && cluster.kind === kind && cluster.name === name;
}

function strayClusters(
  clusters: readonly OperatorCluster[],
  users: readonly OperatorUser[],
  notes: Note[],
): readonly OperatorCluster[] {
  const found = new Map<string, OperatorCluster>();
  for (const user of users) {
    const { clusterUuid: uuid, namespace, cluster } = user;
    if (uuid === undefined || clusters.some((each) => isIn(user, each))) continue;
    const key = `${namespace}/${cluster.kind}/${cluster.name}`;
    if (found.has(key)) continue;
    notes.push({
      source: user.title,
      field: 'spec.databaseCluster',
      message: `names ${cluster.kind} "${cluster.name}", which was not given: its cluster is referenced by UUID, and stays with whoever controls it`,
    });
    found.set(key, {
      kind: cluster.kind,
      name: cluster.name,
      namespace,
      title: `${cluster.kind} "${cluster.name}"`,
      resource: '',
      deletes: false,
      isDeleting: false,
      uuid,
      engine: undefined,
      settings: {},
    });
  }
  return [...found.values()];
}
