import type { Loss } from '../compose/cluster/loss.js';
import { fails, type Verdict } from './verdict.js';

/** That the binding's cluster is gone with its data, for as long as not all has followed to the one in its place. */
export function assessLoss(loss: Loss | undefined): Verdict | undefined {
  if (!loss) return undefined;
  const { was, now, isFollowed } = loss;
  const lost = `cluster ${was} is gone at DigitalOcean, with its users, databases and data, and the provider has made a new one in its place, ${now}, without that data`;
  return fails(
    'ClusterLost',
    isFollowed
      ? `${lost}: users, databases and Secrets follow to it; data has to be restored from a backup`
      : `${lost}: Secrets still name the lost one, and nothing else is made in the new one; to have the data back, restore a backup into a new binding (spec.cluster.restoreFrom); to go on with the new cluster, set spec.cluster.adopt to ${now} and adoptConfirmed to true`,
  );
}
