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

/** Without a wish the version that was sent stays, or the one that runs by now: DigitalOcean upgrades by itself too. */
function changeVersion(choice: Choice<string> | undefined, { version: running, resource }: CreatedCluster): Change {
  const sent = asString(field(resource.forProvider, 'version'));
  if (!choice?.asked)
    return accept(sent !== undefined && running !== undefined && isBelow(sent, running) ? running : sent);
  const asked = choice.value;
  if (running === undefined || isBelow(running, asked)) return accept(asked);
  if (!isBelow(asked, running)) return accept(running);
  const message = `cannot go back from ${running} to ${asked}: DigitalOcean upgrades only; set it to ${running} or higher`;
  return { value: running, refusals: [{ reason: 'UnsupportedChange', path: choice.path, message }] };
}

/** Whether a version is a lower one, as far as both say: `8` is not below `8.0`, nor `3` below `3.8`. */
function isBelow(version: string, other: string): boolean {
  const [left, right] = [version.split('.').map(Number), other.split('.').map(Number)];
  const first = left.findIndex((part, i) => part !== right[i]);
  return first !== -1 && (left[first] ?? 0) < (right[first] ?? 0);
}

/** Storage only grows; without a wish what was sent stays, or what autoscaling made of it. */
function changeStorage(
  choice: Choice<number> | undefined,
  { storageSizeMib: running, resource }: CreatedCluster,
): Change {
  const sent = asString(field(resource.forProvider, 'storageSizeMib'));
  if (!choice?.asked)
    return accept(sent !== undefined && running !== undefined && Number(sent) < running ? asText(running) : sent);
  const asked = choice.value;
  if (running === undefined || asked >= running) return accept(asText(asked));
  const message = `cannot shrink from ${running} to ${asked} MiB: storage only grows; set it to ${running} or more`;
  return { value: asText(running), refusals: [{ reason: 'UnsupportedChange', path: choice.path, message }] };
}

function accept(value: string | undefined): Change {
  return { value, refusals: [] };
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
