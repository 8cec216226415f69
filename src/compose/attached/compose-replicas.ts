import type { ClusterIntent } from '../../api/binding.js';
import { replicaName } from '../../api/names.js';
import type { ReplicaSpec } from '../../gen/binding.js';
import { keyOf } from '../../kinds/resource-keys.js';
import { asString, compact, type JsonObject } from '../../lib/json.js';
import type { ClusterFacts } from '../../observe/cluster-facts.js';
import { IMPORTED, isMade } from '../../observe/presence.js';
import type { ReplicaFacts } from '../../observe/replica-facts.js';
import { serverFacts } from '../../observe/server-facts.js';
import { fieldsOf } from '../../provider/field-behavior.js';
import { type Composing, desire } from '../composing.js';
import { standingOf } from '../contents/standing.js';
import { type Kept, keptField } from '../kept.js';
import { immutable, type Refusals, shrinking, unsupported } from '../refusal.js';
import { steady } from '../steady.js';

/** Composes the read-only replicas of a cluster that the binding controls. */
export function composeReplicas(composing: Composing): void {
  const { binding, facts } = composing;
  if (binding.target.architecture !== 'Controlled') return;
  const { cluster } = binding.target;
  const kind = 'replica';
  for (const [i, replica] of cluster.replicas.entries()) {
    const key = keyOf(kind, replica.name);
    const running = facts.replicas.get(replica.name);
    // Until DigitalOcean has it, it follows the spec: a refused creation can be corrected.
    const forProvider =
      running && isMade(running.resource)
        ? changed(replica, running, cluster, composing, `spec.cluster.replicas[${i}]`)
        : (created(replica, composing) ?? (running && steady(running.resource.forProvider)));
    if (!forProvider) continue;
    const place = { kind, key, observed: running?.resource, clusterId: asString(forProvider.clusterId) } as const;
    desire(composing, { key, kind, forProvider, ...standingOf(binding, place, asString(forProvider.name) ?? '') });
  }
}

function created(replica: ReplicaSpec, { facts: { cluster }, home }: Composing): JsonObject | undefined {
  if (home === undefined || cluster.state !== 'created' || cluster.name === undefined) return undefined;
  const region = lowerCase(replica.region ?? cluster.region);
  const size = lowerCase(replica.size ?? cluster.size);
  // Without a region the provider is blocked for ever, and without a size it asks for a resize at every look.
  if (region === undefined || size === undefined) return undefined;
  // Without a network, DigitalOcean puts a replica into the region's default one.
  const network =
    region === lowerCase(cluster.region) ? asString(cluster.resource.atProvider.privateNetworkUuid) : undefined;
  return compact({
    clusterId: home,
    name: replicaName(cluster.name, replica.name),
    region,
    size,
    storageSizeMib: asText(replica.storageSizeMib),
    privateNetworkUuid: network,
  });
}

/** A replica can only be resized. For the rest the provider gets what it was sent at creation, or has found. */
function changed(
  replica: ReplicaSpec,
  running: ReplicaFacts,
  cluster: ClusterIntent,
  composing: Composing,
  path: string,
): JsonObject {
  const { refusals, kept, facts } = composing;
  const { region } = replica;
  const { forProvider, atProvider, note, home } = running.resource;
  // Somebody else created an imported replica, with other values than were sent here; and the spec may change during a creation.
  const isAsSent = note !== IMPORTED && lowerCase(asString(forProvider.region)) === running.region;
  const first = isAsSent ? forProvider : atProvider;
  const sent = (name: string): string | undefined => asString(first[name]) ?? asString(forProvider[name]);
  if (region !== undefined && running.region !== undefined && region !== running.region)
    refusals.push(immutable(`${path}.region`, running.region, region));
  const fields = compact({
    region: lowerCase(sent('region') ?? running.region),
    ...resized(replica, running, refusals, path),
  });
  if (note !== IMPORTED) kept.push(...keptFields(replica, fields, facts.cluster, path));
  return compact({
    clusterId: home,
    name: running.name ?? replicaName(cluster.name, replica.name),
    ...fields,
    privateNetworkUuid: sent('privateNetworkUuid'),
  });
}

/** What a replica keeps although the spec does not ask for it, unless a new one would get the same from the cluster. */
function keptFields(replica: ReplicaSpec, sent: JsonObject, cluster: ClusterFacts, path: string): readonly Kept[] {
  const usual = cluster.state === 'created' ? cluster : undefined;
  return (['region', 'size', 'storageSizeMib'] as const).flatMap((name) => {
    const value = sent[name];
    if (replica[name] !== undefined || value === undefined) return [];
    if (name !== 'storageSizeMib' && value === lowerCase(usual?.[name])) return [];
    return keptField(`${path}.${name}`, BEHAVIORS[name], value, name === 'region' ? ADD_ANOTHER : undefined);
  });
}

const BEHAVIORS = fieldsOf('Replica');
const ADD_ANOTHER = 'write it, or add a replica of another name where you want it';

/**
 * A resize sends the storage that the replica has along, where no other is written, and DigitalOcean refuses that each time
 * if the new size comes with more. So a size is only followed beside a storage that somebody has chosen for it. Storage is
 * sent only while it has to grow: what is left out stays, and somebody else may have enlarged it.
 */
function resized(
  { size: asked, storageSizeMib }: ReplicaSpec,
  { resource: { atProvider, forProvider } }: ReplicaFacts,
  refusals: Refusals,
  path: string,
): JsonObject {
  const size = lowerCase(asked);
  const { size: now, storageSizeMib: has = 0 } = serverFacts({ atProvider, forProvider: {} });
  // What the provider does not show yet is not resized.
  if (now === undefined)
    return compact({ size: size ?? lowerCase(asString(forProvider.size)), storageSizeMib: asText(storageSizeMib) });
  const [isLess, grows] = [(storageSizeMib ?? has) < has, (storageSizeMib ?? 0) > has];
  if (isLess) refusals.push(shrinking(`${path}.storageSizeMib`, has, storageSizeMib ?? 0));
  const isFollowed = size === undefined || size === now || (storageSizeMib !== undefined && !isLess);
  if (!isFollowed) {
    const message = `cannot change from ${now} to ${size} alone, since a resize sends the storage too: set storageSizeMib beside it to what the new size comes with, ${has} or more`;
    refusals.push(unsupported(`${path}.size`, message));
  }
  return compact({
    size: isFollowed ? (size ?? now) : now,
    storageSizeMib: grows ? asText(storageSizeMib) : undefined,
  });
}

/** As the provider reads it back: another case would be another region. */
function lowerCase(slug: string | undefined): string | undefined {
  return slug?.toLowerCase();
}

function asText(mib: number | undefined): string | undefined {
  return mib === undefined ? undefined : String(mib);
}
