import { isOfKind, keyOf, kindOf, nameOf } from '../kinds/resource-keys.js';
import { secretUserOf } from '../kinds/secret-key.js';
import { redactor } from '../lib/redact.js';
import type { RunFunctionRequest } from '../wire/request.js';
import { decodeResource } from '../wire/resource.js';
import { type ClusterFacts, clusterFacts } from './cluster-facts.js';
import { ObservedResource } from './observed-resource.js';
import { type PoolFacts, poolFacts } from './pool-facts.js';
import type { ObservedComposite } from './read-composite.js';
import { type ReplicaFacts, replicaFacts } from './replica-facts.js';
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
  /** The Secrets that exist, by their user. */
  readonly secrets: ReadonlyMap<string, readonly ExistingSecret[]>;
  /** All generations of connection pools. */
  readonly pools: readonly PoolFacts[];
  /** Replicas by their names in the spec. */
  readonly replicas: ReadonlyMap<string, ReplicaFacts>;
  /**
   * What was left behind in a cluster or replica that is not the binding's any more, by resource key; with the id at
   * DigitalOcean of the one that it should be in.
   */
  readonly stranded: ReadonlyMap<string, string>;
  /** Every secret value in what was observed. */
  readonly sensitive: () => readonly string[];
  /** The answers to what was asked for besides, not read yet. */
  readonly required: RunFunctionRequest['requiredResources'];
  /** What the composite tells of itself: its UID, since it controls what it composed, and which Secrets it told of. */
  readonly composite: Itself;
}

/** A Secret that exists, under whatever key. */
export type ExistingSecret = readonly [key: string, secret: ObservedResource];

type Itself = Pick<ObservedComposite, 'uid' | 'lastBound' | 'lastSecrets'>;

/** What of a request the facts are in. */
type Seen = Pick<RunFunctionRequest, 'observed' | 'desired' | 'requiredResources'>;

/** Reads the observed composed resources. Their order on the wire is arbitrary, so it is made one. */
export function gatherFacts({ observed, desired, requiredResources }: Seen, composite: Itself): Facts {
  const resources = new Map<string, ObservedResource>();
  let known: readonly string[] | undefined;
  const sensitive = (): readonly string[] => {
    known ??= secretValues(resources.values());
    return known;
  };
  // Messages are read after all resources are, so one resource's message cannot tell another's secret.
  const redact = redactor(sensitive);
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
  const cluster = withLoss(clusterFacts(resources.get(keyOf('cluster'))), resources);
  const byName = gatherByName(resources);
  const stranded = findStranded(resources, cluster, byName.replicas);
  return { cluster, resources, foreign, ...byName, stranded, sensitive, required: requiredResources, composite };
}

/** The Secrets of a user that exist. */
export function secretsOf({ secrets }: Facts, user: string): readonly ExistingSecret[] {
  return secrets.get(user) ?? NO_SECRETS;
}

const NO_SECRETS: readonly ExistingSecret[] = [];

/** Whether there is something that can be used under a resource key. */
export function isReady({ resources }: Facts, key: string): boolean {
  return resources.get(key)?.health.state === 'ready';
}

/** Gathers what has a name in the spec. */
function gatherByName(resources: Facts['resources']): Pick<Facts, 'users' | 'secrets' | 'pools' | 'replicas'> {
  const users = new Map<string, UserStage>();
  const secrets = new Map<string, ExistingSecret[]>();
  const pools: PoolFacts[] = [];
  const replicas = new Map<string, ReplicaFacts>();
  for (const [key, resource] of resources) {
    const user = nameOf('user', key);
    const secretUser = secretUserOf(key);
    const replica = nameOf('replica', key);
    const pool = poolFacts(key, resource);
    if (user !== undefined) users.set(user, userStage(resource, resources.get(keyOf('watch', user))));
    if (secretUser !== undefined) secrets.set(secretUser, [...(secrets.get(secretUser) ?? []), [key, resource]]);
    if (replica !== undefined) replicas.set(replica, replicaFacts(resource));
    if (pool) pools.push(pool);
  }
  return { users, secrets, pools, replicas };
}

function findStranded(
  resources: Facts['resources'],
  cluster: ClusterFacts,
  replicas: Facts['replicas'],
): Facts['stranded'] {
  const stranded = new Map<string, string>();
  const id = cluster.state === 'created' ? cluster.id : undefined;
  for (const [key, { home }] of resources) {
    if (home === undefined) continue;
    const replica = nameOf('replicaFirewall', key);
    // The rules of a replica belong to that.
    const due = replica === undefined ? id : replicas.get(replica)?.uuid;
    if (due !== undefined && due !== home) stranded.set(key, due);
  }
  return stranded;
}

/** Where nothing was noted on the Cluster, what lies in another cluster tells that its own is gone. */
function withLoss(cluster: ClusterFacts, resources: Facts['resources']): ClusterFacts {
  if (cluster.state !== 'created' || cluster.resource.note !== undefined) return cluster;
  for (const [key, resource] of resources) {
    const kind = kindOf(key);
    const home = kind === 'user' || kind === 'database' ? resource.home : undefined;
    if (home !== undefined && home !== cluster.id) return { ...cluster, replaced: home };
  }
  return cluster;
}
