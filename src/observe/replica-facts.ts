import { asString } from '../lib/json.js';
import type { ObservedResource } from './observed-resource.js';
import { type ServerFacts, serverFacts } from './server-facts.js';

/** What is known of a read-only replica. */
export interface ReplicaFacts extends ServerFacts {
  readonly resource: ObservedResource;
  /** Its own id at DigitalOcean, which its firewall refers to. */
  readonly uuid: string | undefined;
}

/** Reads the facts of an observed Replica resource. */
export function replicaFacts(resource: ObservedResource): ReplicaFacts {
  return { resource, uuid: asString(resource.atProvider.uuid), ...serverFacts(resource) };
}
