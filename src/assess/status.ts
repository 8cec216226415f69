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
    cluster: clusterStatus(binding, facts.cluster, facts.composite.lastCluster),
    // Only an existing Secret is named: controllers of the Service Binding specification follow it.
    binding: main && { name: main.name },
    users: usersStatus(binding, facts, ready, secrets),
  });
}

function clusterStatus({ engine, target }: Binding, facts: ClusterFacts, lastKnown: string | undefined): JsonObject {
  const wanted = target.architecture === 'Controlled' ? target.cluster : undefined;
  if (facts.state === 'absent') {
    // A cluster that is not there yet has no id: one in the status is not forgotten.
    const id = wanted && lastKnown;
    return compact({ id, engine, name: id === undefined ? wanted?.name : undefined });
  }
  if (facts.state === 'creating') return compact({ engine, name: facts.name ?? wanted?.name });
  return compact({
    id: facts.id,
    name: facts.name,
    engine: facts.engine ?? engine,
    version: facts.version,
    host: facts.host,
    privateHost: facts.privateHost,
    port: facts.port,
    // Other bindings of the cluster learn it only from here.
    privatePort: engine && privateEndpoint(profileOf(engine), facts).port,
    database: facts.database,
    region: facts.region,
    size: facts.size,
    nodeCount: facts.nodeCount,
  });
}

function usersStatus(
  { connection: { credentials } }: Binding,
  facts: Facts,
  ready: ReadonlySet<string>,
  secrets: readonly UserSecret[],
): readonly JsonObject[] {
  const byUser = new Map<string, UserSecret[]>();
  for (const secret of secrets) byUser.set(secret.user, [...(byUser.get(secret.user) ?? []), secret]);
  const statuses: JsonObject[] = [];
  for (const [user, own] of byUser) {
    const key = keyOf('user', user);
    // The administrator has no resource.
    const usable = facts.resources.has(key)
      ? ready.has(key)
      : credentials.some((credential) => credential.administrator && credential.user === user);
    statuses.push(userStatus(user, own, facts, usable));
  }
  return statuses;
}

function userStatus(name: string, secrets: readonly UserSecret[], facts: Facts, usable: boolean): JsonObject {
  // A Secret that is gone stays in the status: that tells it from one that was never written.
  const told = ({ object, state, name: secret }: UserSecret): boolean =>
    object !== undefined || (state.state === 'waiting' && wasWritten(facts, name, secret));
  const [main, ...extra] = secrets;
  const extraSecrets = extra.filter(told).map((secret) => secret.name);
  return compact({
    name,
    secret: main && told(main) ? main.name : undefined,
    extraSecrets: extraSecrets.length > 0 ? extraSecrets : undefined,
    ready: usable && secrets.every(({ state }) => state.state === 'complete' || state.state === 'kept'),
  });
}
