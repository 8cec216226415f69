import type { Binding } from '../api/binding.js';
import { userKey } from '../compose/resource-keys.js';
import type { ComposedConnection } from '../connection/compose-connection.js';
import type { UserSecret } from '../connection/compose-secret.js';
import { compact, type JsonObject } from '../lib/json.js';
import type { ClusterFacts } from '../observe/cluster-facts.js';
import type { Facts } from '../observe/facts.js';
import { healthOf } from '../observe/health.js';

/** The binding's status, without its conditions and without any secret. */
export function bindingStatus(binding: Binding, facts: Facts, { secrets, main }: ComposedConnection): JsonObject {
  return compact({
    architecture: 'Controlled',
    cluster: clusterStatus(binding, facts.cluster),
    // Only what exists is named: controllers of the Service Binding specification follow it.
    binding: main?.object ? { name: main.name } : undefined,
    users: binding.connection.credentials.map(({ user }) =>
      userStatus(
        facts,
        user,
        secrets.filter((secret) => secret.user === user),
      ),
    ),
  });
}

function clusterStatus({ cluster }: Binding, facts: ClusterFacts): JsonObject {
  if (facts.state !== 'created') return { engine: cluster.engine, name: cluster.name };
  return compact({
    id: facts.id,
    name: facts.name,
    engine: facts.engine ?? cluster.engine,
    version: facts.version,
    host: facts.host,
    privateHost: facts.privateHost,
    port: facts.port,
    database: facts.database,
    region: facts.region,
    size: facts.size,
    nodeCount: facts.nodeCount,
  });
}

function userStatus({ resources }: Facts, user: string, secrets: readonly UserSecret[]): JsonObject {
  const resource = resources.get(userKey(user));
  const usable = resource === undefined || healthOf(resource).state === 'ready';
  const [main, ...extra] = secrets.map(({ object, name }) => (object ? name : undefined));
  const extraSecrets = extra.filter((name) => name !== undefined);
  return compact({
    name: user,
    secret: main,
    extraSecrets: extraSecrets.length > 0 ? extraSecrets : undefined,
    ready: usable && secrets.every(({ state }) => state.state === 'complete' || state.state === 'kept'),
  });
}
