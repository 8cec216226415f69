import type { Binding } from '../../api/binding.js';
import { configurationFields, configurationProblems } from '../../engines/configuration-problems.js';
import type { ConfigurationProfile } from '../../engines/engine-profile.js';
import { profileOf } from '../../engines/engines.js';
import { keyOf } from '../../kinds/resource-keys.js';
import { asList, asObject, compact, field, isObject, type Json, type JsonObject } from '../../lib/json.js';
import type { Facts } from '../../observe/facts.js';
import { isOnlyLookedAt } from '../cluster/adoption.js';
import { type Home, newHome } from '../home.js';
import { managedResource } from '../managed-resource.js';
import { KEPT } from '../management-policies.js';
import { NOTHING, type Part } from '../part.js';

/**
 * Composes the configuration of an engine that the binding controls. A field that is taken out stays as it was sent last:
 * that is what DigitalOcean does, and so it can be told for as long as it is so.
 */
export function composeConfiguration(binding: Binding, home: Home, resources: Facts['resources']): Part {
  const key = keyOf('configuration');
  const observed = resources.get(key);
  const { target } = binding;
  // Deleting the resource changes nothing at DigitalOcean, so it may go with the control of the cluster.
  if (target.architecture === 'Referenced' || isOnlyLookedAt(home.cluster)) return NOTHING;
  const { configuration, engine } = target.cluster;
  const profile = profileOf(engine).configuration;
  if (!profile) return NOTHING;
  const clusterId = observed?.home ?? newHome(home);
  if (!observed && (clusterId === undefined || Object.keys(configuration).length === 0)) return NOTHING;
  const { value, kept } = merge(observed ? sentBefore(profile, observed.forProvider) : {}, configuration);
  if (Object.keys(value).length === 0) return NOTHING;
  const names = Object.keys(configurationFields(profile)).filter((name) => Object.hasOwn(value, name));
  const object = managedResource(binding, {
    key,
    kind: 'configuration',
    kubernetesKind: profile.kind,
    // In the order of the table: that of a spec on the wire is arbitrary.
    forProvider: compact({ clusterId, ...Object.fromEntries(names.map((name) => [name, value[name]])) }),
    managementPolicies: KEPT,
  });
  // DigitalOcean has no way back to a default.
  return { objects: [[key, object]], refusals: [], kept };
}

/** What was sent, as far as it can be sent again. */
function sentBefore(profile: ConfigurationProfile, sent: JsonObject): JsonObject {
  const good = Object.entries(sent).filter(
    ([name, value]) => configurationProblems(profile, { [name]: value }).length === 0,
  );
  return Object.fromEntries(good);
}

/** The asked values over those from before, which are named: in an object inside a list of one field by field. */
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
