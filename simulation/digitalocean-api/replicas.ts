import { asNumber, asString, compact, type JsonObject } from '../../src/lib/json.js';
import { type CloudCluster, replicaUuid } from '../provider/digitalocean.js';
import { collectionRoutes } from './collection.js';
import { connectionOf } from './connections.js';
import { contents } from './contents.js';
import { created, invalid, refusal } from './reply.js';
import type { Call } from './routes.js';
import { canStore, storageFor } from './storage.js';

const REPLICAS = contents('replica');

/** The read-only replicas of a cluster; each has an id, by which it is resized and gets its firewall. */
export const READ_REPLICAS = collectionRoutes<JsonObject>({
  word: 'replicas',
  many: 'replicas',
  one: 'replica',
  missing: 'not found',
  supported: REPLICAS.supported,
  all: REPLICAS.all,
  find: REPLICAS.find,
  show,
  create(cluster, call) {
    const { clock, cloud } = call;
    if (clock.statusOf(cluster.id) !== 'online') return refusal(412, 'cluster is not ready');
    const name = asString(call.body.name) ?? '';
    if (cloud.hasCluster(name)) return invalid('cluster name is not available');
    const replica = replicaIn(call.body, cluster, name);
    if (!canStore(cluster.facts, String(replica.size), Number(replica.storageSizeMib)))
      return invalid('invalid storage size');
    const problem = REPLICAS.make(cluster, call, name, replica);
    if (problem !== undefined) return problem;
    const id = replicaUuid(cluster.id, name);
    clock.born(id);
    clock.begin(id, 'creating', clock.delays.creation);
    return created({ replica: show(replica, cluster, call) });
  },
  remove(replica, cluster, call) {
    REPLICAS.remove(cluster, call, String(replica.name));
    return undefined;
  },
});

function replicaIn(body: JsonObject, { facts, fields }: CloudCluster, name: string): JsonObject {
  const storage = asNumber(body.storage_size_mib);
  const size = asString(body.size) ?? asString(fields.size) ?? '';
  return compact({
    name,
    region: asString(body.region)?.toLowerCase() ?? fields.region,
    size,
    tags: body.tags,
    privateNetworkUuid: asString(body.private_network_uuid) ?? fields.privateNetworkUuid,
    storageSizeMib: storage === undefined ? storageFor(facts, size, {}) : String(storage),
  });
}

function show(replica: JsonObject, cluster: CloudCluster, { clock }: Call): JsonObject {
  const name = String(replica.name);
  const id = replicaUuid(cluster.id, name);
  return compact({
    id,
    name,
    region: replica.region,
    size: replica.size,
    status: clock.statusOf(id),
    created_at: clock.createdAt(id),
    connection: connectionOf(cluster, clock, { name }),
    private_connection: connectionOf(cluster, clock, { name, prefix: 'private-' }),
    private_network_uuid: replica.privateNetworkUuid,
    tags: replica.tags,
    storage_size_mib: Number(replica.storageSizeMib),
  });
}
