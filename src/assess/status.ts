import type { Binding } from '../api/binding.js';
import type { CredentialIntent } from '../api/connection.js';
import { userKey } from '../compose/resource-keys.js';
import type { ComposedConnection } from '../connection/compose-connection.js';
import type { UserSecret } from '../connection/compose-secret.js';
import { privateEndpoint } from '../connection/connection-facts.js';
import { profileOf } from '../engines/engines.js';
import { compact, type JsonObject } from '../lib/json.js';
import type { ClusterFacts } from '../observe/cluster-facts.js';
import type { Facts } from '../observe/facts.js';
import { healthOf } from '../observe/health.js';
import type { ObservedResource } from '../observe/observed-resource.js';

/** The binding's status, without its conditions and without any secret. */
export function bindingStatus(binding: Binding, facts: Facts, { secrets, main }: ComposedConnection): JsonObject {
  return compact({
    architecture: binding.target.architecture,
    cluster: clusterStatus(binding, facts.cluster, privatePortOf(binding, facts.cluster)),
    // Only what exists is named: controllers of the Service Binding specification follow it.
    binding: main?.object ? { name: main.name } : undefined,
    users: usersStatus(binding, facts, secrets),
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
  secrets: readonly UserSecret[],
): readonly JsonObject[] {
  const byUser = new Map<string, UserSecret[]>();
  for (const secret of secrets) {
    const others = byUser.get(secret.user);
    if (others) others.push(secret);
    else byUser.set(secret.user, [secret]);
  }
  const statuses: JsonObject[] = [];
  for (const [user, own] of byUser)
    statuses.push(userStatus(user, own, isUsable(facts.resources.get(userKey(user)), user, credentials)));
  return statuses;
}

/** The administrator has no resource of its own. */
function isUsable(
  resource: ObservedResource | undefined,
  name: string,
  credentials: readonly CredentialIntent[],
): boolean {
  return resource
    ? healthOf(resource).state === 'ready'
    : credentials.some(({ administrator, user }) => administrator && user === name);
}

function userStatus(name: string, secrets: readonly UserSecret[], usable: boolean): JsonObject {
  const [main, ...extra] = secrets;
  const extraSecrets = extra.flatMap(({ object, name: secret }) => (object ? [secret] : []));
  return compact({
    name,
    secret: main?.object && main.name,
    extraSecrets: extraSecrets.length > 0 ? extraSecrets : undefined,
    ready: usable && secrets.every(({ state }) => state.state === 'complete' || state.state === 'kept'),
  });
}
