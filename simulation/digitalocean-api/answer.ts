import { asObject, type Json } from '../../src/lib/json.js';
import { messageOf } from '../../src/lib/message-of.js';
import type { DigitalOcean } from '../provider/digitalocean.js';
import { ACCOUNT } from './account.js';
import type { Clock } from './clock.js';
import { CLUSTER_CHANGES } from './cluster-changes.js';
import { CLUSTERS } from './clusters.js';
import { DATABASES } from './databases.js';
import { FIREWALLS } from './firewalls.js';
import { LOG_SINKS } from './logsinks.js';
import { ONLINE_MIGRATION } from './online-migration.js';
import { CONNECTION_POOLS } from './pools.js';
import { READ_REPLICAS } from './replicas.js';
import { NO_SUCH_ROUTE, type Reply, refusal } from './reply.js';
import { findRoute, type Route } from './routes.js';
import { SCHEMA_SUBJECTS } from './schemas.js';
import { SETTINGS } from './settings.js';
import { KAFKA_TOPICS } from './topics.js';
import { USERS } from './users.js';

/** What the API is asked. */
export interface Asked {
  readonly method: string;
  readonly url: URL;
  readonly body: Json | undefined;
}

const ROUTES: readonly Route[] = [
  ...CLUSTERS,
  ...CLUSTER_CHANGES,
  ...SETTINGS,
  ...FIREWALLS,
  ...USERS,
  ...DATABASES,
  ...CONNECTION_POOLS,
  ...READ_REPLICAS,
  ...KAFKA_TOPICS,
  ...SCHEMA_SUBJECTS,
  ...LOG_SINKS,
  ...ONLINE_MIGRATION,
  ...ACCOUNT,
];

/** What the API answers to somebody who may ask. */
export function answer(cloud: DigitalOcean, clock: Clock, { method, url, body }: Asked): Reply {
  clock.settle();
  const found = findRoute(ROUTES, method, url.pathname);
  if (found === undefined) return NO_SUCH_ROUTE;
  const { route, parameters } = found;
  try {
    return route.handle({ cloud, clock, parameters, query: url.searchParams, body: asObject(body) });
  } catch (thrown) {
    return refusal(500, messageOf(thrown));
  }
}
