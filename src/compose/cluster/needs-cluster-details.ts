import { type Binding, isForeign } from '../../api/binding.js';
import { profileOf } from '../../engines/engines.js';

/**
 * Whether the connection details of the cluster are needed. They hold the administrator's password, which a namespace that was
 * given a user must not see. So a cluster that is only observed needs them only if the default user is the only one; or, in
 * the binding's own namespace, if the administrator is asked for or nothing else has the private port.
 */
export function needsClusterDetails({ engine, target, connection }: Binding): boolean {
  if (target.architecture === 'Controlled') return true;
  if (engine === undefined) return false;
  const { users, readPrivatePort } = profileOf(engine);
  const asked = connection.credentials.some(({ administrator }) => administrator);
  return !users.supported || (!isForeign(target) && (asked || readPrivatePort !== undefined));
}
