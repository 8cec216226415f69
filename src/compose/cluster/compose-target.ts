import type { Binding, Controlled, Referenced } from '../../api/binding.js';
import { keyOf } from '../../kinds/resource-keys.js';
import { asString, type JsonObject } from '../../lib/json.js';
import type { ClusterFacts, CreatedCluster } from '../../observe/cluster-facts.js';
import type { ObservedResource } from '../../observe/observed-resource.js';
import { managedResource } from '../managed-resource.js';
import { LOOKED_AT } from '../management-policies.js';
import { immutable, type Refusal } from '../refusal.js';
import { pendingAdoption } from './adoption.js';
import type { ClusterChange } from './cluster-changes.js';
import { composeCluster } from './compose-cluster.js';
import type { Loss } from './loss.js';
import { needsClusterDetails } from './needs-cluster-details.js';

/** The desired cluster of a binding, or none as long as nobody knows which it is. */
export interface ComposedTarget {
  readonly object: JsonObject | undefined;
  readonly refusals: readonly Refusal[];
  /** What DigitalOcean is still changing of it. */
  readonly changes: readonly ClusterChange[];
  /** Whether the cluster is ready, and the binding may use it. */
  readonly ready: boolean;
  /** Whether users and databases may be created in it now. */
  readonly open: boolean;
}

/** Composes the binding's cluster: controlled, or only looked at. */
export function composeTarget(binding: Binding, cluster: ClusterFacts, loss: Loss | undefined): ComposedTarget {
  const { target } = binding;
  return target.architecture === 'Controlled'
    ? control(binding, target, cluster, loss)
    : refer(binding, target, cluster, loss);
}

function control(binding: Binding, target: Controlled, cluster: ClusterFacts, loss: Loss | undefined): ComposedTarget {
  const { object, refusals, changes } = composeCluster(binding, target.cluster, cluster, loss);
  const pending = pendingAdoption(target, cluster, refusals);
  if (pending) {
    const told = pending.refusals.map(({ path }) => path);
    // What will not be followed belongs to what a person has to know before.
    const kept = refusals.filter(({ path }) => !told.includes(path));
    return {
      object: observeOnly(binding, pending.uuid, cluster),
      refusals: [...pending.refusals, ...kept],
      changes: [],
      ready: false,
      open: false,
    };
  }
  const ready = isReady(cluster);
  const open = ready && (loss === undefined || loss.isFollowed);
  return { object, refusals: [...refuseOther(target, cluster), ...refusals], changes, ready, open };
}

/** A binding keeps its cluster: to adopt another takes another binding. */
function refuseOther({ adoption }: Controlled, cluster: ClusterFacts): readonly Refusal[] {
  if (cluster.state !== 'created' || adoption === undefined) return [];
  if ([cluster.id, cluster.replaced].includes(adoption.uuid)) return [];
  const message = `cannot change from ${cluster.id} to ${adoption.uuid}: a binding keeps its cluster; take adopt out of the spec, or make a new binding`;
  return [{ reason: 'ImmutableField', path: 'spec.cluster.adopt', message }];
}

function refer(
  binding: Binding,
  { expectedEngine, access }: Referenced,
  cluster: ClusterFacts,
  loss: Loss | undefined,
): ComposedTarget {
  const granted = access.state === 'granted' ? access.id : undefined;
  // What exists counts: the owner may be gone, or willing no more.
  const id = cluster.state === 'created' ? cluster.id : granted;
  if (id === undefined && cluster.state === 'absent')
    return { object: undefined, refusals: [], changes: [], ready: false, open: false };
  const refusals = [
    ...(granted === undefined || granted === id ? [] : [immutable('spec.clusterRef', id ?? '', granted)]),
    ...refuseEngine(cluster, expectedEngine),
  ];
  const ready = isReady(cluster) && granted === id && refusals.length === 0;
  const open = ready && (loss === undefined || loss.isFollowed);
  return { object: observeOnly(binding, id, cluster), refusals, changes: [], ready, open };
}

function refuseEngine(cluster: ClusterFacts, expected: string | undefined): readonly Refusal[] {
  const engine = cluster.state === 'created' ? cluster.engine : undefined;
  if (engine === undefined || expected === undefined || engine === expected) return [];
  const message = `the cluster is ${engine}, not ${expected}: set it to ${engine}, or name another cluster`;
  return [{ reason: 'EngineMismatch', path: 'spec.clusterRef.engine', message }];
}

/** A cluster that is only looked at: with nothing but `Observe` the provider neither changes nor deletes it. */
function observeOnly(binding: Binding, id: string | undefined, cluster: ClusterFacts): JsonObject {
  return managedResource(binding, {
    key: keyOf('cluster'),
    kind: 'cluster',
    forProvider: cluster.state === 'absent' ? {} : oneFieldOf(cluster.resource),
    managementPolicies: LOOKED_AT,
    externalName: id,
    note: cluster.state === 'created' ? cluster.resource.note : undefined,
    hasConnectionDetails: needsClusterDetails(binding),
  });
}

/**
 * An object whose every field is taken away by one apply becomes null, which the API server refuses: the Cluster would go on
 * as it was, with the right to delete. So one field stays.
 */
function oneFieldOf({ forProvider, atProvider }: ObservedResource): JsonObject {
  const name = asString(forProvider.name) ?? asString(atProvider.name);
  if (name !== undefined) return { name };
  const [first] = Object.entries(forProvider).filter(([, value]) => asString(value) !== undefined);
  return first ? Object.fromEntries([first]) : {};
}

function isReady(cluster: ClusterFacts): cluster is CreatedCluster {
  return cluster.state === 'created' && cluster.health.state === 'ready';
}
