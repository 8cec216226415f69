import type { Binding } from '../api/binding.js';
import type { TrustedSource } from '../gen/binding.js';
import { asList, asString, at, compact, field, type JsonObject } from '../lib/json.js';
import type { ObservedResource } from '../observe/observed-resource.js';
import { controls } from './adoption.js';
import { type Home, homeOf } from './compose-user.js';
import { fullPolicies, type ManagementPolicies, managedResource, mayDelete } from './managed-resource.js';
import type { Refusal } from './refusal.js';
import { FIREWALL_KEY } from './resource-keys.js';

/** The desired firewall, if any, and what of the spec it does not follow. */
export interface ComposedFirewall {
  readonly object: JsonObject | undefined;
  readonly refusals: readonly Refusal[];
}

const NONE: ComposedFirewall = { object: undefined, refusals: [] };

/**
 * Composes the trusted sources of a cluster that the binding controls. The provider's firewall is the whole set of rules:
 * deleting it opens the cluster to the internet, so nothing but an explicit `allowAll` does that.
 */
export function composeFirewall(
  binding: Binding,
  { cluster, open }: Home,
  observed: ObservedResource | undefined,
): ComposedFirewall {
  const { target } = binding;
  const lookedAt = cluster.state === 'created' && !controls(cluster.resource);
  if (target.architecture === 'Referenced' || lookedAt) return handOver(binding, observed);
  const { sources, allowAll } = target.cluster.trustedSources;
  if (sources.length === 0) return observed ? withoutSources(binding, observed, allowAll) : NONE;
  const refusals = allowAll ? [ALLOW_ALL_IGNORED] : [];
  const clusterId = (observed && homeOf(observed)) ?? (open && cluster.state === 'created' ? cluster.id : undefined);
  if (!observed && clusterId === undefined) return { object: undefined, refusals };
  return { object: manifest(binding, clusterId, sources, fullPolicies(binding)), refusals };
}

const ALLOW_ALL_IGNORED: Refusal = {
  reason: 'TrustedSourcesKept',
  path: 'spec.cluster.allowAll',
  message: "the policy's trusted sources hold for every cluster, nobody else may connect: remove it",
};

/** The cluster becomes somebody else's: its rules stay, so the provider first loses the right to delete them. */
function handOver(binding: Binding, observed: ObservedResource | undefined): ComposedFirewall {
  if (!observed || !mayDelete(observed)) return NONE;
  return { object: keep(binding, observed, ['Observe', 'Create', 'Update']), refusals: [] };
}

function withoutSources(binding: Binding, observed: ObservedResource, allowAll: boolean): ComposedFirewall {
  if (!allowAll) return { object: keep(binding, observed, fullPolicies(binding)), refusals: [NOT_OPENED] };
  // Without the right to delete, the rules would outlive the resource, and the cluster would stay closed.
  return mayDelete(observed)
    ? NONE
    : { object: keep(binding, observed, fullPolicies({ deletionPolicy: 'Delete' })), refusals: [] };
}

const NOT_OPENED: Refusal = {
  reason: 'TrustedSourcesKept',
  path: 'spec.cluster.trustedSources',
  message:
    'without any the whole internet could connect, so the last ones stay: set it to [] and allowAll to true to open the cluster',
};

/** The firewall as it is. What its rules are is no longer known: then the provider may only look at it, never write none. */
function keep(binding: Binding, observed: ObservedResource, policies: ManagementPolicies): JsonObject {
  const sources = rulesOf(observed.forProvider) ?? rulesOf(observed.atProvider);
  return sources
    ? manifest(binding, homeOf(observed), sources, policies)
    : manifest(binding, homeOf(observed), undefined, ['Observe']);
}

type Rule = Readonly<Record<keyof TrustedSource, string>>;

function rulesOf(parameters: JsonObject): readonly Rule[] | undefined {
  const rules = asList(field(parameters, 'rule')).flatMap((rule) => {
    const [type, value] = [asString(at(rule, 'type')), asString(at(rule, 'value'))];
    return type === undefined || value === undefined ? [] : [{ type, value }];
  });
  return rules.length > 0 ? rules : undefined;
}

function manifest(
  binding: Binding,
  clusterId: string | undefined,
  sources: readonly Rule[] | undefined,
  managementPolicies: ManagementPolicies,
): JsonObject {
  return managedResource(binding, {
    key: FIREWALL_KEY,
    kind: 'Firewall',
    forProvider: compact({ clusterId, rule: sources?.map(({ type, value }) => ({ type, value })) }),
    managementPolicies,
    hasConnectionDetails: false,
  });
}
