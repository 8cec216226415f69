import type { ClusterRefSpec, ClusterSpec, DatabaseBindingSpec, RunningEngine } from '../../gen/binding.js';
import type { BindingPolicy } from '../../gen/policy.js';
import { accepted, type Issue, type Result, refused } from '../../lib/issue.js';
import type { Reference, Target } from '../binding.js';
import { resolveCluster } from './resolve-cluster.js';

/** Whom the target is resolved for. */
export interface TargetOwner {
  readonly name: string;
  readonly namespace: string | undefined;
  /** Whether the composite itself has a namespace: bindings refer to each other by it. */
  readonly namespaced: boolean;
}

/** The cluster that a spec means: exactly one of `cluster` and `clusterRef`. */
export function resolveTarget(
  owner: TargetOwner,
  spec: DatabaseBindingSpec,
  policy: BindingPolicy,
  runningEngine: RunningEngine | undefined,
): Result<Target> {
  const { cluster, clusterRef } = spec;
  if (cluster && clusterRef)
    return refused([{ path: 'spec', message: 'exactly one of cluster and clusterRef is needed, both are set' }]);
  if (cluster) return resolveControlled(owner, cluster, policy, runningEngine);
  if (!clusterRef)
    return refused([{ path: 'spec', message: 'exactly one of cluster and clusterRef is needed, none is set' }]);
  if (spec.sharing)
    return refused([
      { path: 'spec.sharing', message: 'only a binding that controls its cluster can share it: remove it' },
    ]);
  return resolveReferenced(owner, clusterRef);
}

function resolveControlled(
  { name, namespace }: TargetOwner,
  spec: ClusterSpec,
  policy: BindingPolicy,
  runningEngine: RunningEngine | undefined,
): Result<Target> {
  if (spec.adoptConfirmed !== undefined && spec.adopt === undefined)
    return refused([
      { path: 'spec.cluster.adoptConfirmed', message: 'goes with adopt: set the UUID of the cluster too' },
    ]);
  const engine = runningEngine ?? spec.engine;
  return accepted({
    architecture: 'Controlled',
    cluster: resolveCluster({ spec, policy, engine, namespace, name }),
    adoption: spec.adopt === undefined ? undefined : { uuid: spec.adopt, confirmed: spec.adoptConfirmed ?? false },
    mayAdopt: (policy.references?.uuids ?? []).length > 0,
  });
}

function resolveReferenced(owner: TargetOwner, spec: ClusterRefSpec): Result<Target> {
  const found = referencesOf(owner, spec);
  const [reference, ...more] = found;
  if (!reference || more.length > 0)
    return refused([{ path: 'spec.clusterRef', message: 'exactly one of uuid, binding and cluster is needed' }]);
  const issues = checkReference(owner, reference);
  if (issues.length > 0) return refused(issues);
  return accepted({ architecture: 'Referenced', reference, expectedEngine: spec.engine });
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

function checkReference({ name, namespaced }: TargetOwner, reference: Reference): readonly Issue[] {
  if (reference.via !== 'binding') return [];
  const path = 'spec.clusterRef.binding';
  if (!namespaced)
    return [{ path, message: 'a cluster-scoped composite cannot refer to a binding: use uuid or cluster' }];
  if (reference.name === name && !reference.foreign)
    return [
      { path: `${path}.name`, message: `"${name}" is this binding itself: name the one that controls the cluster` },
    ];
  return [];
}
