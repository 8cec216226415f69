import { type Binding, isForeign } from '../../api/binding.js';
import { profileOf } from '../../engines/engines.js';

/**
 * Whether the connection details of a cluster that is only looked at are needed. They hold the administrator's password,
 * which is nothing for a namespace that was given a user: so only where the default user is all there is, and, as long as
 * the cluster is not another namespace's, where it is asked for or where a private port stands nowhere else.
 */
export function needsClusterDetails({ engine, target, connection }: Binding): boolean {
  if (target.architecture === 'Controlled') return true;
  if (engine === undefined) return false;
  const { users, privatePortInDetails } = profileOf(engine);
  const asked = connection.credentials.some(({ administrator }) => administrator);
  return !users.supported || (!isForeign(target) && (asked || privatePortInDetails));
}
