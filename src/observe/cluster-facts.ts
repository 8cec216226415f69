import { isEngine } from '../engines/engines.js';
import type { RunningEngine } from '../gen/binding.js';
import { asNumber, asString, type JsonObject } from '../lib/json.js';
import { isUuid } from '../lib/uuid.js';
import type { Health } from './health.js';
import type { ObservedResource } from './observed-resource.js';

/** What is known of the binding's cluster. */
export type ClusterFacts =
  /** No Cluster resource yet. */
  | { readonly state: 'absent' }
  /** A Cluster resource, that DigitalOcean has given no id yet. */
  | { readonly state: 'creating'; readonly health: Health; readonly resource: ObservedResource }
  | CreatedCluster;

/** A cluster that exists at DigitalOcean. */
export interface CreatedCluster {
  readonly state: 'created';
  readonly health: Health;
  readonly resource: ObservedResource;
  /** UUID. */
  readonly id: string;
  /** The UUID of the cluster that the binding's users and Secrets belong to, if that is gone and this one took its place. */
  readonly replaced: string | undefined;
  readonly name: string | undefined;
  readonly engine: RunningEngine | undefined;
  readonly version: string | undefined;
  readonly region: string | undefined;
  readonly size: string | undefined;
  readonly nodeCount: number | undefined;
  /** MiB. */
  readonly storageSizeMib: number | undefined;
  readonly host: string | undefined;
  readonly privateHost: string | undefined;
  readonly port: number | undefined;
  readonly database: string | undefined;
}

/** Reads the facts of the observed Cluster resource; what the provider has not told yet is `undefined`. */
export function clusterFacts(resource: ObservedResource | undefined): ClusterFacts {
  if (!resource) return { state: 'absent' };
  const { health } = resource;
  const shown = asString(resource.atProvider.id);
  const id = idIn(resource.externalName) ?? shown ?? resource.externalName;
  if (id === undefined) return { state: 'creating', health, resource };
  // The provider makes a new cluster in the place of a lost one, and for a while still shows what the lost one was.
  const isCurrent = shown === undefined || shown === id;
  const atProvider = isCurrent ? resource.atProvider : NOTHING;
  const { forProvider, note } = resource;
  const text = (key: string): string | undefined => asString(atProvider[key]) ?? asString(forProvider[key]);
  const engine = text('engine');
  return {
    state: 'created',
    health: isCurrent || health.state === 'failing' ? health : { state: 'waiting' },
    resource,
    id,
    replaced: note === id ? undefined : idIn(note),
    name: text('name'),
    engine: isEngine(engine) ? engine : undefined,
    version: text('version'),
    region: text('region'),
    size: text('size'),
    nodeCount: asNumber(atProvider.nodeCount) ?? asNumber(forProvider.nodeCount),
    storageSizeMib: asMib(text('storageSizeMib')),
    host: asString(atProvider.host),
    privateHost: asString(atProvider.privateHost),
    port: asNumber(atProvider.port),
    database: asString(atProvider.database),
  };
}

const NOTHING: JsonObject = {};

/** The external name counts: it is what the provider goes by, and the first thing that it changes. */
function idIn(externalName: string | undefined): string | undefined {
  return externalName !== undefined && isUuid(externalName) ? externalName : undefined;
}

// The provider writes sizes as strings; valkey's "0" says that there is no size to choose.
function asMib(text: string | undefined): number | undefined {
  return text !== undefined && /^[1-9][0-9]*$/.test(text) ? Number(text) : undefined;
}
