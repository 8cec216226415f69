import type { Binding } from '../../api/binding.js';
import { MANAGED } from '../../kinds/kinds.js';
import { managedOf } from '../../kinds/resource-keys.js';
import { asList, asObject, at, type JsonObject } from '../../lib/json.js';
import type { CreatedCluster } from '../../observe/cluster-facts.js';
import type { Facts } from '../../observe/facts.js';
import type { ObservedResource } from '../../observe/observed-resource.js';
import { clusterOfSecret } from '../../observe/secret-mark.js';
import { isAstray } from '../belonging.js';
import { KEPT, leaveWith } from '../management-policies.js';

/** The binding's cluster is gone at DigitalOcean, and the provider made a new, empty one in its place. */
export interface Loss {
  /** The UUID of the cluster that is gone. */
  readonly was: string;
  /** The UUID of the empty one. */
  readonly now: string;
  /** Whether users, databases and Secrets follow to the empty one: by the policy, or because a person adopted it. */
  readonly isFollowed: boolean;
  /** Whether all have followed. */
  readonly isOver: boolean;
}

/** Finds out whether the binding's cluster was lost. */
export function lossOf({ onLoss, target }: Binding, facts: Facts): Loss | undefined {
  const { cluster, resources } = facts;
  if (cluster.state !== 'created' || cluster.replaced === undefined) return undefined;
  const { id: now, replaced: was } = cluster;
  const adoption = target.architecture === 'Controlled' ? target.adoption : undefined;
  const isFollowed = onLoss === 'Follow' || (adoption?.uuid === now && adoption.confirmed);
  const isOver = isFollowed && [...resources].every(([key, resource]) => hasFollowed(key, resource, facts, cluster));
  return { was, now, isFollowed, isOver };
}

function hasFollowed(key: string, resource: ObservedResource, facts: Facts, cluster: CreatedCluster): boolean {
  return resource.kind === 'Secret'
    ? clusterOfSecret(resource, cluster) === cluster.id
    : !isAstray(key, resource, facts);
}

/**
 * Takes out of the desired state what belongs to a cluster or replica that is gone, so that it is made anew in what took
 * its place. What may still delete loses that right first. Rules and settings go at once: the new cluster is open to
 * everybody without them; what applications use goes only where it is to follow.
 */
export function leaveLost(objects: Map<string, JsonObject>, facts: Facts, loss: Loss | undefined): void {
  for (const [key, object] of objects) {
    const observed = facts.resources.get(key);
    if (!observed || !(loss?.isFollowed || isGuard(key)) || !isAstray(key, observed, facts)) continue;
    const last = leaveWith(KEPT, observed, () => withoutDelete(object));
    if (last) objects.set(key, last);
    else objects.delete(key);
  }
}

function isGuard(key: string): boolean {
  const kind = managedOf(key);
  return kind !== undefined && MANAGED[kind].told === 'settings';
}

function withoutDelete(object: JsonObject): JsonObject {
  const managementPolicies = asList(at(object, 'spec', 'managementPolicies')).filter((policy) => policy !== 'Delete');
  return { ...object, spec: { ...asObject(object.spec), managementPolicies } };
}
