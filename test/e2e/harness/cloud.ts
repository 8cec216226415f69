import type { CloudCluster, DigitalOcean } from '../../../src/simulation/provider/digitalocean.js';

/** The clusters of a name at the simulated DigitalOcean, where a name is never given twice. */
export function clustersNamed(cloud: DigitalOcean, name: string): readonly CloudCluster[] {
  return [...cloud.clusters.values()].filter(({ fields }) => fields.name === name);
}

/** The one cluster of a name. */
export function clusterNamed(cloud: DigitalOcean, name: string): CloudCluster {
  const [found] = clustersNamed(cloud, name);
  if (found === undefined) throw new Error(`cluster "${name}" is not at DigitalOcean`);
  return found;
}
