import type { TrustedSources } from '../../api/resolve/resolve-trusted-sources.js';
import type { TrustedSource } from '../../gen/binding.js';
import { keyOf, nameOf } from '../../kinds/resource-keys.js';
import { asList, asString, at, compact, type JsonObject } from '../../lib/json.js';
import type { ObservedResource } from '../../observe/observed-resource.js';
import { type Composing, controlledCluster, desire } from '../composing.js';
import { ALL, KEPT, type ManagementPolicies, mayLeave, OBSERVE_ONLY } from '../management-policies.js';
import type { Refusal } from '../refusal.js';

/**
 * Composes the trusted sources of the cluster. The provider's firewall is the whole set of rules: deleting it opens the
 * cluster to the internet, so only an explicit `allowAll` does that.
 */
export function composeFirewall(composing: Composing): void {
  const { facts, refusals, guardedHome } = composing;
  const key = keyOf('firewall');
  const observed = facts.resources.get(key);
  const cluster = controlledCluster(composing);
  if (cluster) {
    const { sources, allowAll } = cluster.trustedSources;
    if (allowAll && sources.length > 0) refusals.push(ALLOW_ALL_IGNORED);
    if (!allowAll && sources.length === 0 && observed) refusals.push(NOT_OPENED);
    guard(composing, cluster.trustedSources, key, guardedHome);
  } else if (observed) leave(composing, key, observed, KEPT);
}

/**
 * Composes the trusted sources of the replicas: a replica has its own address, and its own copy of the cluster's rules. When
 * it leaves the list, its rules stay at DigitalOcean and end with it: without them it would be open until it is gone.
 */
export function composeReplicaFirewalls(composing: Composing): void {
  const { facts, target } = composing;
  const cluster = controlledCluster(composing);
  const asked = new Set<string>();
  // Refusals are reported once, for the cluster.
  for (const { name } of cluster?.replicas ?? []) {
    asked.add(name);
    const id = target.open ? facts.replicas.get(name)?.uuid : undefined;
    if (cluster) guard(composing, cluster.trustedSources, keyOf('replicaFirewall', name), id);
  }
  for (const [key, observed] of facts.resources) {
    const name = nameOf('replicaFirewall', key);
    if (name !== undefined && !asked.has(name)) leave(composing, key, observed, KEPT);
  }
}

const ALLOW_ALL_IGNORED: Refusal = {
  reason: 'TrustedSourcesKept',
  path: 'spec.cluster.allowAll',
  message: "the policy's trusted sources hold for every cluster, and nobody else may connect: remove it",
};

const NOT_OPENED: Refusal = {
  reason: 'TrustedSourcesKept',
  path: 'spec.cluster.trustedSources',
  message:
    'without any, the whole internet could connect, so the last ones stay: set it to [] and allowAll to true to open the cluster',
};

/** Writes the rules of a cluster or replica; `id` is its id at DigitalOcean, once rules may be created for it. */
function guard(composing: Composing, { sources, allowAll }: TrustedSources, key: string, id: string | undefined): void {
  const observed = composing.facts.resources.get(key);
  const clusterId = observed?.home ?? id;
  if (sources.length > 0) {
    if (observed || clusterId !== undefined) write(composing, key, clusterId, sources, KEPT);
  } else if (observed) {
    // Without the right to delete, the rules would outlive the resource, and the cluster would stay closed.
    if (allowAll) leave(composing, key, observed, ALL);
    else keep(composing, key, observed, KEPT);
  }
}

/** With `KEPT`, the rules stay at DigitalOcean. */
function leave(composing: Composing, key: string, observed: ObservedResource, last: ManagementPolicies): void {
  if (!mayLeave(observed, last)) keep(composing, key, observed, last);
}

/** Keeps the firewall as it is. If its rules are no longer known, the provider may only observe it, and never writes an empty set. */
function keep(composing: Composing, key: string, observed: ObservedResource, policies: ManagementPolicies): void {
  const sources = rulesOf(observed.forProvider) ?? rulesOf(observed.atProvider);
  write(composing, key, observed.home, sources, sources ? policies : OBSERVE_ONLY);
}

type Rule = Readonly<Record<keyof TrustedSource, string>>;

function rulesOf(parameters: JsonObject): readonly Rule[] | undefined {
  const rules: Rule[] = [];
  for (const rule of asList(parameters.rule)) {
    const [type, value] = [asString(at(rule, 'type')), asString(at(rule, 'value'))];
    if (type !== undefined && value !== undefined) rules.push({ type, value });
  }
  return rules.length > 0 ? rules : undefined;
}

function write(
  composing: Composing,
  key: string,
  clusterId: string | undefined,
  sources: readonly Rule[] | undefined,
  managementPolicies: ManagementPolicies,
): void {
  const rule = sources?.map(({ type, value }) => ({ type, value }));
  desire(composing, { key, kind: 'firewall', forProvider: compact({ clusterId, rule }), managementPolicies });
}
