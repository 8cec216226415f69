import { CONFIGURATION_KINDS } from '../engines/configurations.js';
import { redactor } from '../lib/redact.js';
import type { RunFunctionRequest } from '../wire/request.js';
import { decodeResource } from '../wire/resource.js';
import { type ClusterFacts, clusterFacts } from './cluster-facts.js';
import { ObservedResource } from './observed-resource.js';
import { secretValues } from './secret-values.js';

/** All that was observed of the binding's composed resources. */
export interface Facts {
  readonly cluster: ClusterFacts;
  /** Composed resources by resource key, in the order of their keys. */
  readonly resources: ReadonlyMap<string, ObservedResource>;
  /** Resources of something else under a resource key like ours: `<apiVersion> <kind>`. */
  readonly foreign: ReadonlyMap<string, string>;
  /** Whether Crossplane is known to have Usages: one that tells what it can do is new enough. */
  readonly usagesExist: boolean;
  /** The answers to what was asked for besides, not read yet. */
  readonly required: RunFunctionRequest['requiredResources'];
  /** The UID of the composite: it controls what it composed. */
  readonly compositeUid: string | undefined;
}

const PROVIDER = /^database\.digitalocean\.(?:m\.)?crossplane\.io\//;

const PROTECTION = /^protection\.crossplane\.io\//;
const CORE = /^v1$/;

/** What lies under a resource key, or under those that begin so. */
const OWN: ReadonlyMap<string, readonly { readonly kind: string; readonly apiVersion: RegExp }[]> = new Map([
  ['cluster', [{ kind: 'Cluster', apiVersion: PROVIDER }]],
  ['user-', [{ kind: 'User', apiVersion: PROVIDER }]],
  ['database-', [{ kind: 'DB', apiVersion: PROVIDER }]],
  ['secret-', [{ kind: 'Secret', apiVersion: CORE }]],
  ['configmap-', [{ kind: 'ConfigMap', apiVersion: CORE }]],
  ['workload', [{ kind: 'ServiceBinding', apiVersion: /^servicebinding\.io\// }]],
  ['ca-', [{ kind: 'DisposableRequest', apiVersion: /^http\.(?:m\.)?crossplane\.io\// }]],
  ['topic-', [{ kind: 'KafkaTopic', apiVersion: PROVIDER }]],
  ['schema-', [{ kind: 'KafkaSchemaRegistry', apiVersion: PROVIDER }]],
  ['pool-', [{ kind: 'ConnectionPool', apiVersion: PROVIDER }]],
  ['replica-', [{ kind: 'Replica', apiVersion: PROVIDER }]],
  ['logsink-', ['LogSinkOpenSearch', 'LogSinkRsyslog'].map((kind) => ({ kind, apiVersion: PROVIDER }))],
  ['firewall', [{ kind: 'Firewall', apiVersion: PROVIDER }]],
  ['firewall-', [{ kind: 'Firewall', apiVersion: PROVIDER }]],
  ['usage-', ['Usage', 'ClusterUsage'].map((kind) => ({ kind, apiVersion: PROTECTION }))],
  ['configuration', CONFIGURATION_KINDS.map((kind) => ({ kind, apiVersion: PROVIDER }))],
]);

/** What of a request the facts are in. */
type Seen = Pick<RunFunctionRequest, 'observed' | 'desired' | 'capabilities' | 'requiredResources'>;

/** Reads the observed composed resources. Their order on the wire is arbitrary, so it is made one. */
export function gatherFacts(
  { observed, desired, capabilities, requiredResources }: Seen,
  compositeUid: string | undefined,
): Facts {
  const resources = new Map<string, ObservedResource>();
  // Messages are read after all resources are, so one resource's message cannot tell another's secret.
  const redact = redactor(() => secretValues(resources.values()));
  const foreign = new Map<string, string>();
  for (const [key, encoded] of [...observed.resources].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const own = OWN.get(key.slice(0, key.indexOf('-') + 1) || key);
    // Resources of other functions of the pipeline may be large, and are none of our business, whatever their key.
    if (!own || desired.resources.has(key)) continue;
    const resource = new ObservedResource(decodeResource(encoded), redact);
    const { kind = '', apiVersion = '' } = resource;
    if (own.some((row) => kind === row.kind && row.apiVersion.test(apiVersion))) resources.set(key, resource);
    else foreign.set(key, `${apiVersion} ${kind}`);
  }
  return {
    cluster: clusterFacts(resources.get('cluster')),
    resources,
    foreign,
    usagesExist: capabilities.size > 0,
    required: requiredResources,
    compositeUid,
  };
}
