import type { DatabaseBindingSpec } from '../gen/binding.js';
import type { BindingPolicy } from '../gen/policy.js';
import type { Issue } from '../lib/issue.js';
import type { Choice, ClusterIntent } from './binding.js';
import { classOf } from './resolve-cluster.js';

/** What the platform's policy does not allow. */
export function checkPolicy(
  spec: DatabaseBindingSpec,
  cluster: ClusterIntent,
  policy: BindingPolicy,
): readonly Issue[] {
  const { allowed = {}, limits = {} } = policy;
  return [
    ...checkClass(spec, policy),
    ...checkAllowed({ value: cluster.engine, path: 'spec.cluster.engine', asked: true }, allowed.engines),
    ...checkAllowed(cluster.version, allowed.versions?.[cluster.engine]),
    ...checkAllowed(cluster.region, allowed.regions),
    ...checkAllowed(cluster.size, allowed.sizes),
    ...checkLimit(cluster.nodeCount, limits.nodeCount),
    ...checkLimit(cluster.storageSizeMib, limits.storageSizeMib),
    ...checkLimit({ value: spec.users?.length ?? 0, path: 'spec.users', asked: true }, limits.users, 'users'),
    ...checkLimit(
      { value: spec.databases?.length ?? 0, path: 'spec.databases', asked: true },
      limits.databases,
      'databases',
    ),
    ...(policy.required?.privateNetwork
      ? needed(
          cluster.privateNetwork,
          'spec.cluster.privateNetwork',
          'the platform wants every database in a private network',
        )
      : []),
  ];
}

/** What a cluster cannot be created without; one that runs keeps what it has. */
export function checkComplete(cluster: ClusterIntent): readonly Issue[] {
  return [
    ...needed(cluster.size, 'spec.cluster.size', 'set it or a class, or let the policy give a default'),
    ...needed(cluster.region, 'spec.cluster.region', 'set it, or let the policy give a default'),
  ];
}

function checkClass(spec: DatabaseBindingSpec, policy: BindingPolicy): readonly Issue[] {
  const issues: Issue[] = [];
  if (spec.cluster.class !== undefined && spec.cluster.size !== undefined)
    issues.push({ path: 'spec.cluster.size', message: 'a class gives the size already: set class or size, not both' });
  const [name, path] =
    spec.cluster.class !== undefined
      ? [spec.cluster.class, 'spec.cluster.class']
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
  return value === undefined ? [{ path, message: `required: ${message}` }] : [];
}

/** An empty list, or none, allows anything. */
function checkAllowed(choice: Choice<string> | undefined, allowed: readonly string[] | undefined): readonly Issue[] {
  if (!choice || !allowed || allowed.length === 0 || allowed.includes(choice.value)) return [];
  return [
    { path: choice.path, message: `"${choice.value}" is not allowed by the policy (allowed: ${allowed.join(', ')})` },
  ];
}

function checkLimit(choice: Choice<number> | undefined, limit: number | undefined, what = ''): readonly Issue[] {
  if (!choice || limit === undefined || choice.value <= limit) return [];
  return [
    {
      path: choice.path,
      message: `${[choice.value, what].filter(Boolean).join(' ')}, the policy allows at most ${limit}`,
    },
  ];
}
