import type { Binding } from '../../api/binding.js';
import type { TrustedSource } from '../../gen/binding.js';
import { keyOf } from '../../kinds/resource-keys.js';
import { asList, asString, at, compact, type JsonObject } from '../../lib/json.js';
import type { Facts } from '../../observe/facts.js';
import type { ObservedResource } from '../../observe/observed-resource.js';
import { isOnlyLookedAt } from '../cluster/adoption.js';
import { type Home, newHome } from '../home.js';
import { managedResource } from '../managed-resource.js';
import { ALL, KEPT, LOOKED_AT, leaveWith, type ManagementPolicies } from '../management-policies.js';
import { NOTHING, type Part, single } from '../part.js';
import type { Refusal } from '../refusal.js';

/** What rules are written for: a cluster or a replica. */
export interface Guarded {
  readonly key: string;
  /** Its id at DigitalOcean; `undefined` while nothing may be made for it. */
  readonly id: string | undefined;
}

/** Composes the trusted sources of the cluster. One that is only looked at has somebody else's. */
export function composeClusterFirewall(binding: Binding, home: Home, resources: Facts['resources']): Part {
  const key = keyOf('firewall');
  const observed = resources.get(key);
  return isOnlyLookedAt(home.cluster)
    ? leaveFirewall(binding, key, observed)
    : composeFirewall(binding, { key, id: newHome(home) }, observed);
}

/**
 * Composes the trusted sources of what the binding controls. The provider's firewall is the whole set of rules: deleting it
 * opens all to the internet, so nothing but an explicit `allowAll` does that.
 */
export function composeFirewall(binding: Binding, { key, id }: Guarded, observed: ObservedResource | undefined): Part {
  const { target } = binding;
  if (target.architecture === 'Referenced') return leaveFirewall(binding, key, observed);
  const { sources, allowAll } = target.cluster.trustedSources;
  if (sources.length === 0) return observed ? withoutSources(binding, key, observed, allowAll) : NOTHING;
  const refusals = allowAll ? [ALLOW_ALL_IGNORED] : [];
  const clusterId = observed?.home ?? id;
  if (!observed && clusterId === undefined) return { objects: [], refusals };
  return single(key, manifest(binding, key, clusterId, sources, KEPT), refusals);
}

/** Rules that are no longer the binding's stay at DigitalOcean. */
export function leaveFirewall(binding: Binding, key: string, observed: ObservedResource | undefined): Part {
  return observed ? leave(binding, key, observed, KEPT) : NOTHING;
}

function leave(binding: Binding, key: string, observed: ObservedResource, last: ManagementPolicies): Part {
  return single(
    key,
    leaveWith(last, observed, (policies) => keep(binding, key, observed, policies)),
  );
}

const ALLOW_ALL_IGNORED: Refusal = {
  reason: 'TrustedSourcesKept',
  path: 'spec.cluster.allowAll',
  message: "the policy's trusted sources hold for every cluster, nobody else may connect: remove it",
};

function withoutSources(binding: Binding, key: string, observed: ObservedResource, allowAll: boolean): Part {
  // Without the right to delete, the rules would outlive the resource, and the cluster would stay closed.
  return allowAll ? leave(binding, key, observed, ALL) : single(key, keep(binding, key, observed, KEPT), [NOT_OPENED]);
}

const NOT_OPENED: Refusal = {
  reason: 'TrustedSourcesKept',
  path: 'spec.cluster.trustedSources',
  message:
    'without any the whole internet could connect, so the last ones stay: set it to [] and allowAll to true to open the cluster',
};

/** The firewall as it is. What its rules are is no longer known: then the provider may only look at it, never write none. */
function keep(binding: Binding, key: string, observed: ObservedResource, policies: ManagementPolicies): JsonObject {
  const sources = rulesOf(observed.forProvider) ?? rulesOf(observed.atProvider);
  return sources
    ? manifest(binding, key, observed.home, sources, policies)
    : manifest(binding, key, observed.home, undefined, LOOKED_AT);
}

type Rule = Readonly<Record<keyof TrustedSource, string>>;

function rulesOf(parameters: JsonObject): readonly Rule[] | undefined {
  const rules = asList(parameters.rule).flatMap((rule) => {
    const [type, value] = [asString(at(rule, 'type')), asString(at(rule, 'value'))];
    return type === undefined || value === undefined ? [] : [{ type, value }];
  });
  return rules.length > 0 ? rules : undefined;
}

function manifest(
  binding: Binding,
  key: string,
  clusterId: string | undefined,
  sources: readonly Rule[] | undefined,
  managementPolicies: ManagementPolicies,
): JsonObject {
  return managedResource(binding, {
    key,
    kind: 'firewall',
    forProvider: compact({ clusterId, rule: sources?.map(({ type, value }) => ({ type, value })) }),
    managementPolicies,
  });
}
