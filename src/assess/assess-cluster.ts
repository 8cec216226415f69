import type { ClusterFacts } from '../observe/cluster-facts.js';
import type { Health } from '../observe/health.js';
import { fails, holds, type Verdict } from './verdict.js';

/** Whether the cluster can be used. */
export function assessCluster(cluster: ClusterFacts): Verdict {
  switch (cluster.state) {
    case 'absent':
      return fails('Creating', 'the cluster is about to be created');
    case 'creating':
      return cluster.health.state === 'failing'
        ? creationFailed(cluster.health.message)
        : fails('Creating', 'DigitalOcean is creating the cluster, which takes some minutes');
    case 'created':
      return assessCreated(cluster.health);
  }
}

function assessCreated(health: Health): Verdict {
  switch (health.state) {
    case 'ready':
      return holds('Available');
    case 'waiting':
      return fails('NotReady', 'the cluster exists, the provider has not found it ready yet');
    case 'failing':
      return fails('ProviderError', health.message);
  }
}

// An interrupted creation leaves a cluster that the provider has forgotten: each retry then finds the name taken.
function creationFailed(message: string): Verdict {
  return /name is not available|name.*(?:already|taken|in use)/i.test(message)
    ? fails(
        'NameNotAvailable',
        `${message}; a cluster of this name exists at DigitalOcean already, maybe from a creation that was interrupted: adopt it by its UUID, or delete it there`,
      )
    : fails('CreationFailed', message);
}
