import type { ClusterSpec, DatabaseBindingSpec } from '../../gen/binding.js';
import type { BindingPolicy } from '../../gen/policy.js';
import { type Issue, issuesOfEach, joinIssues, NO_ISSUES } from '../../lib/issue.js';
import type { Choice, ClusterIntent, Controlled, Reference, Target } from '../binding.js';
import { classOf } from '../resolve/resolve-cluster.js';

/** What the platform's policy does not allow, and what a new cluster cannot do without. */
export function checkPolicy(
  spec: DatabaseBindingSpec,
  target: Target,
  policy: BindingPolicy,
  { creating, ownClusters = [] }: { readonly creating: boolean; readonly ownClusters?: readonly string[] },
): readonly Issue[] {
  return joinIssues(
    target.architecture === 'Controlled' ? checkControlled(spec.cluster, target, policy, ownClusters) : NO_ISSUES,
    target.architecture === 'Controlled' && creating && !target.adoption
      ? checkComplete(target.cluster, policy)
      : NO_ISSUES,
    target.architecture === 'Referenced' ? checkReferenced(target.reference, policy) : NO_ISSUES,
    policy.limits ? checkCounts(spec, policy.limits) : NO_ISSUES,
  );
}

function checkCounts(
  { users = [], databases = [] }: DatabaseBindingSpec,
  limits: NonNullable<BindingPolicy['limits']>,
): readonly Issue[] {
  return joinIssues(
    checkLimit({ value: users.length, path: 'spec.users', asked: true }, limits.users, 'users'),
    checkLimit({ value: databases.length, path: 'spec.databases', asked: true }, limits.databases, 'databases'),
  );
}

function checkControlled(
  spec: ClusterSpec | undefined,
  { cluster, adoption }: Controlled,
  policy: BindingPolicy,
  ownClusters: readonly string[],
): readonly Issue[] {
  const { allowed, limits } = policy;
  // To go on with the cluster that took the place of a lost one takes nothing that is somebody else's.
  const adopted = adoption && !ownClusters.includes(adoption.uuid) ? adoption.uuid : undefined;
  return joinIssues(
    checkClass(spec, policy),
    adopted === undefined ? NO_ISSUES : checkUuid(adopted, 'spec.cluster.adopt', policy),
    allowed ? checkChoices(cluster, allowed) : NO_ISSUES,
    checkLimit(cluster.nodeCount, limits?.nodeCount),
    checkLimit(cluster.storageSizeMib, limits?.storageSizeMib),
    checkReplicas(cluster, policy),
  );
}

function checkChoices(cluster: ClusterIntent, allowed: NonNullable<BindingPolicy['allowed']>): readonly Issue[] {
  return joinIssues(
    checkAllowed({ value: cluster.askedEngine, path: 'spec.cluster.engine', asked: true }, allowed.engines),
    checkAllowed(cluster.version, allowed.versions?.[cluster.askedEngine]),
    checkAllowed(cluster.region, allowed.regions),
    checkAllowed(cluster.size, allowed.sizes),
  );
}

/** What holds for the cluster holds for its replicas. */
function checkReplicas({ replicas }: ClusterIntent, { allowed, limits }: BindingPolicy): readonly Issue[] {
  return issuesOfEach(replicas, ({ region, size, storageSizeMib }, i) => {
    const asked = <T>(value: T | undefined, field: string): Choice<T> | undefined =>
      value === undefined ? undefined : { value, path: `spec.cluster.replicas[${i}].${field}`, asked: true };
    return joinIssues(
      checkAllowed(asked(region, 'region'), allowed?.regions),
      checkAllowed(asked(size, 'size'), allowed?.sizes),
      checkLimit(asked(storageSizeMib, 'storageSizeMib'), limits?.storageSizeMib),
    );
  });
}

/** One that runs, or is taken over, keeps what it has. */
function checkComplete(cluster: ClusterIntent, { allowed, required }: BindingPolicy): readonly Issue[] {
  const versions = allowed?.versions?.[cluster.askedEngine] ?? [];
  return [
    ...needed(cluster.size, 'spec.cluster.size', 'set it or a class, or let the policy give a default'),
    ...needed(cluster.region, 'spec.cluster.region', 'set it, or let the policy give a default'),
    ...(versions.length > 0
      ? needed(
          cluster.version,
          'spec.cluster.version',
          `the policy allows only ${versions.join(', ')}, set one of them`,
        )
      : []),
    ...(required?.privateNetwork
      ? needed(
          cluster.privateNetwork,
          'spec.cluster.privateNetwork',
          'the platform wants every database in a private network',
        )
      : []),
  ];
}

/** Crossplane reaches every cluster of the account, the people who write bindings must not. */
function checkReferenced(reference: Reference, policy: BindingPolicy): readonly Issue[] {
  switch (reference.via) {
    case 'uuid':
      return checkUuid(reference.uuid, 'spec.clusterRef.uuid', policy);
    case 'cluster':
      return policy.references?.clusters
        ? []
        : [
            {
              path: 'spec.clusterRef.cluster',
              message: 'the policy allows no references to Cluster resources (references.clusters)',
            },
          ];
    case 'binding':
      return [];
  }
}

function checkUuid(uuid: string, path: string, { references }: BindingPolicy): readonly Issue[] {
  const allowed = references?.uuids ?? [];
  if (allowed.includes('*') || allowed.includes(uuid)) return NO_ISSUES;
  return [{ path, message: `"${uuid}" is not among the UUIDs that the policy allows (references.uuids)` }];
}

function checkClass(spec: ClusterSpec | undefined, policy: BindingPolicy): readonly Issue[] {
  if (spec?.class === undefined && policy.defaults?.cluster?.class === undefined) return NO_ISSUES;
  const issues: Issue[] = [];
  if (spec?.class !== undefined && spec.size !== undefined)
    issues.push({ path: 'spec.cluster.size', message: 'a class gives the size already: set class or size, not both' });
  const [name, path] =
    spec?.class !== undefined
      ? [spec.class, 'spec.cluster.class']
      : [policy.defaults?.cluster?.class, 'policy.defaults.cluster.class'];
  if (name !== undefined && !classOf(policy, name)) {
    const known = Object.keys(policy.classes ?? {}).sort();
    issues.push({
      path,
      message: `unknown class "${name}" ${known.length > 0 ? `(the policy has: ${known.join(', ')})` : '(the policy has no classes)'}`,
    });
  }
  return issues;
}

function needed(value: unknown, path: string, message: string): readonly Issue[] {
  return value === undefined ? [{ path, message: `required: ${message}` }] : NO_ISSUES;
}

/** An empty list, or none, allows anything. */
function checkAllowed(choice: Choice<string> | undefined, allowed: readonly string[] | undefined): readonly Issue[] {
  if (!choice || !allowed || allowed.length === 0 || allowed.includes(choice.value)) return NO_ISSUES;
  return [
    { path: choice.path, message: `"${choice.value}" is not allowed by the policy (allowed: ${allowed.join(', ')})` },
  ];
}

function checkLimit(choice: Choice<number> | undefined, limit: number | undefined, what = ''): readonly Issue[] {
  if (!choice || limit === undefined || choice.value <= limit) return NO_ISSUES;
  return [
    {
      path: choice.path,
      message: `${[choice.value, what].filter(Boolean).join(' ')}, the policy allows at most ${limit}`,
    },
  ];
}
