import { enginesWith, enginesWithContent, profileOf } from '../../engines/engines.js';
import type { ConnectionPoolSpec, DatabaseBindingSpec, RunningEngine } from '../../gen/binding.js';
import { type Issue, issuesOfEach } from '../../lib/issue.js';
import type { Target, UserIntent } from '../binding.js';

/** What is known of the binding that Secrets lead into. */
interface Around {
  readonly target: Target;
  readonly engine: RunningEngine | undefined;
  readonly users: readonly UserIntent[];
  /** Of a part of a spec nothing can be said to be missing. */
  readonly complete: boolean;
}

/** A place where the spec names a pool or a replica that Secrets should lead to. */
interface Lead {
  readonly path: string;
  readonly what: 'pool' | 'replica';
  readonly name: string;
}

/** Pools and replicas that Secrets should lead to, and that are not there or not for them. */
export function checkLeads(spec: DatabaseBindingSpec, around: Around): readonly Issue[] {
  return issuesOfEach(leadsOf(spec), (lead) => {
    const message = elsewhere(around) ?? unsupported(lead, around) ?? unlisted(spec, lead, around);
    return message === undefined ? notTheirs(spec, lead, around) : [{ path: lead.path, message }];
  });
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

function elsewhere({ target }: Around): string | undefined {
  return target.architecture === 'Controlled'
    ? undefined
    : 'not possible with clusterRef, only in a cluster that the binding controls: remove it';
}

function unsupported({ what }: Lead, { engine }: Around): string | undefined {
  if (engine === undefined) return undefined;
  const engines: readonly string[] = what === 'pool' ? enginesWithContent('connectionPools') : enginesWith('replicas');
  return engines.includes(engine)
    ? undefined
    : `not supported for ${profileOf(engine).label}, only for engine ${engines.join(', ')}: remove it`;
}

function unlisted(spec: DatabaseBindingSpec, { what, name }: Lead, { complete }: Around): string | undefined {
  const [list, path] =
    what === 'pool'
      ? [spec.connectionPools ?? [], 'spec.connectionPools']
      : [spec.cluster?.replicas ?? [], 'spec.cluster.replicas'];
  if (!complete || list.some((listed) => listed.name === name)) return undefined;
  const there = list.length > 0 ? ` (there are: ${list.map((listed) => listed.name).join(', ')})` : '';
  return `no ${what} "${name}" in ${path}${there}`;
}

/** A pool that connects as one user has nothing for the password of another. */
function notTheirs(spec: DatabaseBindingSpec, { path, what, name }: Lead, { users }: Around): readonly Issue[] {
  const pool = what === 'pool' ? spec.connectionPools?.find((listed) => listed.name === name) : undefined;
  if (pool?.user === undefined) return [];
  // Those that say nothing of a pool go through the connection's.
  const theirs = (i: number): boolean =>
    path === 'spec.connection.pool' ? spec.users?.[i]?.pool === undefined : path === `spec.users[${i}].pool`;
  const others = users.filter((user, i) => theirs(i) && user.name !== pool.user).map((user) => user.name);
  return others.length === 0 ? [] : [{ path, message: notFor(pool, others) }];
}

function notFor({ name, user }: ConnectionPoolSpec, others: readonly string[]): string {
  return `pool "${name}" connects as user "${user}" and suits no Secret of ${others.map((other) => `"${other}"`).join(', ')}: choose a pool without a user, or set users[].pool`;
}
