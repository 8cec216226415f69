import { profileOf } from '../../engines/engines.js';
import type { DatabaseBindingSpec, RunningEngine } from '../../gen/binding.js';
import { type Issue, NO_ISSUES } from '../../lib/issue.js';
import type { UserIntent } from '../binding.js';

/** Pools to a database, or for a user, that the cluster does not have. */
export function checkPools(
  { connectionPools }: DatabaseBindingSpec,
  engine: RunningEngine,
  users: readonly UserIntent[],
  databases: readonly string[],
): readonly Issue[] {
  if (!connectionPools?.length) return NO_ISSUES;
  const { defaultDatabase, defaultUser } = profileOf(engine);
  const names = { database: [...databases, defaultDatabase], user: [...users.map(({ name }) => name), defaultUser] };
  return connectionPools.flatMap((pool, i) =>
    (['database', 'user'] as const).flatMap((field) => {
      const value = pool[field];
      if (value === undefined || names[field].includes(value)) return [];
      const path = `spec.connectionPools[${i}].${field}`;
      return [{ path, message: `no ${field} "${value}" in this binding (there are: ${names[field].join(', ')})` }];
    }),
  );
}
