import type { JsonObject } from '../../src/lib/json.js';
import type { CloudCluster, DigitalOcean } from '../provider/digitalocean.js';
import type { EngineFacts } from '../provider/engine-facts.js';
import type { Clock } from './clock.js';
import { CLUSTER_NOT_FOUND, type Reply, UNSUPPORTED } from './reply.js';

/** A request to one route. */
export interface Call {
  readonly cloud: DigitalOcean;
  readonly clock: Clock;
  /** What stands in the path for the words that begin with a colon. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: JsonObject;
}

/** One method of one path. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly handle: (call: Call) => Reply;
}

/** A route whose path has matched. */
export interface Match {
  readonly route: Route;
  readonly parameters: Readonly<Record<string, string>>;
}

/** The route of a request. */
export function findRoute(routes: readonly Route[], method: string, path: string): Match | undefined {
  const words = wordsOf(path);
  for (const route of routes) {
    const parameters = route.method === method ? match(wordsOf(route.path), words) : undefined;
    if (parameters !== undefined) return { route, parameters };
  }
  return undefined;
}

function match(pattern: readonly string[], words: readonly string[]): Readonly<Record<string, string>> | undefined {
  if (pattern.length !== words.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [index, expected] of pattern.entries()) {
    const word = words[index] ?? '';
    if (expected.startsWith(':')) parameters[expected.slice(1)] = decodeURIComponent(word);
    else if (expected !== word) return undefined;
  }
  return parameters;
}

function wordsOf(path: string): readonly string[] {
  return path.split('/').filter((word) => word !== '');
}

/** A handler for a cluster that is there. */
export function ofCluster(handle: (cluster: CloudCluster, call: Call) => Reply): Route['handle'] {
  return (call) => {
    const cluster = call.cloud.clusters.get(call.parameters.id ?? '');
    return cluster === undefined ? CLUSTER_NOT_FOUND : handle(cluster, call);
  };
}

/** A handler that reaches into a database: while the cluster is made, it is answered as if there were none. */
export function inCluster(
  supported: (facts: EngineFacts) => boolean,
  handle: (cluster: CloudCluster, call: Call) => Reply,
): Route['handle'] {
  return ofCluster((cluster, call) => {
    if (call.clock.statusOf(cluster.id) === 'creating') return CLUSTER_NOT_FOUND;
    return supported(cluster.facts) ? handle(cluster, call) : UNSUPPORTED;
  });
}
