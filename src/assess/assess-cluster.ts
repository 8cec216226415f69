import type { Target } from '../api/binding.js';
import type { ClusterFacts, CreatedCluster } from '../observe/cluster-facts.js';
import { isGone } from '../observe/presence.js';
import { fails, holds, type Verdict } from './verdict.js';

/** Whether the cluster can be used. */
export function assessCluster(target: Target, cluster: ClusterFacts): Verdict {
  const { architecture, access } = target;
  switch (cluster.state) {
    case 'absent':
      if (access?.state === 'withheld') return fails(access.reason, access.message);
      return fails('Creating', ABOUT_TO[architecture]);
    case 'creating':
      if (cluster.health.state === 'failing') return creationFailed(target, cluster.health.message);
      return fails('Creating', 'DigitalOcean is creating the cluster, which takes some minutes');
    case 'created':
      return assessCreated(architecture, cluster);
  }
}

const ABOUT_TO: Readonly<Record<Target['architecture'], string>> = {
  Controlled: 'the cluster is about to be created',
  Referenced: 'the cluster is about to be observed',
};

function assessCreated(architecture: Target['architecture'], { health, resource }: CreatedCluster): Verdict {
  switch (health.state) {
    case 'ready':
      return holds('Available');
    case 'waiting':
      return fails('NotReady', 'the cluster exists, but the provider does not report it ready yet');
    case 'failing':
      if (architecture === 'Controlled' || !isGone(resource)) return fails('ProviderError', health.message);
      return fails(
        'ClusterNotFound',
        `${health.message}; the cluster is gone at DigitalOcean, or never existed: name one that exists`,
      );
  }
}

// After an interrupted creation the provider does not know the cluster it made: each retry finds the name taken.
function creationFailed(target: Target, message: string): Verdict {
  if (!/name is not available|name.*(?:already|taken|in use)/i.test(message)) return fails('CreationFailed', message);
  const mayAdopt = target.architecture === 'Controlled' && target.mayAdopt;
  return fails('NameNotAvailable', `${message}; ${NAME_EXISTS}: ${mayAdopt ? ADOPT_IT : HAVE_IT_REMOVED}`);
}

const NAME_EXISTS = 'DigitalOcean already has a cluster of this name, maybe from an interrupted creation';
const ADOPT_IT =
  "if it is this binding's, take it over with spec.cluster.adopt and its UUID; otherwise give the binding another name";
const HAVE_IT_REMOVED =
  "if it is this binding's, ask the platform team to remove it, or to allow its UUID for spec.cluster.adopt (references.uuids in the policy); otherwise give the binding another name";
