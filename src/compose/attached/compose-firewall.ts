import type { Binding } from '../../api/binding.js';
import type { TrustedSource } from '../../gen/binding.js';
import { asList, asString, at, compact, type JsonObject } from '../../lib/json.js';
import type { ObservedResource } from '../../observe/observed-resource.js';
import { isOnlyLookedAt } from '../cluster/adoption.js';
import { type Home, newHome } from '../home.js';
import { ALL, KEPT, LOOKED_AT, type ManagementPolicies, managedResource, mayDelete } from '../managed-resource.js';
import type { Refusal } from '../refusal.js';
import { FIREWALL_KEY } from '../resource-keys.js';

/** The desired firewall, if any, and what of the spec it does not follow. */
export interface ComposedFirewall {
  readonly object: JsonObject | undefined;
  readonly refusals: readonly Refusal[];
}

const NONE: ComposedFirewall = { object: undefined, refusals: [] };

/** What rules are written for: a cluster or a replica. */
export interface Guarded {
  readonly key: string;
  /** Its id at DigitalOcean; `undefined` while nothing may be made for it. */
  readonly id: string | undefined;
}

/** Composes the trusted sources of the cluster. One that is only looked at has somebody else's. */
export function composeClusterFirewall(
  binding: Binding,
  home: Home,
  observed: ObservedResource | undefined,
): ComposedFirewall {
  if (isOnlyLookedAt(home.cluster)) return handOver(binding, FIREWALL_KEY, observed);
  return composeFirewall(binding, { key: FIREWALL_KEY, id: newHome(home) }, observed);
}

/**
 * Composes the trusted sources of what the binding controls. The provider's firewall is the whole set of rules: deleting it
 * opens all to the internet, so nothing but an explicit `allowAll` does that.
 */
export function composeFirewall(
  binding: Binding,
  { key, id }: Guarded,
  observed: ObservedResource | undefined,
): ComposedFirewall {
  const { target } = binding;
  if (target.architecture === 'Referenced') return handOver(binding, key, observed);
  const { sources, allowAll } = target.cluster.trustedSources;
  if (sources.length === 0) return observed ? withoutSources(binding, key, observed, allowAll) : NONE;
  const refusals = allowAll ? [ALLOW_ALL_IGNORED] : [];
  const clusterId = observed?.home ?? id;
  if (!observed && clusterId === undefined) return { object: undefined, refusals };
  return { object: manifest(binding, key, clusterId, sources, KEPT), refusals };
}

/** Rules that are no longer the binding's stay: the provider first loses the right to delete them, then they are left out. */
export function leaveFirewall(binding: Binding, key: string, observed: ObservedResource): JsonObject | undefined {
  return mayDelete(observed) ? keep(binding, key, observed, KEPT) : undefined;
}

const ALLOW_ALL_IGNORED: Refusal = {
  reason: 'TrustedSourcesKept',
  path: 'spec.cluster.allowAll',
  message: "the policy's trusted sources hold for every cluster, nobody else may connect: remove it",
};

function handOver(binding: Binding, key: string, observed: ObservedResource | undefined): ComposedFirewall {
  return { object: observed && leaveFirewall(binding, key, observed), refusals: [] };
}

function withoutSources(
  binding: Binding,
  key: string,
  observed: ObservedResource,
  allowAll: boolean,
): ComposedFirewall {
  if (!allowAll) return { object: keep(binding, key, observed, KEPT), refusals: [NOT_OPENED] };
  // Without the right to delete, the rules would outlive the resource, and the cluster would stay closed.
  return mayDelete(observed) ? NONE : { object: keep(binding, key, observed, ALL), refusals: [] };
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
    kind: 'Firewall',
    forProvider: compact({ clusterId, rule: sources?.map(({ type, value }) => ({ type, value })) }),
    managementPolicies,
    hasConnectionDetails: false,
  });
}
