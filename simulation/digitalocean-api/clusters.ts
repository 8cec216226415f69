import { asList, asNumber, asObject, asString, at, compact, type Json, type JsonObject } from '../../src/lib/json.js';
import type { CloudCluster, DigitalOcean } from '../provider/digitalocean.js';
import { connectionOf } from './connections.js';
import { CLUSTER_NOT_FOUND, created, DONE, invalid, listed, type Reply, shown } from './reply.js';
import { type Call, ofCluster, type Route } from './routes.js';
import { showUser } from './users.js';

const NAME = /^[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const METRICS_PORT = 9273;
const DASHBOARD_PORT = 443;

/** Clusters as such: made, listed, looked at, deleted. */
export const CLUSTERS: readonly Route[] = [
  { method: 'POST', path: '/v2/databases', handle: create },
  { method: 'GET', path: '/v2/databases', handle: list },
  {
    method: 'GET',
    path: '/v2/databases/:id',
    handle: ofCluster((cluster, call) => shown({ database: showCluster(cluster, call) })),
  },
  {
    method: 'DELETE',
    path: '/v2/databases/:id',
    handle: ofCluster((cluster, { cloud }) => {
      cloud.deleteCluster(cluster.id);
      return DONE;
    }),
  },
];

function create(call: Call): Reply {
  const { body, clock, cloud } = call;
  const name = asString(body.name) ?? '';
  if (!NAME.test(name)) return invalid('invalid cluster name');
  if (asString(body.size) === undefined) return invalid('invalid size');
  if ((asNumber(body.num_nodes) ?? 0) < 1) return invalid('invalid num_nodes');
  const backup = asString(at(body, 'backup_restore', 'database_name'));
  const source = backup === undefined ? undefined : namedCluster(cloud, backup);
  if (backup !== undefined && source === undefined) return CLUSTER_NOT_FOUND;
  const answer = cloud.createCluster(wantedFields(body));
  if (!answer.ok) return invalid(answer.cause);
  const cluster = answer.value;
  if (source !== undefined) restore(cloud, source, cluster);
  clock.born(cluster.id);
  clock.begin(cluster.id, 'creating', clock.delays.creation);
  return created({ database: showCluster(cluster, call, true) });
}

/** A backup has the databases and the users of its cluster; the users get new passwords. */
function restore(cloud: DigitalOcean, source: CloudCluster, cluster: CloudCluster): void {
  for (const database of source.databases) cloud.createDatabase(cluster.id, database);
  for (const { name, settings } of source.users.values()) cloud.createUser(cluster.id, name, settings);
}

function list(call: Call): Reply {
  const name = call.query.get('name');
  const tag = call.query.get('tag_name');
  const wanted = ({ fields }: CloudCluster) =>
    (name === null || fields.name === name) && (tag === null || asList(fields.tags).includes(tag));
  const clusters = [...call.cloud.clusters.values()].filter(wanted);
  return listed(
    'databases',
    clusters.map((cluster) => showCluster(cluster, call)),
  );
}

function namedCluster(cloud: DigitalOcean, name: string): CloudCluster | undefined {
  return [...cloud.clusters.values()].find(({ fields }) => fields.name === name);
}

function wantedFields(body: JsonObject): JsonObject {
  const storage = asNumber(body.storage_size_mib);
  return compact({
    name: body.name,
    engine: body.engine,
    version: asString(body.version),
    size: body.size,
    region: asString(body.region)?.toLowerCase(),
    nodeCount: body.num_nodes,
    privateNetworkUuid: asString(body.private_network_uuid),
    projectId: asString(body.project_id),
    tags: body.tags,
    storageSizeMib: storage === undefined ? undefined : String(storage),
  });
}

function showCluster(cluster: CloudCluster, call: Call, fresh = false): JsonObject {
  const { facts, fields, id, users } = cluster;
  const { clock } = call;
  const status = clock.statusOf(id);
  const connection = (differing = {}) => connectionOf(cluster, clock, { fresh, ...differing });
  const measured = facts.metrics && status !== 'creating';
  return compact({
    id,
    name: fields.name,
    engine: fields.engine,
    version: fields.version ?? facts.version,
    num_nodes: fields.nodeCount,
    size: fields.size,
    region: fields.region,
    status,
    created_at: clock.createdAt(id),
    connection: connection(),
    private_connection: connection({ prefix: 'private-' }),
    ui_connection: facts.dashboard ? connection({ port: DASHBOARD_PORT }) : undefined,
    metrics_endpoints: measured ? [{ host: connection().host ?? '', port: METRICS_PORT }] : undefined,
    users: facts.users ? [...users.values()].map((user) => showUser(user, cluster, fresh)) : undefined,
    db_names: facts.databases === undefined ? undefined : [...cluster.databases],
    maintenance_window: windowOf(fields),
    private_network_uuid: fields.privateNetworkUuid,
    project_id: fields.projectId,
    tags: fields.tags,
    storage_size_mib: Number(fields.storageSizeMib),
  });
}

// Hours are told with seconds, however they were given.
function windowOf(fields: JsonObject): JsonObject {
  const { day = 'monday', hour = '00:00' } = asObject(asList(fields.maintenanceWindow)[0]);
  return { day, hour: withSeconds(hour), pending: false };
}

function withSeconds(hour: Json): string {
  return /^\d\d:\d\d$/.test(String(hour)) ? `${hour}:00` : String(hour);
}
