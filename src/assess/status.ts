import type { Binding } from '../api/binding.js';
import { userKey } from '../compose/resource-keys.js';
import type { UserSecret } from '../connection/compose-secrets.js';
import { privateEndpoint } from '../connection/connection-facts.js';
import { profileOf } from '../engines/engines.js';
import { compact, type JsonObject } from '../lib/json.js';
import type { ClusterFacts } from '../observe/cluster-facts.js';
import type { Facts } from '../observe/facts.js';
import { healthOf } from '../observe/health.js';

/** The binding's status, without its conditions and without any secret. */
export function bindingStatus(binding: Binding, facts: Facts, secrets: readonly UserSecret[]): JsonObject {
  const [first] = secrets;
  return compact({
    architecture: binding.target.architecture,
    cluster: clusterStatus(binding, facts.cluster, privatePortOf(binding, facts.cluster)),
    // Only what exists is named: controllers of the Service Binding specification follow it.
    binding: first?.object ? { name: first.name } : undefined,
    users: secrets.map((secret) => userStatus(binding.users.length > 0, facts, secret)),
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

function userStatus(hasUsers: boolean, { resources }: Facts, { user, name, object, state }: UserSecret): JsonObject {
  const resource = resources.get(userKey(user));
  // The default user of an engine has no resource of its own.
  const usable = resource ? healthOf(resource).state === 'ready' : !hasUsers;
  return compact({ name: user, secret: object ? name : undefined, ready: state.state !== 'waiting' && usable });
}
