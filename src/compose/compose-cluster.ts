import type { Binding, ClusterIntent } from '../api/binding.js';
import { asString, compact, type Json, type JsonObject } from '../lib/json.js';
import type { ClusterFacts, CreatedCluster } from '../observe/cluster-facts.js';
import { changeRegion, networkFields, refusePlacement, sentNetwork } from './change-placement.js';
import { changeStorage } from './change-storage.js';
import { changeVersion } from './change-version.js';
import { type ClusterChange, clusterChanges, type SentFields } from './cluster-changes.js';
import { askedFor } from './field-change.js';
import { fullPolicies, managedResource } from './managed-resource.js';
import { immutable, type Refusal } from './refusal.js';
import { CLUSTER_KEY } from './resource-keys.js';
import { backupRestore, keepRestore } from './restore.js';

/** The desired cluster, and what of the spec it does not follow. */
export interface ComposedCluster {
  readonly object: JsonObject;
  readonly refusals: readonly Refusal[];
  /** What DigitalOcean is still changing. */
  readonly changes: readonly ClusterChange[];
}

/** Composes the cluster: as the binding wants it, but for what a running one cannot change. */
export function composeCluster(binding: Binding, cluster: ClusterIntent, facts: ClusterFacts): ComposedCluster {
  const { fields, refusals } = facts.state === 'created' ? changed(cluster, facts) : created(cluster);
  const object = managedResource(binding, {
    key: CLUSTER_KEY,
    kind: 'Cluster',
    forProvider: compact({
      engine: cluster.engine,
      ...fields,
      maintenanceWindow: cluster.maintenanceWindow && [{ ...cluster.maintenanceWindow }],
      evictionPolicy: cluster.evictionPolicy,
      sqlMode: cluster.sqlMode,
      tags: cluster.tags.length > 0 ? cluster.tags : undefined,
    }),
    managementPolicies: fullPolicies(binding),
    // The provider finds it out itself; but without it, a cluster that was adopted would be created anew.
    ...(facts.state === 'created' ? { externalName: facts.id } : {}),
    hasConnectionDetails: true,
  });
  const changes = facts.state === 'created' ? clusterChanges(cluster, fields, facts) : [];
  return { object, refusals, changes };
}

interface Fields {
  readonly fields: SentFields & Readonly<Record<string, Json | undefined>>;
  readonly refusals: readonly Refusal[];
}

/** A cluster that does not exist yet takes every value, defaults included: a rejected one can be mended. */
function created(cluster: ClusterIntent): Fields {
  return {
    fields: {
      name: cluster.name,
      version: cluster.version?.value,
      size: cluster.size?.value,
      region: cluster.region?.value,
      nodeCount: cluster.nodeCount.value,
      storageSizeMib: asText(cluster.storageSizeMib?.value),
      projectId: cluster.projectId?.value,
      ...networkFields(cluster.privateNetwork?.value.uuid, cluster.privateNetwork?.value.name),
      backupRestore: backupRestore(cluster.restoreFrom),
    },
    refusals: [],
  };
}

/** A running cluster keeps what the spec does not ask for, and what DigitalOcean cannot change. */
function changed(cluster: ClusterIntent, running: CreatedCluster): Fields {
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
      ...sentNetwork(sent),
      backupRestore: restore.value,
    },
    refusals: [
      ...(cluster.askedEngine === cluster.engine
        ? []
        : [immutable('spec.cluster.engine', cluster.engine, cluster.askedEngine)]),
      ...version.refusals,
      ...storage.refusals,
      ...region.refusals,
      ...refusePlacement(cluster, running),
      ...restore.refusals,
    ],
  };
}

function asText(mib: number | undefined): string | undefined {
  return mib === undefined ? undefined : String(mib);
}
