import type { Binding } from '../api/binding.js';
import { MANAGED_NAMES, type ManagedName } from '../kinds/kinds.js';
import { keyOf } from '../kinds/resource-keys.js';
import type { JsonObject } from '../lib/json.js';
import type { Facts } from '../observe/facts.js';
import { composeConfiguration } from './attached/compose-configuration.js';
import { composeClusterFirewall } from './attached/compose-firewall.js';
import { composeLogSinks } from './attached/compose-log-sinks.js';
import { composeReplicaFirewalls } from './attached/compose-replica-firewalls.js';
import { composeReplicas } from './attached/compose-replicas.js';
import type { ClusterChange } from './cluster/cluster-changes.js';
import { type ComposedTarget, composeTarget } from './cluster/compose-target.js';
import { type Loss, leaveLost, lossOf } from './cluster/loss.js';
import { composeDatabases } from './contents/compose-database.js';
import { composePools } from './contents/compose-pools.js';
import { composeSchemas } from './contents/compose-schemas.js';
import { composeTopics } from './contents/compose-topics.js';
import { composeUsers, foreignUsers } from './contents/compose-users.js';
import { chooseGenerations, type Generations } from './contents/pool-generation.js';
import { refuseTaken } from './contents/taken-names.js';
import { pendingHandovers } from './handover.js';
import type { Home } from './home.js';
import { type Entry, NOTHING, type Part, single } from './part.js';
import type { Refusal } from './refusal.js';
import { type Released, releaseUnasked } from './release.js';
import { composeProtection } from './usage.js';

/** The provider's resources that the binding wants. */
export interface Composition {
  /** Manifests by resource key. */
  readonly objects: ReadonlyMap<string, JsonObject>;
  /** What of the spec is not followed. */
  readonly refusals: readonly Refusal[];
  /** What DigitalOcean is still changing of the cluster. */
  readonly changes: readonly ClusterChange[];
  /** Fields of the engine's configuration that keep their last value. */
  readonly kept: readonly string[];
  /** Whether the binding may use its cluster now: nothing new is made before. */
  readonly open: boolean;
  /** Users by their names in the spec that exist, and that the binding has not made. */
  readonly foreign: ReadonlySet<string>;
  /** The pools of the spec, by name. */
  readonly pools: ReadonlyMap<string, Generations>;
  /** The cluster that is gone, if it is. */
  readonly loss: Loss | undefined;
  /** Keys of what DigitalOcean shall keep, and what the provider may still delete. */
  readonly handovers: readonly string[];
  /** What is on its way out of the binding, and stays at DigitalOcean. */
  readonly released: readonly Released[];
}

/** What every kind is composed from. */
interface Composing {
  readonly binding: Binding;
  readonly facts: Facts;
  readonly target: ComposedTarget;
  readonly pools: Composition['pools'];
  /** Keys that another binding of the same cluster has. */
  readonly taken: ReadonlySet<string>;
  /** Where new things go, once they may. */
  readonly home: Home;
  /** Where rules and settings go: a cluster that took the place of a lost one is open to everybody until it has them. */
  readonly guarded: Home;
}

/** How each kind of managed resource is composed. The order of the table is that of the answer. */
const COMPOSERS: Readonly<Record<ManagedName, (composing: Composing) => Part>> = {
  cluster: ({ target }) => single(keyOf('cluster'), target.object, target.refusals),
  user: ({ binding, home, facts, taken }) => composeUsers(binding, home, facts, taken),
  // Each beside its user.
  watch: () => NOTHING,
  database: ({ binding, home, facts, taken }) => composeDatabases(binding, home, facts.resources, taken),
  topic: ({ binding, home, facts, taken }) => composeTopics(binding, home, facts.resources, taken),
  schema: ({ binding, home, facts }) => composeSchemas(binding, home, facts.resources),
  pool: ({ binding, home, facts, pools }) => composePools(binding, home, facts, pools),
  replica: ({ binding, home, facts }) => composeReplicas(binding, home, facts),
  openSearchSink: ({ binding, home, facts }) => composeLogSinks('openSearchSink', binding, home, facts.resources),
  rsyslogSink: ({ binding, home, facts }) => composeLogSinks('rsyslogSink', binding, home, facts.resources),
  firewall: ({ binding, guarded, facts }) => composeClusterFirewall(binding, guarded, facts.resources),
  replicaFirewall: ({ binding, home, facts }) => composeReplicaFirewalls(binding, home, facts),
  configuration: ({ binding, guarded, facts }) => composeConfiguration(binding, guarded, facts.resources),
};

/** Composes cluster, users, databases and all else. What exists is desired again, unless the binding no longer asks for it. */
export function compose(binding: Binding, facts: Facts): Composition {
  const { cluster, resources } = facts;
  const loss = lossOf(binding, facts);
  const target = composeTarget(binding, cluster, loss);
  const taken = refuseTaken(binding, resources);
  const pools = chooseGenerations(binding, facts);
  const guarded = { cluster, open: target.ready };
  const home = { cluster, open: target.open };
  const composing = { binding, facts, target, pools, taken: taken.keys, home, guarded };
  const objects = new Map<string, JsonObject>();
  const refusals: Refusal[] = [];
  const kept: string[] = [];
  for (const kind of MANAGED_NAMES) {
    const part = COMPOSERS[kind](composing);
    addTo(objects, part.objects);
    refusals.push(...part.refusals);
    if (part.kept) kept.push(...part.kept);
  }
  refusals.push(...taken.refusals);
  const leaving = releaseUnasked(binding, resources, objects);
  addTo(objects, leaving.objects);
  leaveLost(objects, facts, loss);
  const handovers = pendingHandovers(binding, resources, objects);
  addTo(objects, composeProtection(binding, facts, handovers));
  return {
    objects,
    changes: target.changes,
    kept,
    refusals,
    open: target.open,
    foreign: foreignUsers(binding, facts),
    pools,
    loss,
    handovers,
    released: leaving.released,
  };
}

function addTo(objects: Map<string, JsonObject>, entries: readonly Entry[]): void {
  for (const [key, object] of entries) objects.set(key, object);
}
