import { configurationFields, configurationProblems } from '../../engines/configuration-problems.js';
import type { ConfigurationProfile } from '../../engines/engine-profile.js';
import { profileOf } from '../../engines/engines.js';
import { keyOf } from '../../kinds/resource-keys.js';
import { asList, asObject, compact, field, isObject, type Json, type JsonObject } from '../../lib/json.js';
import { type Composing, controlledCluster, desire } from '../composing.js';
import { KEPT } from '../management-policies.js';

/**
 * Composes the configuration of an engine that the binding controls. A field that the spec no longer sets keeps its last value
 * at DigitalOcean, so it is sent again and reported.
 */
export function composeConfiguration(composing: Composing): void {
  const { facts, guardedHome, kept } = composing;
  const key = keyOf('configuration');
  const observed = facts.resources.get(key);
  // Deleting the resource changes nothing at DigitalOcean, so it may go once the binding does not control the cluster.
  const cluster = controlledCluster(composing);
  const profile = cluster && profileOf(cluster.engine).configuration;
  if (!profile) return;
  const { configuration } = cluster;
  const clusterId = observed?.home ?? guardedHome;
  if (!observed && (clusterId === undefined || Object.keys(configuration).length === 0)) return;
  const merged = merge(observed ? sentBefore(profile, observed.forProvider) : {}, configuration);
  if (Object.keys(merged.value).length === 0) return;
  kept.push(...merged.kept.map((name) => `spec.cluster.configuration.${name}`));
  // In the order of the table: the order of a spec on the wire is arbitrary.
  const names = Object.keys(configurationFields(profile)).filter((name) => Object.hasOwn(merged.value, name));
  desire(composing, {
    key,
    kind: 'configuration',
    kubernetesKind: profile.kind,
    forProvider: compact({ clusterId, ...Object.fromEntries(names.map((name) => [name, merged.value[name]])) }),
    managementPolicies: KEPT,
  });
}

/** What was sent and can be sent again. */
function sentBefore(profile: ConfigurationProfile, sent: JsonObject): JsonObject {
  const good = Object.entries(sent).filter(
    ([name, value]) => configurationProblems(profile, { [name]: value }).length === 0,
  );
  return Object.fromEntries(good);
}

/** The asked values over those sent before, and the names of the fields that keep the latter. A list of one object is merged field by field. */
function merge(
  before: JsonObject,
  asked: JsonObject,
): { readonly value: JsonObject; readonly kept: readonly string[] } {
  const value: Record<string, Json> = { ...before, ...asked };
  const kept: string[] = [];
  for (const [name, old] of Object.entries(before)) {
    const [now] = asList(field(asked, name));
    const [inner] = asList(old);
    if (!Object.hasOwn(asked, name)) kept.push(name);
    else if (isObject(inner) && isObject(now)) {
      const merged = merge(inner, asObject(now));
      value[name] = [merged.value];
      kept.push(...merged.kept.map((below) => `${name}.${below}`));
    }
  }
  return { value, kept: kept.sort() };
}
