import type { Binding, Controlled, Referenced } from '../api/binding.js';
import { joinIssues } from '../lib/issue.js';
import type { JsonObject } from '../lib/json.js';
import type { Access } from '../observe/access.js';
import type { ClusterFacts, CreatedCluster } from '../observe/cluster-facts.js';
import { pendingAdoption } from './adoption.js';
import type { ClusterChange } from './cluster-changes.js';
import { composeCluster } from './compose-cluster.js';
import { managedResource } from './managed-resource.js';
import { needsClusterDetails } from './needs-cluster-details.js';
import { immutable, NOTHING_REFUSED, type Refusal } from './refusal.js';
import { CLUSTER_KEY } from './resource-keys.js';

/** The desired cluster of a binding, or none as long as nobody knows which it is. */
export interface ComposedTarget {
  readonly object: JsonObject | undefined;
  readonly refusals: readonly Refusal[];
  /** What DigitalOcean is still changing of it. */
  readonly changes: readonly ClusterChange[];
  /** Whether users and databases may be created in the cluster now. */
  readonly open: boolean;
}

/** Composes the binding's cluster: controlled, or only looked at. */
export function composeTarget(binding: Binding, cluster: ClusterFacts, access: Access | undefined): ComposedTarget {
  const { target } = binding;
  return target.architecture === 'Controlled'
    ? control(binding, target, cluster)
    : refer(binding, target, cluster, access);
}

function control(binding: Binding, target: Controlled, cluster: ClusterFacts): ComposedTarget {
  const { object, refusals, changes } = composeCluster(binding, target.cluster, cluster);
  const pending = pendingAdoption(target, cluster, refusals);
  if (pending) {
    const told = pending.refusals.map(({ path }) => path);
    // What will not be followed belongs to what a person has to know before.
    const kept = refusals.filter(({ path }) => !told.includes(path));
    return {
      object: observeOnly(binding, pending.uuid),
      refusals: [...pending.refusals, ...kept],
      changes: [],
      open: false,
    };
  }
  return { object, refusals: joinIssues(refuseOther(target, cluster), refusals), changes, open: isReady(cluster) };
}

/** A binding keeps its cluster: to adopt another takes another binding. */
function refuseOther({ adoption }: Controlled, cluster: ClusterFacts): readonly Refusal[] {
  if (cluster.state !== 'created' || adoption === undefined || adoption.uuid === cluster.id) return NOTHING_REFUSED;
  return [immutable('spec.cluster.adopt', cluster.id, adoption.uuid)];
}

function refer(
  binding: Binding,
  { expectedEngine }: Referenced,
  cluster: ClusterFacts,
  access: Access | undefined,
): ComposedTarget {
  const granted = access?.state === 'granted' ? access.id : undefined;
  // What exists counts: the owner may be gone, or willing no more.
  const id = cluster.state === 'created' ? cluster.id : granted;
  if (id === undefined && cluster.state === 'absent')
    return { object: undefined, refusals: [], changes: [], open: false };
  const refusals = joinIssues(
    granted === undefined || granted === id ? NOTHING_REFUSED : [immutable('spec.clusterRef', id ?? '', granted)],
    refuseEngine(cluster, expectedEngine),
  );
  return {
    object: observeOnly(binding, id),
    refusals,
    changes: [],
    open: isReady(cluster) && granted === id && refusals.length === 0,
  };
}

function refuseEngine(cluster: ClusterFacts, expected: string | undefined): readonly Refusal[] {
  const engine = cluster.state === 'created' ? cluster.engine : undefined;
  if (engine === undefined || expected === undefined || engine === expected) return NOTHING_REFUSED;
  const message = `the cluster is ${engine}, not ${expected}: set it to ${engine}, or name another cluster`;
  return [{ reason: 'EngineMismatch', path: 'spec.clusterRef.engine', message }];
}

/** A cluster that is only looked at: with nothing but `Observe` the provider neither changes nor deletes it. */
function observeOnly(binding: Binding, id: string | undefined): JsonObject {
  return managedResource(binding, {
    key: CLUSTER_KEY,
    kind: 'Cluster',
    forProvider: {},
    managementPolicies: ['Observe'],
    externalName: id,
    hasConnectionDetails: needsClusterDetails(binding),
  });
}

function isReady(cluster: ClusterFacts): cluster is CreatedCluster {
  return cluster.state === 'created' && cluster.health.state === 'ready';
}
