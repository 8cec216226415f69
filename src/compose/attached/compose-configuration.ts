import { configurationFields, configurationProblems } from '../../engines/configuration-problems.js';
import type { ConfigurationProfile } from '../../engines/engine-profile.js';
import { profileOf } from '../../engines/engines.js';
import { keyOf } from '../../kinds/resource-keys.js';
import { compact, type JsonObject } from '../../lib/json.js';
import type { ObservedResource } from '../../observe/observed-resource.js';
import { asWritten } from '../../provider/value-problem.js';
import { type Composing, controlledCluster, desire } from '../composing.js';
import { keepSent } from '../kept.js';
import { lastSent } from '../last-sent.js';
import { KEPT } from '../management-policies.js';

/**
 * Composes the configuration of an engine that the binding controls. A field that the spec no longer sets keeps its last value
 * at DigitalOcean, so it is sent again and reported.
 */
export function composeConfiguration(composing: Composing): void {
  const { facts, guardedHome } = composing;
  const key = keyOf('configuration');
  const observed = facts.resources.get(key);
  // Deleting the resource changes nothing at DigitalOcean, so it may go once the binding does not control the cluster.
  const cluster = controlledCluster(composing);
  const profile = cluster && profileOf(cluster.engine).configuration;
  if (!profile) return;
  const { configuration } = cluster;
  const clusterId = observed?.home ?? guardedHome;
  if (!observed && (clusterId === undefined || Object.keys(configuration).length === 0)) return;
  const before = observed && !isRefused(observed) ? sentBefore(profile, lastSent(observed)) : {};
  // In the order of the table: the order of a spec on the wire is arbitrary.
  const fields = Object.entries(configurationFields(profile));
  const values = { asked: configuration, before };
  const { sent, kept } = keepSent(fields, values, 'spec.cluster.configuration', asWritten);
  if (Object.keys(sent).length === 0) return;
  composing.kept.push(...kept);
  desire(composing, {
    key,
    kind: 'configuration',
    kubernetesKind: profile.kind,
    forProvider: compact({ clusterId, ...sent }),
    managementPolicies: KEPT,
  });
}

/** Whether the first request was refused: nothing of it is in force. */
function isRefused({ atProvider, conditions }: ObservedResource): boolean {
  return atProvider.id === undefined && conditions.get('LastAsyncOperation')?.status === 'False';
}

/** What was sent and can be sent again. */
function sentBefore(profile: ConfigurationProfile, sent: JsonObject): JsonObject {
  const good = Object.entries(sent).filter(
    ([name, value]) => configurationProblems(profile, { [name]: value }).length === 0,
  );
  return Object.fromEntries(good);
}
