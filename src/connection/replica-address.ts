import type { EngineBinding } from '../api/binding.js';
import { isAstray } from '../compose/belonging.js';
import { REPLICAS } from '../compose/resource-keys.js';
import type { Facts } from '../observe/facts.js';
import type { ObservedResource } from '../observe/observed-resource.js';
import { replicaFacts } from '../observe/replica-facts.js';
import type { ReplicaAddress } from './connection-facts.js';
import { leadsOf } from './secret-manifest.js';

/**
 * The address of the replica to read from, as far as it is told. A Secret gets it once the replica is ready, and has it
 * from then on.
 */
export function replicaAddress(
  { connection: { endpoint, readFrom } }: EngineBinding,
  facts: Facts,
  secrets: readonly ObservedResource[],
): ReplicaAddress | undefined {
  const key = readFrom === undefined ? undefined : REPLICAS.key(readFrom);
  const observed = key === undefined ? undefined : facts.resources.get(key);
  if (readFrom === undefined || key === undefined || !observed || isAstray(key, observed, facts)) return undefined;
  const { health, host, port, privateHost } = replicaFacts(observed);
  if (!host || !port || (endpoint === 'Private' && !privateHost)) return undefined;
  const isKnown = health.state === 'ready' || secrets.some((secret) => leadsOf(secret).replica === readFrom);
  return isKnown ? { name: readFrom, host, port, privateHost, privatePort: port } : undefined;
}

/** Whether a replica that a Secret names is still one of the binding's. */
export function isListed({ target }: EngineBinding, replica: string): boolean {
  return target.architecture === 'Controlled' && target.cluster.replicas.some(({ name }) => name === replica);
}
