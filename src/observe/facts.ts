import { isOfKind, keyOf, kindOf, nameOf } from '../kinds/resource-keys.js';
import { redactor } from '../lib/redact.js';
import type { RunFunctionRequest } from '../wire/request.js';
import { decodeResource } from '../wire/resource.js';
import { type ClusterFacts, clusterFacts } from './cluster-facts.js';
import { homeOf } from './home-of.js';
import { ObservedResource } from './observed-resource.js';
import type { ObservedComposite } from './read-composite.js';
import { secretValues } from './secret-values.js';
import { type UserStage, userStage } from './user-stage.js';

/** All that was observed of the binding's composed resources. */
export interface Facts {
  readonly cluster: ClusterFacts;
  /** Composed resources by resource key, in the order of their keys. */
  readonly resources: ReadonlyMap<string, ObservedResource>;
  /** Resources of something else under a resource key like ours: `<apiVersion> <kind>`. */
  readonly foreign: ReadonlyMap<string, string>;
  /** How far each user is that there is a resource for, by its name in the spec. */
  readonly users: ReadonlyMap<string, UserStage>;
  /** The answers to what was asked for besides, not read yet. */
  readonly required: RunFunctionRequest['requiredResources'];
  /** What the composite tells of itself: its UID, since it controls what it composed, and which Secrets it told of. */
  readonly composite: Itself;
}

type Itself = Pick<ObservedComposite, 'uid' | 'lastBound' | 'lastSecrets'>;

/** What of a request the facts are in. */
type Seen = Pick<RunFunctionRequest, 'observed' | 'desired' | 'requiredResources'>;

/** Reads the observed composed resources. Their order on the wire is arbitrary, so it is made one. */
export function gatherFacts({ observed, desired, requiredResources }: Seen, composite: Itself): Facts {
  const resources = new Map<string, ObservedResource>();
  // Messages are read after all resources are, so one resource's message cannot tell another's secret.
  const redact = redactor(() => secretValues(resources.values()));
  const foreign = new Map<string, string>();
  for (const key of [...observed.resources.keys()].sort()) {
    const kind = kindOf(key);
    const encoded = observed.resources.get(key);
    // Resources of other functions of the pipeline may be large, and are none of our business, whatever their key.
    if (!kind || !encoded || desired.resources.has(key)) continue;
    const resource = new ObservedResource(decodeResource(encoded), redact);
    const { apiVersion = '', kind: kubernetesKind = '' } = resource;
    if (isOfKind(kind, apiVersion, kubernetesKind)) resources.set(key, resource);
    else foreign.set(key, `${apiVersion} ${kubernetesKind}`);
  }
  return {
    cluster: withLoss(clusterFacts(resources.get(keyOf('cluster'))), resources),
    resources,
    foreign,
    users: userStages(resources),
    required: requiredResources,
    composite,
  };
}

function userStages(resources: ReadonlyMap<string, ObservedResource>): ReadonlyMap<string, UserStage> {
  const stages = new Map<string, UserStage>();
  for (const [key, resource] of resources) {
    const name = nameOf('user', key);
    if (name !== undefined) stages.set(name, userStage(resource, resources.get(keyOf('watch', name))));
  }
  return stages;
}

/** Where nothing was noted on the Cluster, what lies in another cluster tells that its own is gone. */
function withLoss(cluster: ClusterFacts, resources: ReadonlyMap<string, ObservedResource>): ClusterFacts {
  if (cluster.state !== 'created' || cluster.resource.note !== undefined) return cluster;
  for (const [key, resource] of resources) {
    const kind = kindOf(key);
    const home = kind === 'user' || kind === 'database' ? homeOf(resource) : undefined;
    if (home !== undefined && home !== cluster.id) return { ...cluster, replaced: home };
  }
  return cluster;
}
