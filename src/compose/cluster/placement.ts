import type { ClusterIntent } from '../../api/binding.js';
import { asString, at, type Json, type JsonObject } from '../../lib/json.js';
import type { CreatedCluster } from '../../observe/cluster-facts.js';
import { immutable, type Refusals, unsupported } from '../refusal.js';

/** The fields of a Cluster that say which private network it is in. */
export type NetworkFields = Readonly<Record<'privateNetworkUuid' | 'privateNetworkUuidRef', Json | undefined>>;

/** A network by its UUID, or by the provider's VPC resource. */
export function networkFields(uuid: string | undefined, name: string | undefined): NetworkFields {
  return { privateNetworkUuid: uuid, privateNetworkUuidRef: name === undefined ? undefined : { name } };
}

/** The network as it was sent. Beside a reference, the provider writes the UUID that it resolves to: that one is not ours. */
export function sentNetwork(sent: JsonObject): NetworkFields {
  const name = sentName(sent);
  return networkFields(name === undefined ? asString(sent.privateNetworkUuid) : undefined, name);
}

/** The region to send for a running cluster. A cluster in a chosen private network cannot leave its region. */
export function changeRegion(
  { region: choice, privateNetwork }: ClusterIntent,
  { region: running, resource }: CreatedCluster,
  refusals: Refusals,
): string | undefined {
  if (!choice?.asked) return running ?? choice?.value;
  const { value: asked, path } = choice;
  const { forProvider: sent } = resource;
  // An adopted cluster was sent no network, but its binding can say which one it is in.
  const isBound = privateNetwork?.asked || (asString(sent.privateNetworkUuid) ?? sentName(sent)) !== undefined;
  if (running === undefined || asked === running || !isBound) return asked;
  const message = `cannot migrate from ${running} to ${asked}: the cluster is in a private network of ${running}; set it back, or make a new binding`;
  refusals.push(unsupported(path, message));
  return running;
}

/** Refuses another network or project than the running one: DigitalOcean fixes both at creation. */
export function refusePlacement(cluster: ClusterIntent, { resource }: CreatedCluster, refusals: Refusals): void {
  const { privateNetwork, projectId } = cluster;
  const { atProvider, forProvider } = resource;
  const shown = (field: string): string | undefined => asString(atProvider[field]) ?? asString(forProvider[field]);
  if (privateNetwork?.asked) {
    const { value: asked, path } = privateNetwork;
    const [uuid, name] = [shown('privateNetworkUuid'), sentName(forProvider)];
    const isSame =
      (asked.uuid !== undefined && (uuid === undefined || asked.uuid === uuid)) ||
      (asked.name !== undefined && asked.name === name);
    if (!isSame) refusals.push(immutable(path, name ?? uuid ?? 'the default network', asked.name ?? asked.uuid ?? ''));
  }
  const project = shown('projectId');
  if (projectId?.asked && project !== undefined && project !== projectId.value)
    refusals.push(immutable(projectId.path, project, projectId.value));
}

function sentName(sent: JsonObject): string | undefined {
  return asString(at(sent, 'privateNetworkUuidRef', 'name'));
}
