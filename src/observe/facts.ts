import { CONFIGURATION_KINDS } from '../engines/configurations.js';
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

const PROVIDER = ['database.digitalocean.crossplane.io', 'database.digitalocean.m.crossplane.io'];
const PROTECTION = ['protection.crossplane.io'];
const CORE = ['v1'];

/** What may lie under a resource key: one of some kinds of one of some API groups. */
interface Own {
  readonly kinds: readonly string[];
  readonly groups: readonly string[];
}

/** What lies under a resource key, or under those that begin so. */
const OWN: ReadonlyMap<string, Own> = new Map<string, Own>([
  ['cluster', { kinds: ['Cluster'], groups: PROVIDER }],
  ['user-', { kinds: ['User'], groups: PROVIDER }],
  ['watch-', { kinds: ['User'], groups: PROVIDER }],
  ['database-', { kinds: ['DB'], groups: PROVIDER }],
  ['secret-', { kinds: ['Secret'], groups: CORE }],
  ['configmap-', { kinds: ['ConfigMap'], groups: CORE }],
  ['workload', { kinds: ['ServiceBinding'], groups: ['servicebinding.io'] }],
  ['ca-', { kinds: ['DisposableRequest'], groups: ['http.crossplane.io', 'http.m.crossplane.io'] }],
  ['topic-', { kinds: ['KafkaTopic'], groups: PROVIDER }],
  ['schema-', { kinds: ['KafkaSchemaRegistry'], groups: PROVIDER }],
  ['pool-', { kinds: ['ConnectionPool'], groups: PROVIDER }],
  ['replica-', { kinds: ['Replica'], groups: PROVIDER }],
  ['logsink-', { kinds: ['LogSinkOpenSearch', 'LogSinkRsyslog'], groups: PROVIDER }],
  ['firewall', { kinds: ['Firewall'], groups: PROVIDER }],
  ['firewall-', { kinds: ['Firewall'], groups: PROVIDER }],
  ['usage-', { kinds: ['Usage', 'ClusterUsage'], groups: PROTECTION }],
  ['configuration', { kinds: CONFIGURATION_KINDS, groups: PROVIDER }],
]);

function ownOf(key: string): Own | undefined {
  return OWN.get(key.slice(0, key.indexOf('-') + 1) || key);
}

/** Whether a resource key is like those of this function. */
export function mayBeOurs(key: string): boolean {
  return ownOf(key) !== undefined;
}

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
    const own = ownOf(key);
    const encoded = observed.resources.get(key);
    // Resources of other functions of the pipeline may be large, and are none of our business, whatever their key.
    if (!own || !encoded || desired.resources.has(key)) continue;
    const resource = new ObservedResource(decodeResource(encoded), redact);
    const { kind = '', apiVersion = '' } = resource;
    if (own.kinds.includes(kind) && own.groups.includes(groupOf(apiVersion))) resources.set(key, resource);
    else foreign.set(key, `${apiVersion} ${kind}`);
  }
  const cluster = withLoss(clusterFacts(resources.get('cluster')), resources);
  const byName = gatherByName(resources);
  const stranded = findStranded(resources, cluster, byName.replicas);
  return { cluster, resources, foreign, ...byName, stranded, sensitive, required: requiredResources, composite };
}

/** Gathers what has a name in the spec. */
function gatherByName(resources: Facts['resources']): Pick<Facts, 'users' | 'secrets' | 'pools' | 'replicas'> {
  const users = new Map<string, UserStage>();
  const secrets = new Map<string, ExistingSecret[]>();
  const pools: PoolFacts[] = [];
  const replicas = new Map<string, ReplicaFacts>();
  for (const [key, resource] of resources) {
    const start = key.indexOf('-') + 1;
    const name = key.slice(start);
    switch (key.slice(0, start)) {
      case 'user-':
        users.set(name, userStage(resource, resources.get(`watch-${name}`)));
        break;
      case 'secret-':
        addSecret(secrets, name.split(':', 1)[0] ?? name, [key, resource]);
        break;
      case 'pool-':
        addPool(pools, key, resource);
        break;
      case 'replica-':
        replicas.set(name, replicaFacts(resource));
    }
  }
  return { users, secrets, pools, replicas };
}

function addPool(pools: PoolFacts[], key: string, resource: ObservedResource): void {
  const pool = poolFacts(key, resource);
  if (pool) pools.push(pool);
}

function addSecret(secrets: Map<string, ExistingSecret[]>, user: string, secret: ExistingSecret): void {
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
    // The rules of a replica belong to that.
    const due = key.startsWith('firewall-') ? replicas.get(key.slice('firewall-'.length))?.uuid : id;
    if (due !== undefined && due !== home) stranded.set(key, due);
  }
  return stranded;
}

/** Where nothing was noted on the Cluster, what lies in another cluster tells that its own is gone. */
function withLoss(cluster: ClusterFacts, resources: Facts['resources']): ClusterFacts {
  if (cluster.state !== 'created' || cluster.resource.note !== undefined) return cluster;
  for (const [key, resource] of resources) {
    const home = key.startsWith('user-') || key.startsWith('database-') ? resource.home : undefined;
    if (home !== undefined && home !== cluster.id) return { ...cluster, replaced: home };
  }
  return cluster;
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

/** The API group of an apiVersion; of the core group, which has no name, the version. */
function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? apiVersion : apiVersion.slice(0, slash);
}
