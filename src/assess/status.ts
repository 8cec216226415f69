import type { Binding } from '../api/binding.js';
import type { Composition } from '../compose/compose.js';
import type { ComposedConnection } from '../connection/compose-connection.js';
import { privateEndpoint } from '../connection/facts/connection-facts.js';
import type { UserSecret } from '../connection/layout/compose-secret.js';
import { wasWritten } from '../connection/route/user-connection.js';
import { profileOf } from '../engines/engines.js';
import { keyOf } from '../kinds/resource-keys.js';
import { compact, type JsonObject } from '../lib/json.js';
import type { ClusterFacts } from '../observe/cluster-facts.js';
import type { Facts } from '../observe/facts.js';
import { healthOf } from '../observe/health.js';

/** The binding's status, without its conditions and without any secret. */
export function bindingStatus(
  binding: Binding,
  facts: Facts,
  { foreign }: Pick<Composition, 'foreign'>,
  { secrets, main }: ComposedConnection,
): JsonObject {
  return compact({
    architecture: binding.target.architecture,
    cluster: clusterStatus(binding, facts.cluster, privatePortOf(binding, facts.cluster)),
    // Only what exists is named: controllers of the Service Binding specification follow it.
    binding: main && { name: main.name },
    users: usersStatus(secrets, facts, (user) => isUsable(binding, facts, foreign, user)),
  });
}

function clusterStatus({ engine, target }: Binding, facts: ClusterFacts, privatePort: number | undefined): JsonObject {
  const name = target.architecture === 'Controlled' ? target.cluster.name : undefined;
  if (facts.state !== 'created') return compact({ engine, name });
  return compact({
    id: facts.id,
    name: facts.name,
    engine: facts.engine ?? engine,
    version: facts.version,
    host: facts.host,
    privateHost: facts.privateHost,
    port: facts.port,
    privatePort,
    database: facts.database,
    region: facts.region,
    size: facts.size,
    nodeCount: facts.nodeCount,
  });
}

/** Other bindings of the cluster have no other way to know it. */
function privatePortOf({ engine }: Binding, cluster: ClusterFacts): number | undefined {
  return engine === undefined || cluster.state !== 'created'
    ? undefined
    : privateEndpoint(profileOf(engine), cluster).port;
}

function usersStatus(
  secrets: readonly UserSecret[],
  facts: Facts,
  usable: (user: string) => boolean,
): readonly JsonObject[] {
  const byUser = new Map<string, UserSecret[]>();
  for (const secret of secrets) {
    const others = byUser.get(secret.user);
    if (others) others.push(secret);
    else byUser.set(secret.user, [secret]);
  }
  const statuses: JsonObject[] = [];
  for (const [user, own] of byUser) statuses.push(userStatus(user, own, facts, usable(user)));
  return statuses;
}

/** One that is gone, or that somebody else made, is of no use. The administrator has no resource of its own. */
function isUsable(
  { connection: { credentials } }: Binding,
  facts: Facts,
  foreign: Composition['foreign'],
  name: string,
): boolean {
  const resource = facts.resources.get(keyOf('user', name));
  if (!resource) return credentials.some(({ administrator, user }) => administrator && user === name);
  const isOurs = facts.users.get(name) !== 'lost' && !foreign.has(name);
  return healthOf(resource).state === 'ready' && isOurs;
}

function userStatus(name: string, secrets: readonly UserSecret[], facts: Facts, usable: boolean): JsonObject {
  // One that is gone goes on to be named: by that it is known to be missed, not new.
  const told = ({ object, state, name: secret }: UserSecret): boolean =>
    object !== undefined || (state.state === 'waiting' && wasWritten(facts, name, secret));
  const [main, ...extra] = secrets;
  const extraSecrets = extra.filter(told).map((secret) => secret.name);
  return compact({
    name,
    secret: main && told(main) ? main.name : undefined,
    ...(extraSecrets.length > 0 ? { extraSecrets } : {}),
    ready: usable && secrets.every(({ state }) => state.state === 'complete' || state.state === 'kept'),
  });
}
