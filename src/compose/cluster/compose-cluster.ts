import type { Binding, ClusterIntent } from '../../api/binding.js';
import { keyOf } from '../../kinds/resource-keys.js';
import { asString, compact, type JsonObject } from '../../lib/json.js';
import type { ClusterFacts, CreatedCluster } from '../../observe/cluster-facts.js';
import type { Kept } from '../kept.js';
import { managedResource } from '../managed-resource.js';
import { fullPolicies } from '../management-policies.js';
import { immutable, type Refusal, type Refusals } from '../refusal.js';
import { type LateSettings, lateSettings } from './late-settings.js';
import type { Loss } from './loss.js';
import { networkFields, refusePlacement, sentNetwork } from './placement.js';
import { backupRestore, keepRestore } from './restore.js';
import { type ClusterChange, pendingChanges, type RunningValues, sentFields, wantedFields } from './running-fields.js';

/** The desired cluster, and what it does not follow of the spec. */
export interface ComposedCluster {
  readonly object: JsonObject;
  readonly refusals: readonly Refusal[];
  /** What DigitalOcean is still changing. */
  readonly changes: readonly ClusterChange[];
  /** What keeps the value that was sent last. */
  readonly kept: readonly Kept[];
}

/**
 * Composes the cluster as the binding wants it, except for what a running one cannot change. A new one may replace a cluster
 * that is gone, whose UUID is noted until everything has followed.
 */
export function composeCluster(
  binding: Binding,
  cluster: ClusterIntent,
  facts: ClusterFacts,
  loss: Loss | undefined,
  replaced?: string,
): ComposedCluster {
  const running = facts.state === 'created' ? facts : undefined;
  const refusals: Refusals = [];
  if (running && cluster.askedEngine !== cluster.engine)
    refusals.push(immutable('spec.cluster.engine', cluster.engine, cluster.askedEngine));
  const wanted = wantedFields(cluster, facts, refusals);
  const settings = lateSettings(cluster, facts);
  const object = managedResource(binding, {
    key: keyOf('cluster'),
    kind: 'cluster',
    forProvider: parameters(cluster, sentFields(wanted, facts), settings, facts, refusals),
    managementPolicies: fullPolicies(binding),
    // The provider finds it out itself, but would create an adopted cluster again without it.
    externalName: running?.id,
    note: running
      ? noteOn(running, loss)
      : (replaced ?? (facts.state === 'creating' ? facts.resource.note : undefined)),
  });
  const changes = running ? pendingChanges(cluster, wanted, running) : [];
  return { object, refusals, changes, kept: settings.kept };
}

/**
 * Once the cluster was ready, its id is noted: users and Secrets belong to that cluster. Another id then says that the
 * provider has replaced it, and the note stays until everything that belongs to it has followed.
 */
function noteOn({ id, health, resource }: CreatedCluster, loss: Loss | undefined): string | undefined {
  if (loss) return loss.isOver ? id : loss.was;
  return resource.note !== undefined || health.state === 'ready' ? id : undefined;
}

/**
 * A new cluster takes every value that its creation sends, since a rejected one can be corrected: but the name, under which it
 * may be on its way. A running one keeps what is fixed at creation.
 */
function parameters(
  cluster: ClusterIntent,
  { version, size, region, nodeCount, storageSizeMib }: RunningValues,
  { sent: settings }: LateSettings,
  facts: ClusterFacts,
  refusals: Refusals,
): JsonObject {
  const running = facts.state === 'created' ? facts : undefined;
  const before = running?.resource.forProvider;
  const network = cluster.privateNetwork?.value;
  if (running) refusePlacement(cluster, running, refusals);
  return compact({
    engine: cluster.engine,
    name: (facts.state === 'absent' ? undefined : facts.name) ?? cluster.name,
    version,
    size,
    region,
    nodeCount,
    storageSizeMib,
    projectId: before ? asString(before.projectId) : cluster.projectId?.value,
    ...(before ? sentNetwork(before) : networkFields(network?.uuid, network?.name)),
    backupRestore: before ? keepRestore(cluster.restoreFrom, before, refusals) : backupRestore(cluster.restoreFrom),
    ...settings,
    tags: cluster.tags.length > 0 ? cluster.tags : undefined,
  });
}
