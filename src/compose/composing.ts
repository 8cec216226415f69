import type { Binding, ClusterIntent } from '../api/binding.js';
import type { ManagedName } from '../kinds/kinds.js';
import { keyOf } from '../kinds/resource-keys.js';
import type { JsonObject } from '../lib/json.js';
import type { Facts } from '../observe/facts.js';
import type { ObservedResource } from '../observe/observed-resource.js';
import { type RequiredObject, requiredObject } from '../observe/required.js';
import { RETURNING } from '../observe/traces.js';
import type { NamedSelector } from '../wire/requirements.js';
import { type ComposedTarget, composeTarget } from './cluster/compose-target.js';
import { type Forgotten, forgottenCluster } from './cluster/forgotten.js';
import type { Loss } from './cluster/loss.js';
import { chooseGenerations, type Generations } from './contents/pool-generation.js';
import { takenNames } from './contents/taken-names.js';
import type { Kept } from './kept.js';
import { type ManagedResource, managedResource } from './managed-resource.js';
import type { Refusal, Refusals } from './refusal.js';

/** What every kind is composed from, and what collects the result. */
export interface Composing {
  readonly binding: Binding;
  readonly facts: Facts;
  readonly target: ComposedTarget;
  /** The cluster that has no Cluster resource any more. */
  readonly forgotten: Forgotten | undefined;
  /** The id of the cluster to create things in; `undefined` while they have to wait. */
  readonly home: string | undefined;
  /** The same for rules and settings: a cluster that replaced a lost one is open to everybody until it has them. */
  readonly guardedHome: string | undefined;
  /** The pools of the spec, by name. */
  readonly pools: ReadonlyMap<string, Generations>;
  /** Why names that the owner of the cluster manages are refused, by resource key. */
  readonly taken: ReadonlyMap<string, Refusal>;
  /** Manifests by resource key. */
  readonly objects: Map<string, JsonObject>;
  readonly refusals: Refusals;
  /** Collects what the spec does not set and keeps its last value. */
  readonly kept: Kept[];
  /** Collects what Crossplane has to look up. */
  readonly lookups: Map<string, NamedSelector>;
}

/** Composes the cluster, on which everything else depends, and collects what the kinds start from. */
export function startComposing(binding: Binding, facts: Facts, loss: Loss | undefined): Composing {
  const { cluster, resources } = facts;
  const forgotten = forgottenCluster(binding, facts);
  const target = composeTarget(binding, cluster, loss, forgotten);
  const id = cluster.state === 'created' ? cluster.id : undefined;
  return {
    binding,
    facts,
    target,
    forgotten,
    home: target.open ? id : undefined,
    guardedHome: target.ready ? id : undefined,
    pools: chooseGenerations(binding, facts),
    taken: takenNames(binding, resources),
    objects: new Map(),
    refusals: [],
    kept: [],
    lookups: new Map(),
  };
}

/** Desires a managed resource. */
export function desire({ binding, objects }: Composing, resource: ManagedResource): void {
  objects.set(resource.key, managedResource(binding, resource));
}

/** Has Crossplane look something up, and reads what it answered before. */
export function lookUp(
  { facts, lookups }: Pick<Composing, 'facts' | 'lookups'>,
  requirement: string,
  selector: NamedSelector,
): RequiredObject {
  lookups.set(requirement, selector);
  return requiredObject(facts.required, requirement, selector);
}

/**
 * The cluster whose rules and settings are the binding's: not one that it references, or has not adopted yet. Those that exist
 * stay while the cluster is looked for: they show whose it is.
 */
export function controlledCluster({ binding: { target }, facts }: Composing): ClusterIntent | undefined {
  const { cluster } = facts;
  const isOnlyObserved = cluster.state === 'created' && !cluster.controlled && cluster.resource.note !== RETURNING;
  return target.architecture === 'Controlled' && !isOnlyObserved ? target.cluster : undefined;
}

/** Something that exists in a cluster, or is created in it now. */
export interface Place<K extends ManagedName = ManagedName> {
  readonly kind: K;
  readonly key: string;
  readonly observed: ObservedResource | undefined;
  /** Known for everything that does not exist yet. */
  readonly clusterId: string | undefined;
}

/** The place of one of a kind; `undefined` while it waits for its cluster, or if another binding manages it. */
export function placeOf<K extends ManagedName>(composing: Composing, kind: K, name: string): Place<K> | undefined {
  const { facts, home, taken } = composing;
  const key = keyOf(kind, name);
  const observed = facts.resources.get(key);
  const clusterId = observed ? observed.home : home;
  return taken.has(key) || (!observed && clusterId === undefined) ? undefined : { kind, key, observed, clusterId };
}
