import type { Binding, Choice, ClusterIntent } from '../api/binding.js';
import { asString, at, compact, field, type Json, type JsonObject } from '../lib/json.js';
import type { ClusterFacts, CreatedCluster } from '../observe/cluster-facts.js';
import { fullPolicies, managedResource } from './managed-resource.js';
import { immutable, type Refusal } from './refusal.js';
import { CLUSTER_KEY } from './resource-keys.js';

/** The desired cluster, and what of the spec it does not follow. */
export interface ComposedCluster {
  readonly object: JsonObject;
  readonly refusals: readonly Refusal[];
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
  return { object, refusals };
}

interface Fields {
  readonly fields: Readonly<Record<string, Json | undefined>>;
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
    },
    refusals: [],
  };
}

/** A running cluster keeps what the spec does not ask for, and what DigitalOcean cannot change. */
function changed(cluster: ClusterIntent, running: CreatedCluster): Fields {
  const sent = running.resource.forProvider;
  const version = changeVersion(cluster.version, running);
  const storage = changeStorage(cluster.storageSizeMib, running);
  return {
    fields: {
      name: running.name ?? cluster.name,
      version: version.value,
      size: askedFor(cluster.size) ?? running.size ?? cluster.size?.value,
      region: askedFor(cluster.region) ?? running.region ?? cluster.region?.value,
      nodeCount: askedFor(cluster.nodeCount) ?? running.nodeCount ?? cluster.nodeCount.value,
      storageSizeMib: storage.value,
      projectId: asString(field(sent, 'projectId')),
      ...sentNetwork(sent),
    },
    refusals: [
      ...(cluster.askedEngine === cluster.engine
        ? []
        : [immutable('spec.cluster.engine', cluster.engine, cluster.askedEngine)]),
      ...version.refusals,
      ...storage.refusals,
      ...refuseNetwork(cluster, running),
      ...refuseProject(cluster, running),
    ],
  };
}

function askedFor<T>(choice: Choice<T> | undefined): T | undefined {
  return choice?.asked ? choice.value : undefined;
}

interface Change {
  readonly value: string | undefined;
  readonly refusals: readonly Refusal[];
}

function changeVersion(choice: Choice<string> | undefined, running: CreatedCluster): Change {
  const sent = asString(field(running.resource.forProvider, 'version'));
  const asked = askedFor(choice);
  if (asked === undefined || choice === undefined) return { value: sent, refusals: [] };
  if (running.version === undefined || compareVersions(asked, running.version) >= 0)
    return { value: asked, refusals: [] };
  const message = `cannot go back from ${running.version} to ${asked}: DigitalOcean upgrades only; set it to ${running.version} or higher`;
  return { value: running.version, refusals: [{ reason: 'UnsupportedChange', path: choice.path, message }] };
}

/** Numeric parts one after the other; `8` and `8.0` are one version. */
function compareVersions(a: string, b: string): number {
  const [left, right] = [a.split('.').map(Number), b.split('.').map(Number)];
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function changeStorage(choice: Choice<number> | undefined, running: CreatedCluster): Change {
  const asked = askedFor(choice);
  if (asked === undefined || choice === undefined)
    return { value: asString(field(running.resource.forProvider, 'storageSizeMib')), refusals: [] };
  if (running.storageSizeMib === undefined || asked >= running.storageSizeMib)
    return { value: asText(asked), refusals: [] };
  const message = `cannot shrink from ${running.storageSizeMib} to ${asked} MiB: storage only grows; set it to ${running.storageSizeMib} or more`;
  return {
    value: asText(running.storageSizeMib),
    refusals: [{ reason: 'UnsupportedChange', path: choice.path, message }],
  };
}

type NetworkFields = Readonly<Record<'privateNetworkUuid' | 'privateNetworkUuidRef', Json | undefined>>;

function networkFields(uuid: string | undefined, name: string | undefined): NetworkFields {
  return { privateNetworkUuid: uuid, privateNetworkUuidRef: name === undefined ? undefined : { name } };
}

// The provider writes the UUID that a reference resolves to beside it: it is the provider's then, not ours.
function sentNetwork(sent: JsonObject): NetworkFields {
  const name = asString(at(sent, 'privateNetworkUuidRef', 'name'));
  return networkFields(name === undefined ? asString(field(sent, 'privateNetworkUuid')) : undefined, name);
}

function refuseNetwork({ privateNetwork }: ClusterIntent, { resource }: CreatedCluster): readonly Refusal[] {
  const asked = askedFor(privateNetwork);
  if (asked === undefined || privateNetwork === undefined) return [];
  const uuid =
    asString(field(resource.atProvider, 'privateNetworkUuid')) ??
    asString(field(resource.forProvider, 'privateNetworkUuid'));
  const name = asString(at(resource.forProvider, 'privateNetworkUuidRef', 'name'));
  if (asked.uuid !== undefined && (uuid === undefined || asked.uuid === uuid)) return [];
  if (asked.name !== undefined && asked.name === name) return [];
  return [immutable(privateNetwork.path, name ?? uuid ?? 'the default network', asked.name ?? asked.uuid ?? '')];
}

function refuseProject({ projectId }: ClusterIntent, { resource }: CreatedCluster): readonly Refusal[] {
  const asked = askedFor(projectId);
  if (asked === undefined || projectId === undefined) return [];
  const running =
    asString(field(resource.atProvider, 'projectId')) ?? asString(field(resource.forProvider, 'projectId'));
  return running === undefined || running === asked ? [] : [immutable(projectId.path, running, asked)];
}

function asText(mib: number | undefined): string | undefined {
  return mib === undefined ? undefined : String(mib);
}
