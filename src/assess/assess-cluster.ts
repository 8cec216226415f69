import type { Target } from '../api/binding.js';
import type { Access } from '../observe/access.js';
import type { ClusterFacts } from '../observe/cluster-facts.js';
import type { Health } from '../observe/health.js';
import { fails, holds, type Verdict } from './verdict.js';

/** Whether the cluster can be used. */
export function assessCluster({ architecture }: Target, cluster: ClusterFacts, access: Access | undefined): Verdict {
  switch (cluster.state) {
    case 'absent':
      return access?.state === 'withheld'
        ? fails(access.reason, access.message)
        : fails('Creating', ABOUT_TO[architecture]);
    case 'creating':
      return cluster.health.state === 'failing'
        ? creationFailed(cluster.health.message)
        : fails('Creating', 'DigitalOcean is creating the cluster, which takes some minutes');
    case 'created':
      return assessCreated(architecture, cluster.health);
  }
}

const ABOUT_TO: Readonly<Record<Target['architecture'], string>> = {
  Controlled: 'the cluster is about to be created',
  Referenced: 'the cluster is about to be looked at',
};

function assessCreated(architecture: Target['architecture'], health: Health): Verdict {
  switch (health.state) {
    case 'ready':
      return holds('Available');
    case 'waiting':
      return fails('NotReady', 'the cluster exists, the provider has not found it ready yet');
    case 'failing':
      return architecture === 'Referenced' && isGone(health.message)
        ? fails(
            'ClusterNotFound',
            `${health.message}; the cluster is gone at DigitalOcean, or never was there: name one that exists`,
          )
        : fails('ProviderError', health.message);
  }
}

function isGone(message: string): boolean {
  return /not found|404|does not exist|non-existent/i.test(message);
}

// An interrupted creation leaves a cluster that the provider has forgotten: each retry then finds the name taken.
function creationFailed(message: string): Verdict {
  return /name is not available|name.*(?:already|taken|in use)/i.test(message)
    ? fails(
        'NameNotAvailable',
        `${message}; a cluster of this name exists at DigitalOcean already, maybe from a creation that was interrupted: if it is this binding's, take it over with spec.cluster.adopt and its UUID; otherwise give the binding another name`,
      )
    : fails('CreationFailed', message);
}
