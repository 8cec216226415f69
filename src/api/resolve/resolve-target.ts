import type { ClusterRefSpec, ClusterSpec, DatabaseBindingSpec, RunningEngine } from '../../gen/binding.js';
import type { BindingPolicy } from '../../gen/policy.js';
import { accepted, type Result, refused } from '../../lib/issue.js';
import type { Access } from '../access.js';
import type { Reference, Target } from '../binding.js';
import { resolveCluster } from './resolve-cluster.js';

/** Whom the target is resolved for. */
export interface TargetOwner {
  readonly name: string;
  readonly namespace: string | undefined;
  /** Whether the composite itself has a namespace: bindings refer to each other by it. */
  readonly namespaced: boolean;
}

/** What is known of clusters. */
export interface KnownClusters {
  /** The engine of the cluster that exists. */
  readonly runningEngine: RunningEngine | undefined;
  /** What a reference to a cluster that lives elsewhere means now. */
  readonly accessBy: (reference: Reference, namespace: string | undefined) => Access;
}

/** The cluster that a spec means: exactly one of `cluster` and `clusterRef`. */
export function resolveTarget(
  owner: TargetOwner,
  spec: DatabaseBindingSpec,
  policy: BindingPolicy,
  known: KnownClusters,
): Result<Target> {
  const { cluster, clusterRef } = spec;
  if (cluster && clusterRef) return problem('spec', 'exactly one of cluster and clusterRef is needed, both are set');
  if (cluster) return resolveControlled(owner, cluster, policy, known);
  if (!clusterRef) return problem('spec', 'exactly one of cluster and clusterRef is needed, none is set');
  if (spec.sharing) return problem('spec.sharing', 'only a binding that controls its cluster can share it: remove it');
  return resolveReferenced(owner, clusterRef, known);
}

function resolveControlled(
  { name, namespace }: TargetOwner,
  spec: ClusterSpec,
  policy: BindingPolicy,
  { runningEngine }: KnownClusters,
): Result<Target> {
  if (spec.adoptConfirmed !== undefined && spec.adopt === undefined)
    return problem('spec.cluster.adoptConfirmed', 'goes with adopt: set the UUID of the cluster too');
  const engine = runningEngine ?? spec.engine;
  return accepted({
    architecture: 'Controlled',
    cluster: resolveCluster({ spec, policy, engine, namespace, name }),
    adoption: spec.adopt === undefined ? undefined : { uuid: spec.adopt, confirmed: spec.adoptConfirmed ?? false },
    mayAdopt: (policy.references?.uuids ?? []).length > 0,
  });
}

function resolveReferenced(owner: TargetOwner, spec: ClusterRefSpec, known: KnownClusters): Result<Target> {
  const [reference, ...more] = referencesOf(owner, spec);
  if (!reference || more.length > 0)
    return problem('spec.clusterRef', 'exactly one of uuid, binding and cluster is needed');
  if (reference.via === 'binding' && !owner.namespaced)
    return problem(
      'spec.clusterRef.binding',
      'a cluster-scoped composite cannot refer to a binding: use uuid or cluster',
    );
  if (reference.via === 'binding' && reference.name === owner.name && !reference.foreign)
    return problem(
      'spec.clusterRef.binding.name',
      `"${owner.name}" is this binding itself: name the one that controls the cluster`,
    );
  const access = known.accessBy(reference, owner.namespace);
  return accepted({ architecture: 'Referenced', reference, expectedEngine: spec.engine, access });
}

function referencesOf(
  { namespace = '', namespaced }: TargetOwner,
  { uuid, cluster, binding }: ClusterRefSpec,
): readonly Reference[] {
  const references: Reference[] = [];
  if (uuid !== undefined) references.push({ via: 'uuid', uuid });
  if (cluster) references.push({ via: 'cluster', name: cluster.name, namespace: namespaced ? namespace : undefined });
  if (binding) {
    const other = binding.namespace ?? namespace;
    references.push({ via: 'binding', name: binding.name, namespace: other, foreign: other !== namespace });
  }
  return references;
}

/** As long as nobody can say which cluster is meant, nothing else can be said. */
function problem(path: string, message: string): Result<never> {
  return refused([{ path, message }]);
}
