import type { ClusterRefSpec, ClusterSpec } from '../../gen/binding.js';
import { accepted, type Result, refused } from '../../lib/issue.js';
import type { Reference, Target } from '../binding.js';
import { resolveCluster } from './resolve-cluster.js';
import type { Named, Sources } from './sources.js';

/** The cluster that a spec means: exactly one of `cluster` and `clusterRef`. */
export function resolveTarget(sources: Sources, named: Named): Result<Target> {
  const { cluster, clusterRef, sharing } = sources.spec;
  if (cluster && clusterRef) return problem('spec', 'exactly one of cluster and clusterRef is needed, both are set');
  if (cluster) return resolveControlled(sources, cluster, named);
  if (!clusterRef) return problem('spec', 'exactly one of cluster and clusterRef is needed, none is set');
  if (sharing) return problem('spec.sharing', 'only a binding that controls its cluster can share it: remove it');
  return resolveReferenced(sources, clusterRef, named);
}

function resolveControlled(
  { spec: { sharing }, policy, known: { runningEngine } }: Sources,
  spec: ClusterSpec,
  named: Named,
): Result<Target> {
  const { adopt: uuid, adoptConfirmed: confirmed } = spec;
  if (confirmed !== undefined && uuid === undefined)
    return problem('spec.cluster.adoptConfirmed', 'needs adopt: set adopt to the UUID of the cluster');
  return accepted({
    architecture: 'Controlled',
    cluster: resolveCluster(spec, policy, runningEngine ?? spec.engine, named),
    adoption: uuid === undefined ? undefined : { uuid, confirmed: confirmed ?? false },
    sharing,
    mayAdopt: (policy.references?.uuids ?? []).length > 0,
  });
}

function resolveReferenced({ composite, policy, known }: Sources, spec: ClusterRefSpec, named: Named): Result<Target> {
  const namespaced = composite.namespace !== undefined;
  const [reference, ...more] = referencesOf(spec, named, namespaced);
  if (!reference || more.length > 0)
    return problem('spec.clusterRef', 'exactly one of uuid, binding and cluster is needed');
  if (reference.via === 'binding' && !namespaced)
    return problem(
      'spec.clusterRef.binding',
      'a cluster-scoped composite cannot refer to a binding: use uuid or cluster',
    );
  if (reference.via === 'binding' && reference.name === named.name && !reference.foreign)
    return problem(
      'spec.clusterRef.binding.name',
      `"${named.name}" is this binding itself: name the one that controls the cluster`,
    );
  const access = known.accessBy(reference, named.namespace, policy.references?.names);
  return accepted({ architecture: 'Referenced', reference, expectedEngine: spec.engine, access });
}

function referencesOf(
  { uuid, cluster, binding }: ClusterRefSpec,
  { namespace = '' }: Named,
  namespaced: boolean,
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

/** While it is unclear which cluster is meant, there is nothing else to check. */
function problem(path: string, message: string): Result<never> {
  return refused([{ path, message }]);
}
