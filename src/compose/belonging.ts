import type { Facts } from '../observe/facts.js';
import type { ObservedResource } from '../observe/observed-resource.js';
import { replicaFacts } from '../observe/replica-facts.js';
import { REPLICA_FIREWALLS, REPLICAS } from './resource-keys.js';

/** The id at DigitalOcean of what a resource belongs to now: the cluster, or, for the rules of a replica, that. */
export function dueHome(key: string, { cluster, resources }: Facts): string | undefined {
  const replica = REPLICA_FIREWALLS.nameOf(key);
  if (replica === undefined) return cluster.state === 'created' ? cluster.id : undefined;
  const observed = resources.get(REPLICAS.key(replica));
  return observed && replicaFacts(observed).uuid;
}

/** Whether a resource is of a cluster or replica that is not the binding's any more: that was made anew. */
export function isAstray(key: string, resource: ObservedResource, facts: Facts): boolean {
  const home = resource.home;
  if (home === undefined) return false;
  const due = dueHome(key, facts);
  return due !== undefined && home !== due;
}
