import { keyOf, nameOf } from '../kinds/resource-keys.js';
import type { Facts } from '../observe/facts.js';
import { homeOf } from '../observe/home-of.js';
import type { ObservedResource } from '../observe/observed-resource.js';
import { replicaFacts } from '../observe/replica-facts.js';

/** The id at DigitalOcean of what a resource belongs to now: the cluster, or, for the rules of a replica, that. */
export function dueHome(key: string, { cluster, resources }: Facts): string | undefined {
  const replica = nameOf('replicaFirewall', key);
  if (replica === undefined) return cluster.state === 'created' ? cluster.id : undefined;
  const observed = resources.get(keyOf('replica', replica));
  return observed && replicaFacts(observed).uuid;
}

/** Whether a resource is of a cluster or replica that is not the binding's any more: that was made anew. */
export function isAstray(key: string, resource: ObservedResource, facts: Facts): boolean {
  const home = homeOf(resource);
  if (home === undefined) return false;
  const due = dueHome(key, facts);
  return due !== undefined && home !== due;
}
