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
import { type Traces, tracesOf } from './traces.js';
import { type UserStage, userStage } from './user-stage.js';
import { withOthersSecrets } from './whose-secret.js';

/** Everything observed of the binding's composed resources. */
export interface Facts {
  readonly cluster: ClusterFacts;
  /** Composed resources by resource key, in the order of their keys. */
  readonly resources: ReadonlyMap<string, ObservedResource>;
  /** Resources that are not ours under a resource key like ours: `<apiVersion> <kind>`. */
  readonly foreign: ReadonlyMap<string, string>;
  /** The stage of each user that has a resource, by its name in the spec. */
  readonly users: ReadonlyMap<string, UserStage>;
  /** The existing Secrets by their user. */
  readonly secrets: ReadonlyMap<string, readonly ExistingSecret[]>;
  /** All generations of connection pools. */
  readonly pools: readonly PoolFacts[];
  /** Replicas by their names in the spec. */
  readonly replicas: ReadonlyMap<string, ReplicaFacts>;
  /**
   * What was left behind in a cluster or replica that is no longer the binding's, by resource key, with the id at
   * DigitalOcean of the one it should be in.
   */
  readonly stranded: ReadonlyMap<string, string>;
  /** What tells of a cluster whose Cluster resource is gone. */
  readonly traces: Traces | undefined;
  /** The keys of resources whose connection Secret is somebody else's; their connection details are left out. */
  readonly misdirected: ReadonlySet<string>;
  /** Every observed secret value. */
  readonly sensitive: () => readonly string[];
  /** The answers to our requirements, still encoded. */
  readonly required: RunFunctionRequest['requiredResources'];
  /** The composite's UID, by which it controls what it composed, and the Secrets that its status names. */
  readonly composite: Itself;
}

/** A Secret that exists, and its resource key. */
export type ExistingSecret = readonly [key: string, secret: ObservedResource];

type Itself = Pick<ObservedComposite, 'uid' | 'lastBound' | 'lastCluster' | 'lastSecrets'>;

/** The part of a request that holds the facts. */
type Seen = Pick<RunFunctionRequest, 'observed' | 'desired' | 'requiredResources'>;

/** Reads the observed composed resources, sorted by key, since their order on the wire is arbitrary. */
export function gatherFacts({ observed, desired, requiredResources }: Seen, composite: Itself): Facts {
  const resources = new Map<string, ObservedResource>();
  let known: readonly string[] | undefined;
  const sensitive = (): readonly string[] => {
    known ??= secretValues(resources.values());
    return known;
  };
  // Messages are read after all resources, so one resource's message cannot reveal another's secret.
  const redact = redactor(sensitive);
  const foreign = new Map<string, string>();
  for (const key of [...observed.resources.keys()].sort()) {
    const kind = kindOf(key);
    const encoded = observed.resources.get(key);
    // Other functions' resources may be large, and are not ours to read, whatever their key.
    if (!kind || !encoded || desired.resources.has(key)) continue;
    const resource = new ObservedResource(decodeResource(encoded), redact);
    const { apiVersion = '', kind: kubernetesKind = '' } = resource;
    if (isOfKind(kind, apiVersion, kubernetesKind)) resources.set(key, resource);
    else foreign.set(key, `${apiVersion} ${kubernetesKind}`);
  }
  const misdirected = withOthersSecrets(resources);
  for (const key of misdirected) {
    const encoded = observed.resources.get(key);
    if (encoded)
      resources.set(key, new ObservedResource({ ...decodeResource(encoded), connectionDetails: NO_DETAILS }, redact));
  }
  const cluster = withLoss(clusterFacts(resources.get(keyOf('cluster'))), resources);
  const { users, secrets, pools, replicas } = gatherByName(resources);
  return {
    cluster,
    resources,
    foreign,
    users,
    secrets,
    pools,
    replicas,
    stranded: findStranded(resources, cluster, replicas),
    misdirected,
    traces: tracesOf(cluster, resources, composite.lastCluster),
    sensitive,
    required: requiredResources,
    composite,
  };
}

const NO_DETAILS: ReadonlyMap<string, Uint8Array> = new Map();

/** The existing Secrets of a user. */
export function secretsOf({ secrets }: Facts, user: string): readonly ExistingSecret[] {
  return secrets.get(user) ?? NO_SECRETS;
}

const NO_SECRETS: readonly ExistingSecret[] = [];

/** Whether the resource under a key is ready. */
export function isReady({ resources }: Facts, key: string): boolean {
  return resources.get(key)?.health.state === 'ready';
}

/** Gathers the facts of everything that has a name in the spec. */
function gatherByName(resources: Facts['resources']): Pick<Facts, 'users' | 'secrets' | 'pools' | 'replicas'> {
  const users = new Map<string, UserStage>();
  const secrets = new Map<string, ExistingSecret[]>();
  const pools: PoolFacts[] = [];
  const replicas = new Map<string, ReplicaFacts>();
  for (const [key, resource] of resources) {
    const kind = kindOf(key);
    const name = kind && nameOf(kind, key);
    if (name === undefined) continue;
    if (kind === 'user') users.set(name, userStage(resource, resources.get(keyOf('watch', name))));
    if (kind === 'secret') addTo(secrets, secretUserOf(key) ?? name, [key, resource]);
    if (kind === 'replica') replicas.set(name, replicaFacts(resource));
    const pool = kind === 'pool' && poolFacts(key, resource);
    if (pool) pools.push(pool);
  }
  return { users, secrets, pools, replicas };
}

function addTo(secrets: Map<string, ExistingSecret[]>, user: string, secret: ExistingSecret): void {
  const own = secrets.get(user);
  if (own) own.push(secret);
  else secrets.set(user, [secret]);
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
    // The firewall of a replica belongs to the replica, not to the cluster.
    const wanted = replica === undefined ? id : replicas.get(replica)?.uuid;
    if (wanted !== undefined && wanted !== home) stranded.set(key, wanted);
  }
  return stranded;
}

/** Without a note on the Cluster, a user or database in another cluster shows that this one replaced it. */
function withLoss(cluster: ClusterFacts, resources: Facts['resources']): ClusterFacts {
  if (cluster.state !== 'created' || cluster.resource.note !== undefined) return cluster;
  for (const [key, resource] of resources) {
    const kind = kindOf(key);
    const home = kind === 'user' || kind === 'database' ? resource.home : undefined;
    if (home !== undefined && home !== cluster.id) return { ...cluster, replaced: home };
  }
  return cluster;
}
