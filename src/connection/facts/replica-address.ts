import type { EngineBinding } from '../../api/binding.js';
import { keyOf } from '../../kinds/resource-keys.js';
import type { ExistingSecret, Facts } from '../../observe/facts.js';
import { leadsOf } from '../layout/secret-manifest.js';
import type { ReplicaAddress } from './connection-facts.js';

/** The replica to read from, as far as its address is told. */
export interface ReadableReplica {
  readonly address: ReplicaAddress;
  readonly ready: boolean;
}

/** Finds the replica to read from. */
export function readableReplica(
  { connection: { endpoint, readFrom } }: EngineBinding,
  { replicas, stranded }: Facts,
): ReadableReplica | undefined {
  if (readFrom === undefined) return undefined;
  const replica = replicas.get(readFrom);
  if (!replica || stranded.has(keyOf('replica', readFrom))) return undefined;
  const { resource, host, port, privateHost } = replica;
  if (!host || !port || (endpoint === 'Private' && !privateHost)) return undefined;
  const address = { name: readFrom, host, port, privateHost, privatePort: port };
  return { address, ready: resource.health.state === 'ready' };
}

/** A user's Secrets get the address once the replica is ready, and have it from then on. */
export function replicaFor(
  { address, ready }: ReadableReplica,
  existing: readonly ExistingSecret[],
): ReplicaAddress | undefined {
  return ready || existing.some(([, secret]) => leadsOf(secret).replica === address.name) ? address : undefined;
}

/** Whether a replica that a Secret names is still one of the binding's. */
export function isListed({ target }: EngineBinding, replica: string): boolean {
  return target.architecture === 'Controlled' && target.cluster.replicas.some(({ name }) => name === replica);
}
