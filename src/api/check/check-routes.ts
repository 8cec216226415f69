import { enginesWith, profileOf } from '../../engines/engines.js';
import type { DatabaseBindingSpec } from '../../gen/binding.js';
import type { Report } from '../../lib/issue.js';
import type { Binding } from '../binding.js';
import type { Checked } from './checked.js';
import { notSupported } from './not-supported.js';

/** A pool or replica that the spec routes Secrets to. */
interface Route {
  readonly path: string;
  readonly what: 'pool' | 'replica';
  readonly name: string;
}

/** Pools and replicas that Secrets are routed to, and that do not exist or do not suit them. */
export function checkRoutes(report: Report, { spec, binding, known: { complete } }: Checked): void {
  for (const route of routesOf(spec)) {
    const message =
      elsewhere(binding) ??
      unsupported(route, binding) ??
      (complete ? unlisted(spec, route) : undefined) ??
      ofAnotherUser(spec, route, binding);
    if (message !== undefined) report(route.path, message);
  }
}

function routesOf({ connection, users = [] }: DatabaseBindingSpec): readonly Route[] {
  const routes: Route[] = [];
  const { pool: shared, readFrom } = connection ?? {};
  if (shared !== undefined) routes.push({ path: 'spec.connection.pool', what: 'pool', name: shared });
  if (readFrom !== undefined) routes.push({ path: 'spec.connection.readFrom', what: 'replica', name: readFrom });
  for (const [i, { pool }] of users.entries())
    if (pool !== undefined) routes.push({ path: `spec.users[${i}].pool`, what: 'pool', name: pool });
  return routes;
}

function elsewhere({ target }: Binding): string | undefined {
  return target.architecture === 'Controlled'
    ? undefined
    : 'not possible with clusterRef, only in a cluster that the binding controls: remove it';
}

function unsupported({ what }: Route, { engine }: Binding): string | undefined {
  if (engine === undefined) return undefined;
  const field = what === 'pool' ? 'connectionPools' : 'replicas';
  const { label, ownFields } = profileOf(engine);
  return ownFields.includes(field) ? undefined : notSupported(label, enginesWith(field));
}

function unlisted({ connectionPools, cluster }: DatabaseBindingSpec, { what, name }: Route): string | undefined {
  const [list = [], path] =
    what === 'pool' ? [connectionPools, 'spec.connectionPools'] : [cluster?.replicas, 'spec.cluster.replicas'];
  const names = list.map((listed) => listed.name);
  if (names.includes(name)) return undefined;
  return `no ${what} "${name}" in ${path}${names.length > 0 ? ` (known: ${names.join(', ')})` : ''}`;
}

/** A pool that connects as one user is of no use with the password of another. */
function ofAnotherUser(spec: DatabaseBindingSpec, { path, what, name }: Route, { users }: Binding): string | undefined {
  const pool = what === 'pool' ? spec.connectionPools?.find((listed) => listed.name === name) : undefined;
  if (pool?.user === undefined) return undefined;
  // Users without a pool of their own go through the connection's.
  const routed = (i: number): boolean =>
    path === 'spec.connection.pool' ? spec.users?.[i]?.pool === undefined : path === `spec.users[${i}].pool`;
  const others = users.filter((user, i) => routed(i) && user.name !== pool.user).map((user) => `"${user.name}"`);
  return others.length === 0
    ? undefined
    : `pool "${name}" connects as user "${pool.user}" and cannot serve ${others.join(', ')}: choose a pool without a user, or set users[].pool`;
}
