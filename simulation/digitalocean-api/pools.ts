import { asNumber, asString, type JsonObject } from '../../src/lib/json.js';
import type { CloudCluster } from '../provider/digitalocean.js';
import { collectionRoutes } from './collection.js';
import { connectionOf } from './connections.js';
import { contents } from './contents.js';
import { created, DONE, invalid, type Reply } from './reply.js';
import type { Call } from './routes.js';

const POOLS = contents('pool');
const NAME = /^[A-Za-z0-9_][A-Za-z0-9_.-]{2,62}$/;
const MODES = ['session', 'transaction', 'statement'];
const PORT = 25061;

/** The connection pools of a PostgreSQL cluster. */
export const CONNECTION_POOLS = collectionRoutes<JsonObject>({
  word: 'pools',
  many: 'pools',
  one: 'pool',
  missing: 'pool not found',
  supported: POOLS.supported,
  all: POOLS.all,
  find: POOLS.find,
  show,
  create(cluster, call) {
    const name = asString(call.body.name) ?? '';
    if (!NAME.test(name)) return invalid('invalid pool name');
    const pool = poolIn(call.body, name);
    return (
      objection(pool, cluster) ?? POOLS.make(cluster, call, name, pool) ?? created({ pool: show(pool, cluster, call) })
    );
  },
  update(pool, cluster, { body }) {
    const changed = poolIn({ user: pool.user ?? '', ...body }, String(pool.name));
    const problem = objection(changed, cluster);
    if (problem === undefined) POOLS.change(cluster, String(pool.name), changed);
    return problem ?? DONE;
  },
  remove(pool, cluster, call) {
    POOLS.remove(cluster, call, String(pool.name));
    return undefined;
  },
});

function poolIn({ user = '', db = '', mode = '', size = 0 }: JsonObject, name: string): JsonObject {
  return { name, user, db, mode, size };
}

function objection({ user, db, mode, size }: JsonObject, { databases, users }: CloudCluster): Reply | undefined {
  if (!MODES.includes(String(mode))) return invalid('invalid pool mode');
  if ((asNumber(size) ?? 0) < 1) return invalid('invalid pool size');
  if (!databases.has(String(db))) return invalid('database does not exist');
  if (user !== '' && !users.has(String(user))) return invalid('user does not exist');
  return undefined;
}

// Without a user, who comes in decides whom the pool connects as.
function show(pool: JsonObject, cluster: CloudCluster, { clock }: Call): JsonObject {
  const user = asString(pool.user) ?? cluster.facts.user;
  const connection = (prefix: string) =>
    connectionOf(cluster, clock, { prefix, user, port: PORT, database: String(pool.name) });
  return { ...pool, connection: connection(''), private_connection: connection('private-') };
}
