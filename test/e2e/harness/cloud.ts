import type { CloudCluster, CloudUser, DigitalOcean } from '../../../simulation/provider/digitalocean.js';
import type { CloudRequest, Fault, RequestFilter } from '../../../simulation/provider/traffic.js';
import type { RunningProvider } from './provider.js';

/**
 * DigitalOcean as somebody sees it who goes to its website: looks at what exists and changes it behind everybody's back. None
 * of that is among the requests.
 */
export class Cloud {
  readonly #provider: RunningProvider;

  constructor(provider: RunningProvider) {
    this.#provider = provider;
  }

  /** What exists, by id; each cluster with its users and databases. */
  get clusters(): ReadonlyMap<string, CloudCluster> {
    return this.#provider.cloud.clusters;
  }

  removeCluster(id: string): void {
    this.#provider.cloud.deleteCluster(id);
  }

  addUser(clusterId: string, name: string): CloudUser {
    const answer = this.#provider.cloud.createUser(clusterId, name, {});
    if (!answer.ok) throw new Error(`cannot add user "${name}" at DigitalOcean: ${answer.cause}`);
    return answer.value;
  }

  removeUser(clusterId: string, name: string): void {
    this.#provider.cloud.deleteUser(clusterId, name);
  }

  addDatabase(clusterId: string, name: string): void {
    const answer = this.#provider.cloud.createDatabase(clusterId, name);
    if (!answer.ok) throw new Error(`cannot add database "${name}" at DigitalOcean: ${answer.cause}`);
  }

  removeDatabase(clusterId: string, name: string): void {
    this.#provider.cloud.deleteDatabase(clusterId, name);
  }

  /**
   * Lets the provider's requests fail, and returns what ends that. Terraform asks up to five times where it is answered 429
   * or 5xx, or nothing, some fifteen seconds in all: what is meant to be seen lasts longer, or has another status. A stand-in
   * meets only faults of what creates, changes and deletes.
   */
  fault(fault: Fault): () => void {
    return this.#provider.cloud.traffic.fault(fault);
  }

  /** What the provider asked for so far; of very many requests only those that change something. */
  requests(filter: RequestFilter = {}): readonly CloudRequest[] {
    return this.#provider.cloud.traffic.requests(filter);
  }
}

/** Where clusters are looked for. */
type Clusters = Pick<DigitalOcean | Cloud, 'clusters'>;

/** The clusters of a name at the simulated DigitalOcean, where a name is never given twice. */
export function clustersNamed({ clusters }: Clusters, name: string): readonly CloudCluster[] {
  return [...clusters.values()].filter(({ fields }) => fields.name === name);
}

/** The one cluster of a name. */
export function clusterNamed(cloud: Clusters, name: string): CloudCluster {
  const [found] = clustersNamed(cloud, name);
  if (found === undefined) throw new Error(`cluster "${name}" is not at DigitalOcean`);
  return found;
}
