import type { Target } from '../api/binding.js';
import type { ClusterFacts, CreatedCluster } from '../observe/cluster-facts.js';
import { isGone } from '../observe/presence.js';
import { fails, holds, type Verdict } from './verdict.js';

/** Whether the cluster can be used. */
export function assessCluster(target: Target, cluster: ClusterFacts): Verdict {
  const { architecture, access } = target;
  switch (cluster.state) {
    case 'absent':
      return access?.state === 'withheld'
        ? fails(access.reason, access.message)
        : fails('Creating', ABOUT_TO[architecture]);
    case 'creating':
      return cluster.health.state === 'failing'
        ? creationFailed(target, cluster.health.message)
        : fails('Creating', 'DigitalOcean is creating the cluster, which takes some minutes');
    case 'created':
      return assessCreated(architecture, cluster);
  }
}

const ABOUT_TO: Readonly<Record<Target['architecture'], string>> = {
  Controlled: 'the cluster is about to be created',
  Referenced: 'the cluster is about to be looked at',
};

function assessCreated(architecture: Target['architecture'], { health, resource }: CreatedCluster): Verdict {
  switch (health.state) {
    case 'ready':
      return holds('Available');
    case 'waiting':
      return fails('NotReady', 'the cluster exists, the provider has not found it ready yet');
    case 'failing':
      return architecture === 'Referenced' && isGone(resource)
        ? fails(
            'ClusterNotFound',
            `${health.message}; the cluster is gone at DigitalOcean, or never was there: name one that exists`,
          )
        : fails('ProviderError', health.message);
  }
}

// An interrupted creation leaves a cluster that the provider has forgotten: each retry then finds the name taken.
function creationFailed(target: Target, message: string): Verdict {
  if (!/name is not available|name.*(?:already|taken|in use)/i.test(message)) return fails('CreationFailed', message);
  const mayAdopt = target.architecture === 'Controlled' && target.mayAdopt;
  return fails('NameNotAvailable', `${message}; ${NAME_EXISTS}: ${mayAdopt ? ADOPT_IT : HAVE_IT_REMOVED}`);
}

const NAME_EXISTS = 'a cluster of this name exists at DigitalOcean already, maybe from a creation that was interrupted';
const ADOPT_IT =
  "if it is this binding's, take it over with spec.cluster.adopt and its UUID; otherwise give the binding another name";
const HAVE_IT_REMOVED =
  "if it is this binding's, ask the platform team to remove it, or to allow its UUID for spec.cluster.adopt (references.uuids in the policy); otherwise give the binding another name";
