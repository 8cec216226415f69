import { asNumber, asString, type JsonObject } from '../../src/lib/json.js';
import { type CloudCluster, replicaUuid } from '../provider/digitalocean.js';
import { BEGUN, CLUSTER_NOT_FOUND, DONE, invalid, type Reply, refusal } from './reply.js';
import { type Call, ofCluster, type Route } from './routes.js';
import { canStore, storageFor } from './storage.js';

const DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const HOUR = /^(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?$/;
const NOT_ONLINE = refusal(412, 'cluster is not online');

/** What changes a cluster as a whole. */
export const CLUSTER_CHANGES: readonly Route[] = [
  { method: 'PUT', path: '/v2/databases/:id/resize', handle: resize },
  { method: 'PUT', path: '/v2/databases/:id/migrate', handle: ofCluster(migrate) },
  { method: 'PUT', path: '/v2/databases/:id/maintenance', handle: ofCluster(maintain) },
  { method: 'PUT', path: '/v2/databases/:id/upgrade', handle: ofCluster(upgrade) },
];

/** A cluster or one of its replicas, which go by ids of their own. */
function resize(call: Call): Reply {
  const id = call.parameters.id ?? '';
  const cluster = call.cloud.clusters.get(id);
  if (cluster !== undefined) {
    return change(cluster, id, call, (fields) => call.cloud.updateCluster(id, fields));
  }
  for (const { id: owner, contents, facts } of call.cloud.clusters.values()) {
    for (const [key, fields] of contents) {
      if (key.startsWith('replica/') && replicaUuid(owner, fields.name) === id) {
        return change({ facts, fields }, id, call, (changed) => contents.set(key, { ...fields, ...changed }));
      }
    }
  }
  return CLUSTER_NOT_FOUND;
}

function change(
  { facts, fields }: Pick<CloudCluster, 'facts' | 'fields'>,
  id: string,
  { body, clock }: Call,
  done: (fields: JsonObject) => void,
): Reply {
  if (clock.statusOf(id) !== 'online') return NOT_ONLINE;
  const size = asString(body.size) ?? asString(fields.size) ?? '';
  const before = Number(fields.storageSizeMib ?? 0);
  const storage = asNumber(body.storage_size_mib);
  if (storage !== undefined && !canStore(facts, size, storage, before)) return invalid('invalid storage size');
  const storageSizeMib = storage === undefined ? storageFor(facts, size, fields) : String(storage);
  const nodeCount = asNumber(body.num_nodes) ?? fields.nodeCount ?? 1;
  clock.begin(id, 'resizing', clock.delays.change, () => done({ size, nodeCount, storageSizeMib }));
  return BEGUN;
}

function migrate({ id }: CloudCluster, { body, clock, cloud }: Call): Reply {
  if (clock.statusOf(id) !== 'online') return NOT_ONLINE;
  const region = asString(body.region);
  if (region === undefined) return invalid('invalid region');
  clock.begin(id, 'migrating', clock.delays.change, () => cloud.updateCluster(id, { region }));
  return BEGUN;
}

function maintain({ id }: CloudCluster, { body, cloud }: Call): Reply {
  const [day = '', hour = ''] = [asString(body.day)?.toLowerCase(), asString(body.hour)];
  if (!DAYS.includes(day)) return invalid('invalid maintenance window day');
  if (!HOUR.test(hour)) return invalid('invalid maintenance window hour');
  cloud.updateCluster(id, { maintenanceWindow: [{ day, hour: /^\d:/.test(hour) ? `0${hour}` : hour }] });
  return DONE;
}

function upgrade({ id, fields }: CloudCluster, { body, clock, cloud }: Call): Reply {
  if (clock.statusOf(id) !== 'online') return NOT_ONLINE;
  const version = asString(body.version);
  if (version === undefined || !(Number(version) > Number(fields.version))) {
    return invalid('invalid cluster engine version');
  }
  cloud.updateCluster(id, { version });
  return DONE;
}
