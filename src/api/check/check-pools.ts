import type { EngineProfile } from '../../engines/engine-profile.js';
import type { Report } from '../../lib/issue.js';
import type { Checked } from './checked.js';

/** Pools that name a database or user that the cluster does not have. */
export function checkPools(report: Report, { spec, binding }: Checked, profile: EngineProfile): void {
  if (!spec.connectionPools?.length) return;
  const known = {
    database: [...binding.databases.map(({ name }) => name), profile.defaultDatabase],
    user: [...binding.users.map(({ name }) => name), profile.defaultUser],
  };
  for (const [i, pool] of spec.connectionPools.entries())
    for (const field of ['database', 'user'] as const) {
      const value = pool[field];
      if (value !== undefined && !known[field].includes(value))
        report(
          `spec.connectionPools[${i}].${field}`,
          `no ${field} "${value}" in this binding (known: ${known[field].join(', ')})`,
        );
    }
}
