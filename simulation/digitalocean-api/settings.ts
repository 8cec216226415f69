import { asObject, asString, type JsonObject } from '../../src/lib/json.js';
import { fakePem } from '../fake.js';
import type { CloudCluster } from '../provider/digitalocean.js';
import { defaultsOf } from './default-settings.js';
import { DONE, invalid, type Reply, shown, UNSUPPORTED } from './reply.js';
import { type Call, inCluster, ofCluster, type Route } from './routes.js';

const POLICIES = ['noeviction', 'allkeys_lru', 'allkeys_random', 'volatile_lru', 'volatile_random', 'volatile_ttl'];
const all = () => true;

/** How the engine of a cluster is configured; what is set by a call of its own is part of the configuration, too. */
export const SETTINGS: readonly Route[] = [
  {
    method: 'GET',
    path: '/v2/databases/:id/config',
    handle: inCluster(all, (cluster, call) => shown({ config: configurationOf(cluster, call) })),
  },
  { method: 'PATCH', path: '/v2/databases/:id/config', handle: inCluster(all, configure) },
  { method: 'GET', path: '/v2/databases/:id/eviction_policy', handle: inCluster(all, readPolicy) },
  { method: 'PUT', path: '/v2/databases/:id/eviction_policy', handle: inCluster(all, setPolicy) },
  { method: 'GET', path: '/v2/databases/:id/sql_mode', handle: inCluster(all, readMode) },
  { method: 'PUT', path: '/v2/databases/:id/sql_mode', handle: inCluster(all, setMode) },
  { method: 'GET', path: '/v2/databases/:id/ca', handle: ofCluster(readCa) },
];

function configurationOf({ id, fields }: CloudCluster, { cloud }: Call): JsonObject {
  return { ...defaultsOf(asString(fields.engine) ?? ''), ...cloud.configurations.get(id) };
}

function set({ id }: CloudCluster, { cloud }: Call, settings: JsonObject): void {
  cloud.configurations.set(id, { ...cloud.configurations.get(id), ...settings });
}

function configure(cluster: CloudCluster, call: Call): Reply {
  set(cluster, call, asObject(call.body.config));
  return { status: 200 };
}

// The same word is spelt with underscores here, and with hyphens in the configuration.
function readPolicy(cluster: CloudCluster, call: Call): Reply {
  const key = policyKey(cluster);
  if (key === undefined) return UNSUPPORTED;
  return shown({ eviction_policy: String(configurationOf(cluster, call)[key]).replaceAll('-', '_') });
}

function setPolicy(cluster: CloudCluster, call: Call): Reply {
  const key = policyKey(cluster);
  if (key === undefined) return UNSUPPORTED;
  const policy = asString(call.body.eviction_policy) ?? '';
  if (!POLICIES.includes(policy)) return invalid('invalid eviction policy');
  set(cluster, call, { [key]: policy.replaceAll('_', '-') });
  return DONE;
}

function policyKey({ fields: { engine } }: CloudCluster): string | undefined {
  return engine === 'valkey' || engine === 'redis' ? `${engine}_maxmemory_policy` : undefined;
}

function readMode(cluster: CloudCluster, call: Call): Reply {
  if (cluster.fields.engine !== 'mysql') return UNSUPPORTED;
  return shown({ sql_mode: configurationOf(cluster, call).sql_mode ?? '' });
}

function setMode(cluster: CloudCluster, call: Call): Reply {
  if (cluster.fields.engine !== 'mysql') return UNSUPPORTED;
  set(cluster, call, { sql_mode: call.body.sql_mode ?? '' });
  return DONE;
}

function readCa(): Reply {
  const certificate = Buffer.from(fakePem('CERTIFICATE', 'project')).toString('base64');
  return shown({ ca: { certificate } });
}
