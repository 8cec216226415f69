import type { EngineBinding } from '../../api/binding.js';
import { isAstray } from '../../compose/belonging.js';
import { keyOf } from '../../kinds/resource-keys.js';
import type { Facts } from '../../observe/facts.js';
import { replicaFacts } from '../../observe/replica-facts.js';
import { leadsOf } from '../layout/secret-manifest.js';
import type { ReplicaAddress } from './connection-facts.js';
import type { ExistingSecret } from './existing-secrets.js';

/** The replica to read from, as far as its address is told. */
export interface ReadableReplica {
  readonly address: ReplicaAddress;
  readonly ready: boolean;
}

/** Finds the replica to read from. */
export function readableReplica(
  { connection: { endpoint, readFrom } }: EngineBinding,
  facts: Facts,
): ReadableReplica | undefined {
  if (readFrom === undefined) return undefined;
  const key = keyOf('replica', readFrom);
  const observed = facts.resources.get(key);
  if (!observed || isAstray(key, observed, facts)) return undefined;
  const { health, host, port, privateHost } = replicaFacts(observed);
  if (!host || !port || (endpoint === 'Private' && !privateHost)) return undefined;
  const address = { name: readFrom, host, port, privateHost, privatePort: port };
  return { address, ready: health.state === 'ready' };
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
