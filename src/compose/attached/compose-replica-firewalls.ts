import type { Binding } from '../../api/binding.js';
import type { Facts } from '../../observe/facts.js';
import { isOnlyLookedAt } from '../cluster/adoption.js';
import type { Home } from '../home.js';
import { type Entry, each, type Part, single } from '../part.js';
import { REPLICA_FIREWALLS } from '../resource-keys.js';
import { composeFirewall, leaveFirewall } from './compose-firewall.js';

/**
 * A replica has an address of its own, and rules of its own: its cluster's trusted sources are written for it too. The rules
 * of a replica that is taken off the list are left to end with it: without them it would be open until it is gone.
 */
export function composeReplicaFirewalls(binding: Binding, { cluster, open }: Home, facts: Facts): Part {
  const { target } = binding;
  const isOurs = target.architecture === 'Controlled' && !isOnlyLookedAt(cluster);
  const replicas = isOurs ? target.cluster.replicas.map(({ name }) => name) : [];
  // What is refused of the sources is told once, for the cluster.
  const wanted = each(replicas, (name) => {
    const key = REPLICA_FIREWALLS.key(name);
    const id = open ? facts.replicas.get(name)?.uuid : undefined;
    return single(key, composeFirewall(binding, { key, id }, facts.resources.get(key)).object);
  });
  return { objects: [...wanted.objects, ...leaving(binding, replicas, facts)], refusals: wanted.refusals };
}

function leaving(binding: Binding, replicas: readonly string[], { resources }: Facts): readonly Entry[] {
  const objects: Entry[] = [];
  for (const [key, observed] of resources) {
    const name = observed.kind === 'Firewall' ? REPLICA_FIREWALLS.nameOf(key) : undefined;
    if (name === undefined || replicas.includes(name)) continue;
    const object = leaveFirewall(binding, key, observed);
    if (object) objects.push([key, object]);
  }
  return objects;
}
