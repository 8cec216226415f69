import type { Binding } from '../api/binding.js';
import type { ComposedConnection } from '../connection/compose-connection.js';
import { privateEndpoint } from '../connection/facts/connection-facts.js';
import type { UserSecret } from '../connection/layout/compose-secret.js';
import { wasWritten } from '../connection/route/user-connection.js';
import { profileOf } from '../engines/engines.js';
import { keyOf } from '../kinds/resource-keys.js';
import { compact, type JsonObject } from '../lib/json.js';
import type { ClusterFacts } from '../observe/cluster-facts.js';
import type { Facts } from '../observe/facts.js';

/** The binding's status, without its conditions and without any secret. */
export function bindingStatus(
  binding: Binding,
  facts: Facts,
  ready: ReadonlySet<string>,
  { secrets, main }: ComposedConnection,
): JsonObject {
  return compact({
    architecture: binding.target.architecture,
    cluster: clusterStatus(binding, facts.cluster, privatePortOf(binding, facts.cluster)),
    // Only what exists is named: controllers of the Service Binding specification follow it.
    binding: main && { name: main.name },
    users: usersStatus(binding, facts, ready, secrets),
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
  { connection: { credentials } }: Binding,
  facts: Facts,
  ready: ReadonlySet<string>,
  secrets: readonly UserSecret[],
): readonly JsonObject[] {
  const byUser = new Map<string, UserSecret[]>();
  for (const secret of secrets) {
    const others = byUser.get(secret.user);
    if (others) others.push(secret);
    else byUser.set(secret.user, [secret]);
  }
  const statuses: JsonObject[] = [];
  for (const [user, own] of byUser) {
    const key = keyOf('user', user);
    // The administrator has no resource of its own.
    const usable = facts.resources.has(key)
      ? ready.has(key)
      : credentials.some((credential) => credential.administrator && credential.user === user);
    statuses.push(userStatus(user, own, facts, usable));
  }
  return statuses;
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
