import type { RunFunctionRequest } from '../wire/request.js';
import { type ClusterFacts, clusterFacts } from './cluster-facts.js';
import { type ObservedResource, readObservedResource } from './observed-resource.js';

/** All that was observed of the binding's composed resources. */
export interface Facts {
  readonly cluster: ClusterFacts;
  /** Composed resources by resource key, in the order of their keys. */
  readonly resources: ReadonlyMap<string, ObservedResource>;
  /** Resources of something else under a resource key like ours: `<apiVersion> <kind>`. */
  readonly foreign: ReadonlyMap<string, string>;
}

const PROVIDER = /^database\.digitalocean\.(?:m\.)?crossplane\.io\//;

/** What lies under which resource keys. */
const OWN = [
  { key: /^cluster$/, kind: 'Cluster', apiVersion: PROVIDER },
  { key: /^user-/, kind: 'User', apiVersion: PROVIDER },
  { key: /^database-/, kind: 'DB', apiVersion: PROVIDER },
  { key: /^secret-/, kind: 'Secret', apiVersion: /^v1$/ },
  { key: /^topic-/, kind: 'KafkaTopic', apiVersion: PROVIDER },
  { key: /^schema-/, kind: 'KafkaSchemaRegistry', apiVersion: PROVIDER },
  { key: /^pool-/, kind: 'ConnectionPool', apiVersion: PROVIDER },
  { key: /^replica-/, kind: 'Replica', apiVersion: PROVIDER },
  { key: /^logsink-opensearch-/, kind: 'LogSinkOpenSearch', apiVersion: PROVIDER },
  { key: /^logsink-rsyslog-/, kind: 'LogSinkRsyslog', apiVersion: PROVIDER },
] as const;

/** Reads the observed composed resources. Their order on the wire is arbitrary, so it is made one. */
export function gatherFacts({ observed }: Pick<RunFunctionRequest, 'observed'>): Facts {
  const resources = new Map<string, ObservedResource>();
  const foreign = new Map<string, string>();
  for (const [key, encoded] of [...observed.resources].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const own = OWN.find((row) => row.key.test(key));
    // Resources of other functions of the pipeline may be large, and are none of our business.
    if (!own) continue;
    const resource = readObservedResource(encoded);
    const { kind = '', apiVersion = '' } = resource;
    if (kind === own.kind && own.apiVersion.test(apiVersion)) resources.set(key, resource);
    else foreign.set(key, `${apiVersion} ${kind}`);
  }
  return { cluster: clusterFacts(resources.get('cluster')), resources, foreign };
}
