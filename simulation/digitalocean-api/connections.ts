import { asString, type JsonObject } from '../../src/lib/json.js';
import type { CloudCluster } from '../provider/digitalocean.js';
import type { Clock } from './clock.js';

const PROTOCOLS: Readonly<Record<string, string>> = {
  pg: 'postgresql',
  mysql: 'mysql',
  mongodb: 'mongodb+srv',
  valkey: 'rediss',
  redis: 'rediss',
  kafka: 'kafka',
  opensearch: 'https',
};

/** Where a connection differs from that of the cluster's own administrator. */
export interface Differing {
  /** What the host's name begins with. */
  readonly prefix?: string;
  /** Whose name the host has, where it is not the cluster's. */
  readonly name?: string;
  readonly user?: string;
  readonly database?: string;
  readonly port?: number;
  /** Whether this answers the call that made the password: some engines tell it never again. */
  readonly fresh?: boolean;
}

/** A way to connect to a cluster, as the API shows it. */
export function connectionOf(cluster: CloudCluster, clock: Clock, differing: Differing = {}): JsonObject {
  const { facts, fields, id, users } = cluster;
  const clusterName = asString(fields.name) ?? '';
  const { prefix = '', name = clusterName, fresh = false } = differing;
  const { user = facts.user, database = facts.database, port = facts.port } = differing;
  const password = facts.passwordReadable || fresh ? (users.get(user)?.password ?? '') : '';
  const known = { protocol: PROTOCOLS[asString(fields.engine) ?? ''] ?? '', user, password, ssl: true };
  // MongoDB has no host before it is online.
  if (!facts.passwordReadable && clock.statusOf(id) === 'creating')
    return { ...known, uri: '', host: '', database: '' };
  const host = `${prefix}${facts.host(name, id)}`;
  return {
    ...known,
    uri: facts.uri({ user, password, host, port, database, cluster: clusterName }),
    host,
    port,
    database,
  };
}
