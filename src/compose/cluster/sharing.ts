import type { Controlled } from '../../api/binding.js';
import { profileOf } from '../../engines/engines.js';
import type { Refusal } from '../refusal.js';

/** What an owner asks to share that other namespaces do not get: all data of the cluster, unless it says so. */
export function refuseSharing({ cluster: { engine }, sharing }: Controlled): readonly Refusal[] {
  const { label, keepsUsersApart } = profileOf(engine);
  if (!sharing || sharing.namespaces.length === 0 || sharing.allData || keepsUsersApart) return [];
  const message = `${label} cannot keep users apart, so bindings of other namespaces get nothing new: set it to true if they may read, change and delete all data of the cluster, or take the namespaces out`;
  return [{ reason: 'NotShared', path: 'spec.sharing.allData', message }];
}
