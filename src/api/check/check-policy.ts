import type { BindingPolicy } from '../../gen/policy.js';
import type { Report } from '../../lib/issue.js';
import type { ClusterIntent, Controlled, Reference } from '../binding.js';
import { classOf } from '../resolve/resolve-cluster.js';
import { didYouMean } from '../schema/did-you-mean.js';
import type { Checked } from './checked.js';
import { versionRequired } from './required-version.js';

/** What the platform's policy does not allow, and what a new cluster cannot do without. */
export function checkPolicy(report: Report, checked: Checked): void {
  const { spec, policy, binding } = checked;
  if (binding.target.architecture === 'Referenced') checkReference(report, binding.target.reference, policy);
  else checkControlled(report, checked, binding.target);
  checkLimit(report, { value: spec.users?.length, path: 'spec.users' }, policy.limits?.users);
  checkLimit(report, { value: spec.databases?.length, path: 'spec.databases' }, policy.limits?.databases);
}

function checkControlled(report: Report, checked: Checked, { cluster, adoption }: Controlled): void {
  const { policy, known } = checked;
  checkClass(report, checked);
  // The cluster that replaced a lost one is the binding's already.
  if (adoption && !known.ownClusters.includes(adoption.uuid))
    checkUuid(report, 'spec.cluster.adopt', adoption.uuid, policy);
  checkCluster(report, cluster, policy);
  checkReplicas(report, cluster, policy);
  // A cluster that runs, or is adopted, keeps what it has.
  if (known.runningEngine !== undefined || adoption || known.isReturning) return;
  const placedIn = known.placedIn();
  checkPlacement(report, cluster, policy, placedIn);
  if (checked.binding.provider.family === 'ClusterScoped') checkNamedNetwork(report, cluster, policy, placedIn);
  if (!known.complete) return;
  checkComplete(report, cluster, policy);
  // One that is being created is told without refusing the whole binding.
  if (!known.hasCluster) checkVersion(report, cluster, policy);
}

function checkCluster(report: Report, cluster: ClusterIntent, { allowed, limits }: BindingPolicy): void {
  checkAllowed(report, { value: cluster.askedEngine, path: 'spec.cluster.engine' }, allowed?.engines);
  checkAllowed(report, cluster.version, allowed?.versions?.[cluster.askedEngine]);
  checkAllowed(report, cluster.region, allowed?.regions);
  checkAllowed(report, cluster.size, allowed?.sizes);
  checkLimit(report, cluster.nodeCount, limits?.nodeCount);
  checkLimit(report, cluster.storageSizeMib, limits?.storageSizeMib);
}

/** The cluster's rules hold for its replicas too. */
function checkReplicas(report: Report, { replicas }: ClusterIntent, { allowed, limits }: BindingPolicy): void {
  for (const [i, { region, size, storageSizeMib }] of replicas.entries()) {
    const path = `spec.cluster.replicas[${i}]`;
    checkAllowed(report, { value: region, path: `${path}.region` }, allowed?.regions);
    checkAllowed(report, { value: size, path: `${path}.size` }, allowed?.sizes);
    checkLimit(report, { value: storageSizeMib, path: `${path}.storageSizeMib` }, limits?.storageSizeMib);
  }
}

/** The policy names its own network and project freely; a cluster on its way stays where it was sent. */
function checkPlacement(
  report: Report,
  { privateNetwork, projectId }: ClusterIntent,
  { defaults, references }: BindingPolicy,
  placedIn: readonly string[],
): void {
  const { privateNetwork: network, projectId: project } = defaults?.cluster ?? {};
  const check = (list: 'networks' | 'projects', given: Located<string> | undefined, own: string | undefined): void => {
    const allowed: readonly (string | undefined)[] = [own, ...placedIn, ...(references?.[list] ?? [])];
    if (given?.value === undefined || allowed.includes('*') || allowed.includes(given.value)) return;
    report(given.path, `"${given.value}" is not among the ${list} that the policy allows (references.${list})`);
  };
  check(
    'networks',
    privateNetwork && { value: privateNetwork.value.uuid, path: `${privateNetwork.path}.uuid` },
    network?.uuid,
  );
  check('projects', projectId, project);
}

/** A cluster-scoped VPC resource is in no namespace, so it may be anybody's. */
function checkNamedNetwork(
  report: Report,
  { privateNetwork }: ClusterIntent,
  { defaults, references }: BindingPolicy,
  placedIn: readonly string[],
): void {
  const name = privateNetwork?.value.name;
  const allowed = [defaults?.cluster?.privateNetwork?.name, ...placedIn];
  if (!privateNetwork || name === undefined || allowed.includes(name) || references?.networks?.includes('*')) return;
  report(
    `${privateNetwork.path}.name`,
    `"${name}" may be anybody's, since VPC resources of claims are cluster-scoped: the policy has to name it (defaults.cluster.privateNetwork), or set its UUID`,
  );
}

function checkComplete(report: Report, cluster: ClusterIntent, { required }: BindingPolicy): void {
  if (!cluster.size) report('spec.cluster.size', 'required: set it or a class, or give the policy a default');
  if (!cluster.region) report('spec.cluster.region', 'required: set it, or give the policy a default');
  if (!cluster.privateNetwork && required?.privateNetwork)
    report('spec.cluster.privateNetwork', 'required: the policy wants every cluster in a private network');
}

function checkVersion(report: Report, { version, askedEngine }: ClusterIntent, { allowed }: BindingPolicy): void {
  const problem = version ? undefined : versionRequired(askedEngine);
  if (problem === undefined) return;
  const versions = allowed?.versions?.[askedEngine] ?? [];
  report(
    'spec.cluster.version',
    versions.length > 0 ? `${problem}; the policy allows ${versions.join(', ')}` : problem,
  );
}

/** Crossplane reaches every cluster of the account, which people who write bindings must not. A shared binding says itself who may use it. */
function checkReference(report: Report, reference: Reference, policy: BindingPolicy): void {
  if (reference.via === 'uuid') checkUuid(report, 'spec.clusterRef.uuid', reference.uuid, policy);
  if (reference.via === 'cluster' && !policy.references?.clusters)
    report('spec.clusterRef.cluster', 'the policy allows no references to Cluster resources (references.clusters)');
}

function checkUuid(report: Report, path: string, uuid: string, { references }: BindingPolicy): void {
  const allowed = references?.uuids ?? [];
  if (!allowed.includes('*') && !allowed.includes(uuid))
    report(path, `"${uuid}" is not among the UUIDs that the policy allows (references.uuids)`);
}

function checkClass(report: Report, { spec: { cluster }, policy }: Checked): void {
  if (cluster?.class !== undefined && cluster.size !== undefined)
    report('spec.cluster.size', 'the class sets the size: set class or size, not both');
  const name = cluster?.class ?? policy.defaults?.cluster?.class;
  if (name === undefined || classOf(policy, name)) return;
  const known = Object.keys(policy.classes ?? {}).sort();
  report(
    cluster?.class === undefined ? 'policy.defaults.cluster.class' : 'spec.cluster.class',
    `unknown class "${name}"${didYouMean(name, known, 2)} ${known.length > 0 ? `(the policy has: ${known.join(', ')})` : '(the policy has no classes)'}`,
  );
}

/** A value, if there is one, and where a person changes it. */
interface Located<T> {
  readonly value: T | undefined;
  readonly path: string;
}

/** An empty or absent list allows anything. */
function checkAllowed(
  report: Report,
  given: Located<string> | undefined,
  allowed: readonly string[] | undefined,
): void {
  if (given?.value === undefined || !allowed?.length || allowed.includes(given.value)) return;
  report(given.path, `"${given.value}" is not allowed by the policy (allowed: ${allowed.join(', ')})`);
}

function checkLimit(report: Report, given: Located<number> | undefined, limit: number | undefined): void {
  if (given?.value !== undefined && limit !== undefined && given.value > limit)
    report(given.path, `${given.value} is more than the policy allows (at most ${limit})`);
}
