import { enginesWith, enginesWithContent, profileOf } from '../../engines/engines.js';
import type { DatabaseBindingSpec } from '../../gen/binding.js';
import type { Report } from '../../lib/issue.js';
import type { Binding } from '../binding.js';
import { notSupported } from './not-supported.js';

/** A place where the spec names a pool or a replica that Secrets should lead to. */
interface Lead {
  readonly path: string;
  readonly what: 'pool' | 'replica';
  readonly name: string;
}

/** Pools and replicas that Secrets should lead to, and that are not there or not for them. */
export function checkLeads(
  report: Report,
  spec: DatabaseBindingSpec,
  binding: Binding,
  { complete }: { readonly complete: boolean },
): void {
  for (const lead of leadsOf(spec)) {
    const message =
      elsewhere(binding) ??
      unsupported(lead, binding) ??
      // Of a part of a spec nothing can be said to be missing.
      (complete ? unlisted(spec, lead) : undefined) ??
      notTheirs(spec, lead, binding);
    if (message !== undefined) report(lead.path, message);
  }
}

function leadsOf({ connection, users = [] }: DatabaseBindingSpec): readonly Lead[] {
  const leads: Lead[] = [];
  if (connection?.pool !== undefined) leads.push({ path: 'spec.connection.pool', what: 'pool', name: connection.pool });
  if (connection?.readFrom !== undefined)
    leads.push({ path: 'spec.connection.readFrom', what: 'replica', name: connection.readFrom });
  for (const [i, { pool }] of users.entries())
    if (pool !== undefined) leads.push({ path: `spec.users[${i}].pool`, what: 'pool', name: pool });
  return leads;
}

function elsewhere({ target }: Binding): string | undefined {
  return target.architecture === 'Controlled'
    ? undefined
    : 'not possible with clusterRef, only in a cluster that the binding controls: remove it';
}

function unsupported({ what }: Lead, { engine }: Binding): string | undefined {
  if (engine === undefined) return undefined;
  const engines: readonly string[] = what === 'pool' ? enginesWithContent('connectionPools') : enginesWith('replicas');
  return engines.includes(engine) ? undefined : notSupported(profileOf(engine).label, engines);
}

function unlisted({ connectionPools, cluster }: DatabaseBindingSpec, { what, name }: Lead): string | undefined {
  const [list = [], path] =
    what === 'pool' ? [connectionPools, 'spec.connectionPools'] : [cluster?.replicas, 'spec.cluster.replicas'];
  const names = list.map((listed) => listed.name);
  if (names.includes(name)) return undefined;
  return `no ${what} "${name}" in ${path}${names.length > 0 ? ` (there are: ${names.join(', ')})` : ''}`;
}

/** A pool that connects as one user has nothing for the password of another. */
function notTheirs(spec: DatabaseBindingSpec, { path, what, name }: Lead, { users }: Binding): string | undefined {
  const pool = what === 'pool' ? spec.connectionPools?.find((listed) => listed.name === name) : undefined;
  if (pool?.user === undefined) return undefined;
  // Those that say nothing of a pool go through the connection's.
  const theirs = (i: number): boolean =>
    path === 'spec.connection.pool' ? spec.users?.[i]?.pool === undefined : path === `spec.users[${i}].pool`;
  const others = users.filter((user, i) => theirs(i) && user.name !== pool.user).map((user) => `"${user.name}"`);
  return others.length === 0
    ? undefined
    : `pool "${name}" connects as user "${pool.user}" and suits no Secret of ${others.join(', ')}: choose a pool without a user, or set users[].pool`;
}
