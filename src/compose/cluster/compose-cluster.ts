import type { Binding, ClusterIntent } from '../../api/binding.js';
import { keyOf } from '../../kinds/resource-keys.js';
import { asString, compact, type Json, type JsonObject } from '../../lib/json.js';
import type { ClusterFacts, CreatedCluster } from '../../observe/cluster-facts.js';
import { managedResource } from '../managed-resource.js';
import { fullPolicies } from '../management-policies.js';
import { immutable, type Refusal } from '../refusal.js';
import { changeRegion, type NetworkFields, networkFields, refusePlacement, sentNetwork } from './change-placement.js';
import { changeStorage } from './change-storage.js';
import { changeVersion } from './change-version.js';
import { type ClusterChange, clusterChanges, type SentFields } from './cluster-changes.js';
import { askedFor } from './field-change.js';
import type { Loss } from './loss.js';
import { backupRestore, keepRestore } from './restore.js';

/** The desired cluster, and what of the spec it does not follow. */
export interface ComposedCluster {
  readonly object: JsonObject;
  readonly refusals: readonly Refusal[];
  /** What DigitalOcean is still changing. */
  readonly changes: readonly ClusterChange[];
}

/** Composes the cluster: as the binding wants it, but for what a running one cannot change. */
export function composeCluster(
  binding: Binding,
  cluster: ClusterIntent,
  facts: ClusterFacts,
  loss: Loss | undefined,
): ComposedCluster {
  const running = facts.state === 'created' ? facts : undefined;
  const { fields, refusals } = running ? changed(cluster, running) : created(cluster);
  const object = managedResource(binding, {
    key: keyOf('cluster'),
    kind: 'cluster',
    forProvider: parameters(cluster, fields),
    managementPolicies: fullPolicies(binding),
    // The provider finds it out itself; but without it, a cluster that was adopted would be created anew.
    externalName: running?.id,
    note: running && noteOn(running, loss),
  });
  return { object, refusals, changes: running ? clusterChanges(cluster, fields, running) : [] };
}

/**
 * The cluster that the binding's users and Secrets belong to is noted once it was ready. Another id then tells that the
 * provider has replaced it, and the note stays until all that belongs to it has followed.
 */
function noteOn({ id, health, resource }: CreatedCluster, loss: Loss | undefined): string | undefined {
  if (loss) return loss.isOver ? id : loss.was;
  return resource.note !== undefined || health.state === 'ready' ? id : undefined;
}

/** What depends on whether the cluster runs already. */
interface Fields extends SentFields {
  readonly name: string;
  readonly projectId: string | undefined;
  readonly network: NetworkFields;
  readonly backupRestore: readonly Json[] | undefined;
}

interface Settled {
  readonly fields: Fields;
  readonly refusals: readonly Refusal[];
}

function parameters(cluster: ClusterIntent, fields: Fields): JsonObject {
  return compact({
    engine: cluster.engine,
    name: fields.name,
    version: fields.version,
    size: fields.size,
    region: fields.region,
    nodeCount: fields.nodeCount,
    storageSizeMib: fields.storageSizeMib,
    projectId: fields.projectId,
    privateNetworkUuid: fields.network.privateNetworkUuid,
    privateNetworkUuidRef: fields.network.privateNetworkUuidRef,
    backupRestore: fields.backupRestore,
    maintenanceWindow: cluster.maintenanceWindow && [{ ...cluster.maintenanceWindow }],
    evictionPolicy: cluster.evictionPolicy,
    sqlMode: cluster.sqlMode,
    tags: cluster.tags.length > 0 ? cluster.tags : undefined,
  });
}

/** A cluster that does not exist yet takes every value, defaults included: a rejected one can be mended. */
function created(cluster: ClusterIntent): Settled {
  const network = cluster.privateNetwork?.value;
  return {
    fields: {
      name: cluster.name,
      version: cluster.version?.value,
      size: cluster.size?.value,
      region: cluster.region?.value,
      nodeCount: cluster.nodeCount.value,
      storageSizeMib: asText(cluster.storageSizeMib?.value),
      projectId: cluster.projectId?.value,
      network: networkFields(network?.uuid, network?.name),
      backupRestore: backupRestore(cluster.restoreFrom),
    },
    refusals: [],
  };
}

/** A running cluster keeps what the spec does not ask for, and what DigitalOcean cannot change. */
function changed(cluster: ClusterIntent, running: CreatedCluster): Settled {
  const sent = running.resource.forProvider;
  const version = changeVersion(cluster.version, running);
  const storage = changeStorage(cluster.storageSizeMib, running);
  const region = changeRegion(cluster, running);
  const restore = keepRestore(cluster.restoreFrom, sent);
  return {
    fields: {
      name: running.name ?? cluster.name,
      version: version.value,
      size: askedFor(cluster.size) ?? running.size ?? cluster.size?.value,
      region: region.value,
      nodeCount: askedFor(cluster.nodeCount) ?? running.nodeCount ?? cluster.nodeCount.value,
      storageSizeMib: storage.value,
      projectId: asString(sent.projectId),
      network: sentNetwork(sent),
      backupRestore: restore.value,
    },
    refusals: [
      ...refuseEngine(cluster),
      ...version.refusals,
      ...storage.refusals,
      ...region.refusals,
      ...refusePlacement(cluster, running),
      ...restore.refusals,
    ],
  };
}

function refuseEngine({ engine, askedEngine }: ClusterIntent): readonly Refusal[] {
  return askedEngine === engine ? [] : [immutable('spec.cluster.engine', engine, askedEngine)];
}

function asText(mib: number | undefined): string | undefined {
  return mib === undefined ? undefined : String(mib);
}
