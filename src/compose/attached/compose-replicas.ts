import type { Binding, ClusterIntent } from '../../api/binding.js';
import { replicaName } from '../../api/names.js';
import type { ReplicaSpec } from '../../gen/binding.js';
import { keyOf } from '../../kinds/resource-keys.js';
import { asString, compact, field, type JsonObject } from '../../lib/json.js';
import type { CreatedCluster } from '../../observe/cluster-facts.js';
import type { Facts } from '../../observe/facts.js';
import { IMPORTED } from '../../observe/presence.js';
import type { ReplicaFacts } from '../../observe/replica-facts.js';
import { importable, standingOf } from '../contents/import-name.js';
import type { Home } from '../home.js';
import { managedResource } from '../managed-resource.js';
import { each, NOTHING, type Part } from '../part.js';
import { immutable, type Refusal } from '../refusal.js';

/** Composes the read-only replicas of a cluster that the binding controls. */
export function composeReplicas(binding: Binding, home: Home, { replicas }: Facts): Part {
  if (binding.target.architecture !== 'Controlled') return NOTHING;
  const { cluster } = binding.target;
  return each(cluster.replicas, (replica, i) => {
    const key = keyOf('replica', replica.name);
    const running = replicas.get(replica.name);
    const { fields, refusals } = running
      ? changed(replica, running, cluster, `spec.cluster.replicas[${i}]`)
      : created(replica, home);
    if (!fields) return NOTHING;
    const [clusterId, name] = [asString(fields.clusterId), asString(fields.name) ?? ''];
    const { externalName, managementPolicies, imported } = standingOf(
      binding,
      importable('replica', clusterId, name),
      running?.resource,
    );
    const object = managedResource(binding, {
      key,
      kind: 'replica',
      forProvider: fields,
      managementPolicies,
      externalName,
      note: imported ? IMPORTED : undefined,
    });
    return { objects: [[key, object]], refusals };
  });
}

interface Fields {
  readonly fields: JsonObject | undefined;
  readonly refusals: readonly Refusal[];
}

function created(replica: ReplicaSpec, { cluster, open }: Home): Fields {
  if (!open || cluster.state !== 'created' || cluster.name === undefined) return { fields: undefined, refusals: [] };
  const region = replica.region ?? cluster.region;
  const fields = compact({
    clusterId: cluster.id,
    name: replicaName(cluster.name, replica.name),
    region,
    size: replica.size ?? cluster.size,
    storageSizeMib: asText(replica.storageSizeMib),
    privateNetworkUuid: region === cluster.region ? networkOf(cluster) : undefined,
  });
  return { fields, refusals: [] };
}

// Left to itself, DigitalOcean puts a replica into the region's default network.
function networkOf({ resource }: CreatedCluster): string | undefined {
  return asString(resource.atProvider.privateNetworkUuid);
}

/** A replica can only be resized. Of the rest the provider gets what it was sent at creation. */
function changed(replica: ReplicaSpec, running: ReplicaFacts, cluster: ClusterIntent, path: string): Fields {
  const { forProvider } = running.resource;
  // What was taken over was made in its own way, and not as it was sent.
  const told = running.resource.note === IMPORTED ? running.resource.atProvider : forProvider;
  const sent = (name: string): string | undefined => asString(field(told, name)) ?? asString(field(forProvider, name));
  const { region, storageSizeMib: asked } = replica;
  const shrinks = asked !== undefined && running.storageSizeMib !== undefined && asked < running.storageSizeMib;
  const fields = compact({
    clusterId: running.resource.home,
    name: running.name ?? replicaName(cluster.name, replica.name),
    region: sent('region'),
    size: replica.size ?? sent('size'),
    storageSizeMib: shrinks ? asText(running.storageSizeMib) : (asText(asked) ?? sent('storageSizeMib')),
    privateNetworkUuid: sent('privateNetworkUuid'),
  });
  const refusals: Refusal[] = [];
  if (region !== undefined && running.region !== undefined && region !== running.region)
    refusals.push(immutable(`${path}.region`, running.region, region));
  if (shrinks)
    refusals.push({
      reason: 'UnsupportedChange',
      path: `${path}.storageSizeMib`,
      message: `cannot shrink from ${running.storageSizeMib} to ${asked} MiB: storage only grows; set it to ${running.storageSizeMib} or more`,
    });
  return { fields, refusals };
}

function asText(mib: number | undefined): string | undefined {
  return mib === undefined ? undefined : String(mib);
}
