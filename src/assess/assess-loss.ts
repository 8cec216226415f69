import type { Loss } from '../compose/cluster/loss.js';
import { fails, type Verdict } from './verdict.js';

/** That the binding's cluster is gone with its data, until everything has followed to the one that replaced it. */
export function assessLoss(loss: Loss | undefined): Verdict | undefined {
  if (!loss) return undefined;
  const { was, now, isFollowed } = loss;
  const lost = `cluster ${was} is gone at DigitalOcean, with its users, databases and data, and the provider has created a new one in its place, ${now}, without that data`;
  const advice = isFollowed
    ? 'users, databases and Secrets follow to it; restore the data from a backup'
    : `Secrets still name the lost one, and nothing is created in the new one; to get the data back, restore a backup into a new binding (spec.cluster.restoreFrom); to continue with the new cluster, set spec.cluster.adopt to ${now} and adoptConfirmed to true`;
  return fails('ClusterLost', `${lost}: ${advice}`);
}
