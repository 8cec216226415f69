import type { ClusterSpec, DatabaseBindingSpec } from '../../gen/binding.js';
import type { BindingPolicy } from '../../gen/policy.js';
import type { Report } from '../../lib/issue.js';
import type { ClusterIntent, Reference, Target } from '../binding.js';
import type { Known } from '../resolve/resolve-binding.js';
import { classOf } from '../resolve/resolve-cluster.js';

/** What the platform's policy does not allow, and what a new cluster cannot do without. */
export function checkPolicy(
  report: Report,
  spec: DatabaseBindingSpec,
  target: Target,
  policy: BindingPolicy,
  known: Pick<Known, 'complete' | 'runningEngine' | 'ownClusters'>,
): void {
  if (target.architecture === 'Referenced') checkReferenced(report, target.reference, policy);
  else {
    const { cluster, adoption } = target;
    checkClass(report, spec.cluster, policy);
    // To go on with the cluster that took the place of a lost one takes nothing that is somebody else's.
    if (adoption && !known.ownClusters.includes(adoption.uuid))
      checkUuid(report, 'spec.cluster.adopt', adoption.uuid, policy);
    checkCluster(report, cluster, policy);
    checkReplicas(report, cluster, policy);
    // One that runs, or is taken over, keeps what it has.
    if (known.complete && known.runningEngine === undefined && !adoption) checkComplete(report, cluster, policy);
  }
  const { users, databases } = policy.limits ?? {};
  checkLimit(report, { value: spec.users?.length, path: 'spec.users' }, users, ' users');
  checkLimit(report, { value: spec.databases?.length, path: 'spec.databases' }, databases, ' databases');
}

function checkCluster(report: Report, cluster: ClusterIntent, { allowed, limits }: BindingPolicy): void {
  checkAllowed(report, { value: cluster.askedEngine, path: 'spec.cluster.engine' }, allowed?.engines);
  checkAllowed(report, cluster.version, allowed?.versions?.[cluster.askedEngine]);
  checkAllowed(report, cluster.region, allowed?.regions);
  checkAllowed(report, cluster.size, allowed?.sizes);
  checkLimit(report, cluster.nodeCount, limits?.nodeCount);
  checkLimit(report, cluster.storageSizeMib, limits?.storageSizeMib);
}

/** What holds for the cluster holds for its replicas. */
function checkReplicas(report: Report, { replicas }: ClusterIntent, { allowed, limits }: BindingPolicy): void {
  for (const [i, { region, size, storageSizeMib }] of replicas.entries()) {
    const path = `spec.cluster.replicas[${i}]`;
    checkAllowed(report, { value: region, path: `${path}.region` }, allowed?.regions);
    checkAllowed(report, { value: size, path: `${path}.size` }, allowed?.sizes);
    checkLimit(report, { value: storageSizeMib, path: `${path}.storageSizeMib` }, limits?.storageSizeMib);
  }
}

function checkComplete(report: Report, cluster: ClusterIntent, { allowed, required }: BindingPolicy): void {
  const versions = allowed?.versions?.[cluster.askedEngine] ?? [];
  if (!cluster.size) report('spec.cluster.size', 'required: set it or a class, or let the policy give a default');
  if (!cluster.region) report('spec.cluster.region', 'required: set it, or let the policy give a default');
  if (!cluster.version && versions.length > 0)
    report('spec.cluster.version', `required: the policy allows only ${versions.join(', ')}, set one of them`);
  if (!cluster.privateNetwork && required?.privateNetwork)
    report('spec.cluster.privateNetwork', 'required: the platform wants every database in a private network');
}

/** Crossplane reaches every cluster of the account, the people who write bindings must not. A binding's owner says who may share it. */
function checkReferenced(report: Report, reference: Reference, policy: BindingPolicy): void {
  if (reference.via === 'uuid') checkUuid(report, 'spec.clusterRef.uuid', reference.uuid, policy);
  if (reference.via === 'cluster' && !policy.references?.clusters)
    report('spec.clusterRef.cluster', 'the policy allows no references to Cluster resources (references.clusters)');
}

function checkUuid(report: Report, path: string, uuid: string, { references }: BindingPolicy): void {
  const allowed = references?.uuids ?? [];
  if (!allowed.includes('*') && !allowed.includes(uuid))
    report(path, `"${uuid}" is not among the UUIDs that the policy allows (references.uuids)`);
}

function checkClass(report: Report, spec: ClusterSpec | undefined, policy: BindingPolicy): void {
  if (spec?.class !== undefined && spec.size !== undefined)
    report('spec.cluster.size', 'a class gives the size already: set class or size, not both');
  const name = spec?.class ?? policy.defaults?.cluster?.class;
  if (name === undefined || classOf(policy, name)) return;
  const known = Object.keys(policy.classes ?? {}).sort();
  report(
    spec?.class === undefined ? 'policy.defaults.cluster.class' : 'spec.cluster.class',
    `unknown class "${name}" ${known.length > 0 ? `(the policy has: ${known.join(', ')})` : '(the policy has no classes)'}`,
  );
}

/** A value and where a person changes it; `undefined` for one that nobody gave. */
interface Located<T> {
  readonly value: T | undefined;
  readonly path: string;
}

/** An empty list, or none, allows anything. */
function checkAllowed(
  report: Report,
  given: Located<string> | undefined,
  allowed: readonly string[] | undefined,
): void {
  if (given?.value === undefined || !allowed?.length || allowed.includes(given.value)) return;
  report(given.path, `"${given.value}" is not allowed by the policy (allowed: ${allowed.join(', ')})`);
}

function checkLimit(report: Report, given: Located<number> | undefined, limit: number | undefined, what = ''): void {
  if (given?.value !== undefined && limit !== undefined && given.value > limit)
    report(given.path, `${given.value}${what}, the policy allows at most ${limit}`);
}
