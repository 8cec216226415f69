import type { Binding } from '../../api/binding.js';
import { MANAGED } from '../../kinds/kinds.js';
import { managedOf } from '../../kinds/resource-keys.js';
import { asList, asObject, at, type JsonObject } from '../../lib/json.js';
import type { Facts } from '../../observe/facts.js';
import { clusterOfSecret } from '../../observe/secret-mark.js';
import { KEPT, mayLeave } from '../management-policies.js';

/** The binding's cluster is gone at DigitalOcean, and the provider created a new, empty one in its place. */
export interface Loss {
  /** The UUID of the cluster that is gone. */
  readonly was: string;
  /** The UUID of the empty one. */
  readonly now: string;
  /** Whether users, databases and Secrets move to the empty one: by the policy, or because a person adopted it. */
  readonly isFollowed: boolean;
  /** Whether all have moved. */
  readonly isOver: boolean;
}

/** Whether the binding's cluster was lost, and how far everything has followed. */
export function lossOf({ onLoss, target }: Binding, facts: Facts): Loss | undefined {
  const { cluster, secrets, stranded } = facts;
  if (cluster.state !== 'created' || cluster.replaced === undefined) return undefined;
  const { id: now, replaced: was } = cluster;
  const adoption = target.architecture === 'Controlled' ? target.adoption : undefined;
  const isFollowed = onLoss === 'Follow' || (adoption?.uuid === now && adoption.confirmed);
  const left = [...secrets.values()].flat().some(([, secret]) => clusterOfSecret(secret, cluster) !== now);
  return { was, now, isFollowed, isOver: isFollowed && stranded.size === 0 && !left };
}

/**
 * Takes out of the desired state what belongs to a cluster or replica that is gone, so that it is created again in the new one.
 * What may still delete loses that right first. Rules and settings go at once: without them the new cluster is open to
 * everybody. What applications use goes only if it is to follow.
 */
export function leaveLost(
  objects: Map<string, JsonObject>,
  { resources, stranded }: Facts,
  loss: Loss | undefined,
): void {
  for (const key of stranded.keys()) {
    const [observed, object] = [resources.get(key), objects.get(key)];
    if (!observed || !object || !(loss?.isFollowed || isGuard(key))) continue;
    if (mayLeave(observed, KEPT)) objects.delete(key);
    else objects.set(key, withoutDelete(object));
  }
}

function isGuard(key: string): boolean {
  const kind = managedOf(key);
  return kind !== undefined && MANAGED[kind].reportedIn === 'settings';
}

function withoutDelete(object: JsonObject): JsonObject {
  const managementPolicies = asList(at(object, 'spec', 'managementPolicies')).filter((policy) => policy !== 'Delete');
  return { ...object, spec: { ...asObject(object.spec), managementPolicies } };
}
