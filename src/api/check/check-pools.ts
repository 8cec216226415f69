import { profileOf } from '../../engines/engines.js';
import type { DatabaseBindingSpec, RunningEngine } from '../../gen/binding.js';
import type { Report } from '../../lib/issue.js';
import type { Binding } from '../binding.js';

/** Pools to a database, or for a user, that the cluster does not have. */
export function checkPools(
  report: Report,
  { connectionPools }: DatabaseBindingSpec,
  engine: RunningEngine,
  { users, databases }: Pick<Binding, 'users' | 'databases'>,
): void {
  if (!connectionPools?.length) return;
  const { defaultDatabase, defaultUser } = profileOf(engine);
  const names = { database: [...databases, defaultDatabase], user: [...users.map(({ name }) => name), defaultUser] };
  for (const [i, pool] of connectionPools.entries())
    for (const field of ['database', 'user'] as const) {
      const value = pool[field];
      if (value !== undefined && !names[field].includes(value))
        report(
          `spec.connectionPools[${i}].${field}`,
          `no ${field} "${value}" in this binding (there are: ${names[field].join(', ')})`,
        );
    }
}
