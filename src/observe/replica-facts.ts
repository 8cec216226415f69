import { asNumber, asString } from '../lib/json.js';
import type { ObservedResource } from './observed-resource.js';

/** What is known of a read-only replica. */
export interface ReplicaFacts {
  readonly resource: ObservedResource;
  /** Its own id at DigitalOcean: firewalls go by it. */
  readonly uuid: string | undefined;
  readonly name: string | undefined;
  readonly region: string | undefined;
  readonly size: string | undefined;
  /** MiB. */
  readonly storageSizeMib: number | undefined;
  readonly host: string | undefined;
  readonly privateHost: string | undefined;
  readonly port: number | undefined;
}

/** Reads the facts of an observed Replica resource. */
export function replicaFacts(resource: ObservedResource): ReplicaFacts {
  const { atProvider, forProvider } = resource;
  const text = (key: string): string | undefined => asString(atProvider[key]) ?? asString(forProvider[key]);
  const storage = Number(text('storageSizeMib'));
  return {
    resource,
    uuid: asString(atProvider.uuid),
    name: text('name'),
    region: text('region'),
    size: text('size'),
    storageSizeMib: storage > 0 ? storage : undefined,
    host: asString(atProvider.host),
    privateHost: asString(atProvider.privateHost),
    port: asNumber(atProvider.port),
  };
}
