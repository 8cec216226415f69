import type { Binding } from '../../api/binding.js';
import { keyOf, nameOf } from '../../kinds/resource-keys.js';
import type { Facts } from '../../observe/facts.js';
import { isOnlyLookedAt } from '../cluster/adoption.js';
import type { Home } from '../home.js';
import type { Entry, Part } from '../part.js';
import { composeFirewall, leaveFirewall } from './compose-firewall.js';

/**
 * A replica has an address of its own, and rules of its own: its cluster's trusted sources are written for it too. The rules
 * of a replica that is taken off the list are left to end with it: without them it would be open until it is gone.
 */
export function composeReplicaFirewalls(
  binding: Binding,
  { cluster, open }: Home,
  { resources, replicas }: Facts,
): Part {
  const { target } = binding;
  const isOurs = target.architecture === 'Controlled' && !isOnlyLookedAt(cluster);
  const asked = isOurs ? target.cluster.replicas.map(({ name }) => name) : [];
  const objects: Entry[] = [];
  // What is refused of the sources is told once, for the cluster.
  for (const name of asked) {
    const key = keyOf('replicaFirewall', name);
    const id = open ? replicas.get(name)?.uuid : undefined;
    objects.push(...composeFirewall(binding, { key, id }, resources.get(key)).objects);
  }
  for (const [key, observed] of resources) {
    const name = nameOf('replicaFirewall', key);
    if (name !== undefined && !asked.includes(name)) objects.push(...leaveFirewall(binding, key, observed).objects);
  }
  return { objects, refusals: [] };
}
