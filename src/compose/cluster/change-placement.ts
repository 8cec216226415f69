import type { ClusterIntent } from '../../api/binding.js';
import { asString, at, type Json, type JsonObject } from '../../lib/json.js';
import type { CreatedCluster } from '../../observe/cluster-facts.js';
import { immutable, type Refusal } from '../refusal.js';
import { accept, askedFor, type FieldChange, unsupported } from './field-change.js';

/** The fields of a Cluster that say which private network it lives in. */
export type NetworkFields = Readonly<Record<'privateNetworkUuid' | 'privateNetworkUuidRef', Json | undefined>>;

/** A network by its UUID, or by the provider's VPC resource. */
export function networkFields(uuid: string | undefined, name: string | undefined): NetworkFields {
  return { privateNetworkUuid: uuid, privateNetworkUuidRef: name === undefined ? undefined : { name } };
}

/** The network as it was sent. The provider writes the UUID that a reference resolves to beside it: it is the provider's then, not ours. */
export function sentNetwork(sent: JsonObject): NetworkFields {
  const name = asString(at(sent, 'privateNetworkUuidRef', 'name'));
  return networkFields(name === undefined ? asString(sent.privateNetworkUuid) : undefined, name);
}

/** The region of a running cluster. A private network belongs to one region: a cluster in a chosen one cannot leave it. */
export function changeRegion(
  { region: choice, privateNetwork }: ClusterIntent,
  running: CreatedCluster,
): FieldChange<string> {
  const asked = askedFor(choice);
  if (choice === undefined || asked === undefined || running.region === undefined || asked === running.region)
    return accept(asked ?? running.region ?? choice?.value);
  const { privateNetworkUuid, privateNetworkUuidRef } = sentNetwork(running.resource.forProvider);
  // An adopted cluster was sent no network, but its binding can say which it has.
  const bound = [privateNetworkUuid, privateNetworkUuidRef, askedFor(privateNetwork)].some((it) => it !== undefined);
  if (!bound) return accept(asked);
  const message = `cannot migrate from ${running.region} to ${asked}: the cluster lives in a private network of ${running.region}; set it back, or make a new binding`;
  return unsupported(running.region, choice.path, message);
}

/** A network or project other than the running one: DigitalOcean fixes both at creation. */
export function refusePlacement(cluster: ClusterIntent, running: CreatedCluster): readonly Refusal[] {
  return [...refuseNetwork(cluster, running), ...refuseProject(cluster, running)];
}

function refuseNetwork({ privateNetwork }: ClusterIntent, { resource }: CreatedCluster): readonly Refusal[] {
  const asked = askedFor(privateNetwork);
  if (asked === undefined || privateNetwork === undefined) return [];
  const uuid = asString(resource.atProvider.privateNetworkUuid) ?? asString(resource.forProvider.privateNetworkUuid);
  const name = asString(at(resource.forProvider, 'privateNetworkUuidRef', 'name'));
  if (asked.uuid !== undefined && (uuid === undefined || asked.uuid === uuid)) return [];
  if (asked.name !== undefined && asked.name === name) return [];
  return [immutable(privateNetwork.path, name ?? uuid ?? 'the default network', asked.name ?? asked.uuid ?? '')];
}

function refuseProject({ projectId }: ClusterIntent, { resource }: CreatedCluster): readonly Refusal[] {
  const asked = askedFor(projectId);
  if (asked === undefined || projectId === undefined) return [];
  const running = asString(resource.atProvider.projectId) ?? asString(resource.forProvider.projectId);
  return running === undefined || running === asked ? [] : [immutable(projectId.path, running, asked)];
}
