import type { Binding } from '../api/binding.js';
import { profileOf } from '../engines/engines.js';

/**
 * Whether the connection details of a cluster that is only looked at are needed. They hold the administrator's password,
 * which is nothing for a namespace that was given a user: so only where the default user is all there is, and where a
 * private port stands nowhere else and the cluster is not another namespace's.
 */
export function needsClusterDetails({ engine, target }: Binding): boolean {
  if (target.architecture === 'Controlled') return true;
  if (engine === undefined) return false;
  const { users, privatePortInDetails } = profileOf(engine);
  const foreign = target.reference.via === 'binding' && target.reference.foreign;
  return !users.supported || (privatePortInDetails && !foreign);
}
