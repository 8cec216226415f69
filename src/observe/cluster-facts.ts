import { isEngine } from '../engines/engines.js';
import type { RunningEngine } from '../gen/binding.js';
import { asNumber, asString, type JsonObject } from '../lib/json.js';
import { isUuid } from '../lib/uuid.js';
import type { Health } from './health.js';
import { controls } from './management-policies.js';
import type { ObservedResource } from './observed-resource.js';
import { type ServerFacts, serverFacts, textIn } from './server-facts.js';

/** What is known of the binding's cluster. */
export type ClusterFacts =
  /** No Cluster resource yet. */
  | { readonly state: 'absent' }
  /** A Cluster resource without an id at DigitalOcean yet. */
  | (Observed & { readonly state: 'creating'; readonly health: Health; readonly name: string | undefined })
  | CreatedCluster;

interface Observed {
  readonly resource: ObservedResource;
  /** Whether the provider may do more with it than look at it: otherwise its life is somebody else's. */
  readonly controlled: boolean;
}

/** A cluster that exists at DigitalOcean. */
export interface CreatedCluster extends ServerFacts, Observed {
  readonly state: 'created';
  /** Ready, too, where a change of it fails. */
  readonly health: Health;
  /** UUID. */
  readonly id: string;
  /** The UUID of the lost cluster that this one replaced, and that the binding's users and Secrets still belong to. */
  readonly replaced: string | undefined;
  readonly engine: RunningEngine | undefined;
  readonly version: string | undefined;
  readonly nodeCount: number | undefined;
  readonly database: string | undefined;
}

/** Reads the facts of the observed Cluster resource; what the provider has not reported yet is `undefined`. */
export function clusterFacts(resource: ObservedResource | undefined): ClusterFacts {
  if (!resource) return { state: 'absent' };
  const { health } = resource;
  const controlled = controls(resource);
  const shown = asString(resource.atProvider.id);
  const id = idIn(resource.externalName) ?? shown ?? resource.externalName;
  if (id === undefined) return { state: 'creating', health, resource, controlled, name: textIn(resource, 'name') };
  // After replacing a lost cluster, the provider shows the lost one's facts for a while.
  const isCurrent = shown === undefined || shown === id;
  const { forProvider, note } = resource;
  const told = { atProvider: isCurrent ? resource.atProvider : NOTHING, forProvider };
  const engine = textIn(told, 'engine');
  return {
    ...serverFacts(told),
    state: 'created',
    health: healthOfCreated(resource, isCurrent),
    resource,
    controlled,
    id,
    replaced: note === id ? undefined : idIn(note),
    engine: isEngine(engine) ? engine : undefined,
    version: textIn(told, 'version'),
    nodeCount: asNumber(told.atProvider.nodeCount) ?? asNumber(forProvider.nodeCount),
    database: asString(told.atProvider.database),
  };
}

function healthOfCreated(resource: ObservedResource, isCurrent: boolean): Health {
  return isCurrent || resource.health.state === 'failing' ? resource.health : { state: 'waiting' };
}

const NOTHING: JsonObject = {};

/** The external name counts: the provider goes by it, and changes it first. */
function idIn(externalName: string | undefined): string | undefined {
  return externalName !== undefined && isUuid(externalName) ? externalName : undefined;
}
