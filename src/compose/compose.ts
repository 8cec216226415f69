import type { Binding } from '../api/binding.js';
import type { JsonObject } from '../lib/json.js';
import type { Facts } from '../observe/facts.js';
import { composeConfiguration } from './attached/compose-configuration.js';
import { composeClusterFirewall } from './attached/compose-firewall.js';
import { composeLogSinks } from './attached/compose-log-sinks.js';
import { composeReplicaFirewalls } from './attached/compose-replica-firewalls.js';
import { composeReplicas } from './attached/compose-replicas.js';
import type { ClusterChange } from './cluster/cluster-changes.js';
import { composeTarget } from './cluster/compose-target.js';
import { type Loss, leaveLost, lossOf } from './cluster/loss.js';
import { composeDatabases } from './contents/compose-database.js';
import { composePools } from './contents/compose-pools.js';
import { composeSchemas } from './contents/compose-schemas.js';
import { composeTopics } from './contents/compose-topics.js';
import { composeUsers, foreignUsers } from './contents/compose-users.js';
import { chooseGenerations, type Generations } from './contents/pool-generation.js';
import { refuseTaken } from './contents/taken-names.js';
import { pendingHandovers } from './handover.js';
import { type Entry, single } from './part.js';
import type { Refusal } from './refusal.js';
import { type Released, releaseUnasked } from './release.js';
import { CLUSTER_KEY, CONFIGURATION_KEY, FIREWALL_KEY } from './resource-keys.js';
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

/** Composes cluster, users, databases and all else. What exists is desired again, unless the binding no longer asks for it. */
export function compose(binding: Binding, facts: Facts): Composition {
  const { cluster, resources } = facts;
  const loss = lossOf(binding, facts);
  const target = composeTarget(binding, cluster, loss);
  const taken = refuseTaken(binding, resources);
  const pools = chooseGenerations(binding, facts);
  const home = { cluster, open: target.open };
  // A cluster that took the place of a lost one is open to everybody until it has its rules, whatever else is to follow.
  const guarded = { cluster, open: target.ready };
  const firewall = composeClusterFirewall(binding, guarded, resources.get(FIREWALL_KEY));
  const configuration = composeConfiguration(binding, guarded, resources.get(CONFIGURATION_KEY));
  const parts = [
    single(CLUSTER_KEY, target.object, target.refusals),
    composeUsers(binding, home, facts, taken.keys),
    composeDatabases(binding, home, resources, taken.keys),
    composeTopics(binding, home, resources, taken.keys),
    composeSchemas(binding, home, resources),
    composePools(binding, home, facts, pools),
    composeReplicas(binding, home, facts),
    composeLogSinks(binding, home, resources),
    single(FIREWALL_KEY, firewall.object, firewall.refusals),
    composeReplicaFirewalls(binding, home, facts),
    single(CONFIGURATION_KEY, configuration.object),
  ];
  const objects = new Map<string, JsonObject>();
  const refusals: Refusal[] = [];
  for (const part of parts) {
    addTo(objects, part.objects);
    refusals.push(...part.refusals);
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
    kept: configuration.kept,
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
