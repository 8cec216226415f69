import type { Binding, Controlled, Referenced } from '../../api/binding.js';
import { keyOf } from '../../kinds/resource-keys.js';
import { asString, type JsonObject } from '../../lib/json.js';
import type { ClusterFacts } from '../../observe/cluster-facts.js';
import type { ObservedResource } from '../../observe/observed-resource.js';
import { isGone } from '../../observe/presence.js';
import { RETURNING } from '../../observe/traces.js';
import { managedResource } from '../managed-resource.js';
import { OBSERVE_ONLY } from '../management-policies.js';
import { immutable, type Refusal, type Refusals } from '../refusal.js';
import { pendingAdoption } from './adoption.js';
import { type ComposedCluster, composeCluster } from './compose-cluster.js';
import type { Forgotten } from './forgotten.js';
import type { Loss } from './loss.js';
import { needsClusterDetails } from './needs-cluster-details.js';
import { refuseSharing } from './sharing.js';
import { missingVersion } from './version.js';

/** The desired cluster of a binding, or none while it is not known which cluster that is. */
export interface ComposedTarget extends Omit<ComposedCluster, 'object'> {
  readonly object: JsonObject | undefined;
  /** Whether the cluster is ready, and the binding may use it. */
  readonly ready: boolean;
  /** Whether users and databases may be created in it now. */
  readonly open: boolean;
}

/** Composes the binding's cluster: controlled, or only observed. */
export function composeTarget(
  binding: Binding,
  cluster: ClusterFacts,
  loss: Loss | undefined,
  forgotten?: Forgotten,
): ComposedTarget {
  const { target } = binding;
  const composed = forgotten
    ? lookFor(binding, forgotten, cluster)
    : target.architecture === 'Controlled'
      ? control(binding, target, cluster, loss)
      : refer(binding, target, cluster);
  const ready = composed.usable && cluster.state === 'created' && cluster.health.state === 'ready';
  return { ...composed, ready, open: ready && (loss === undefined || loss.isFollowed) };
}

interface Composed extends Omit<ComposedTarget, 'ready' | 'open'> {
  /** Whether the binding may use the cluster once it is ready. */
  readonly usable: boolean;
}

/** Looks for a cluster before it is the binding's again. Until then nothing is read of it, and nothing new is made in it. */
function lookFor(binding: Binding, { id, step, refusal }: Forgotten, cluster: ClusterFacts): Composed {
  const isDesired = step === 'look' || cluster.state !== 'absent';
  const object = isDesired ? observedCluster(binding, id, cluster, hasDetails(cluster), RETURNING) : undefined;
  return { object, refusals: refusal ? [refusal] : [], changes: [], kept: [], usable: false };
}

function control(binding: Binding, target: Controlled, cluster: ClusterFacts, loss: Loss | undefined): Composed {
  const { adoption } = target;
  const gone = goneFor(cluster);
  const composed = composeCluster(binding, target.cluster, gone === undefined ? cluster : ABSENT, loss, gone);
  const pending = pendingAdoption(target, cluster, composed.refusals);
  if (pending) {
    const { uuid, refusal } = pending;
    // Before confirming, a person has to know what will not be followed.
    const refusals = [refusal, ...composed.refusals.filter(({ path }) => path !== refusal.path)];
    return {
      object: observedCluster(binding, uuid, cluster, hasDetails(cluster)),
      refusals,
      changes: [],
      kept: [],
      usable: false,
    };
  }
  const missing = missingVersion(target.cluster, cluster);
  if (missing) return { ...composed, refusals: [missing, ...composed.refusals], usable: true };
  const refusals = [...composed.refusals, ...refuseSharing(target)];
  if (cluster.state !== 'created' || !adoption || [cluster.id, cluster.replaced].includes(adoption.uuid))
    return { ...composed, refusals, usable: true };
  const message = `cannot change from ${cluster.id} to ${adoption.uuid}: a binding keeps its cluster; take adopt out of the spec, or make a new binding`;
  const other: Refusal = { reason: 'ImmutableField', path: 'spec.cluster.adopt', message };
  return { ...composed, refusals: [other, ...refusals], usable: true };
}

/** The UUID of a cluster that was looked for and not found: a new one is created in its place, of which nothing is known. */
function goneFor(cluster: ClusterFacts): string | undefined {
  const isReturning = cluster.state === 'created' && cluster.resource.note === RETURNING;
  return isReturning && isGone(cluster.resource) ? cluster.id : undefined;
}

const ABSENT: ClusterFacts = { state: 'absent' };

function refer(binding: Binding, { expectedEngine, access }: Referenced, cluster: ClusterFacts): Composed {
  const granted = access.state === 'granted' ? access.id : undefined;
  // What exists counts: the owner may be gone, or no longer share its cluster.
  const id = cluster.state === 'created' ? cluster.id : granted;
  const refusals: Refusals = [];
  if (granted !== undefined && granted !== id) refusals.push(immutable('spec.clusterRef', id ?? '', granted));
  const engine = cluster.state === 'created' ? cluster.engine : undefined;
  if (engine !== undefined && expectedEngine !== undefined && engine !== expectedEngine) {
    const message = `the cluster is ${engine}, not ${expectedEngine}: set it to ${engine}, or name another cluster`;
    refusals.push({ reason: 'EngineMismatch', path: 'spec.clusterRef.engine', message });
  }
  const object =
    id === undefined && cluster.state === 'absent'
      ? undefined
      : observedCluster(binding, id, cluster, needsClusterDetails(binding));
  return { object, refusals, changes: [], kept: [], usable: granted === id && refusals.length === 0 };
}

/**
 * Before an adoption is confirmed, nothing of the cluster is read: it may be somebody else's. What the binding could read while
 * it referenced the cluster, it goes on reading.
 */
function hasDetails(cluster: ClusterFacts): boolean {
  return cluster.state !== 'absent' && cluster.resource.connectionSecret !== undefined;
}

/** A cluster that is only observed: with nothing but `Observe` the provider neither changes nor deletes it. */
function observedCluster(
  binding: Binding,
  id: string | undefined,
  cluster: ClusterFacts,
  hasConnectionDetails: boolean,
  note = cluster.state === 'created' ? cluster.resource.note : undefined,
): JsonObject {
  return managedResource(binding, {
    key: keyOf('cluster'),
    kind: 'cluster',
    forProvider: cluster.state === 'absent' ? nameOf(binding, note) : oneFieldOf(cluster.resource),
    managementPolicies: OBSERVE_ONLY,
    externalName: id,
    note,
    hasConnectionDetails,
  });
}

/** A Cluster resource that was not seen, but is there, has to keep a field too. */
function nameOf({ target }: Binding, note: string | undefined): JsonObject {
  return target.architecture === 'Controlled' && note === RETURNING ? { name: target.cluster.name } : {};
}

/**
 * An object that loses every field in one apply becomes null. The API server refuses that, and the Cluster would stay as it
 * was, with the right to delete. So one field stays.
 */
function oneFieldOf({ forProvider, atProvider }: ObservedResource): JsonObject {
  const name = asString(forProvider.name) ?? asString(atProvider.name);
  if (name !== undefined) return { name };
  const [first] = Object.entries(forProvider).filter(([, value]) => asString(value) !== undefined);
  return first ? Object.fromEntries([first]) : {};
}
