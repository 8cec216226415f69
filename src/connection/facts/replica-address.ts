import type { EngineBinding } from '../../api/binding.js';
import { keyOf } from '../../kinds/resource-keys.js';
import type { ExistingSecret, Facts } from '../../observe/facts.js';
import { leadsOf } from '../layout/secret-manifest.js';
import { type NamedAddress, namedAddress } from './connection-facts.js';

/** The replica to read from, once its address is known. */
export interface ReadableReplica {
  readonly address: NamedAddress;
  readonly ready: boolean;
}

/** Finds the replica to read from. */
export function readableReplica(
  { connection: { endpoint, readFrom } }: EngineBinding,
  { replicas, stranded }: Facts,
): ReadableReplica | undefined {
  const replica = readFrom === undefined ? undefined : replicas.get(readFrom);
  if (readFrom === undefined || !replica || stranded.has(keyOf('replica', readFrom))) return undefined;
  const address = namedAddress(readFrom, replica, endpoint);
  return address && { address, ready: replica.resource.health.state === 'ready' };
}

/** A user's Secrets get the address once the replica is ready, and keep it from then on. */
export function replicaFor(
  { address, ready }: ReadableReplica,
  existing: readonly ExistingSecret[],
): NamedAddress | undefined {
  return ready || existing.some(([, secret]) => leadsOf(secret).replica === address.name) ? address : undefined;
}
