import type { PendingSetting } from '../compose/cluster/late-settings.js';
import type { ClusterChange } from '../compose/cluster/running-fields.js';
import type { CreatedCluster } from '../observe/cluster-facts.js';
import { isChangeFailing } from '../observe/health.js';
import type { ObservedResource } from '../observe/observed-resource.js';
import { providerError } from '../observe/provider-error.js';
import { fails, holds, type Reason, type Verdict } from './verdict.js';

const REASON: Readonly<Record<ClusterChange['field'], Reason>> = {
  version: 'Upgrading',
  region: 'Migrating',
  size: 'Resizing',
  nodeCount: 'Resizing',
  storageSizeMib: 'Resizing',
};

/** The changes that DigitalOcean is making to a running cluster, which stays usable, even if a change fails. */
export function assessChanges(
  changes: readonly ClusterChange[],
  settings: readonly PendingSetting[],
  { resource }: CreatedCluster,
): readonly Verdict[] {
  const told = changes.map(({ field, from, to, path }) => `${field} from ${from} to ${to} (${path})`);
  const wanted = settings.map(({ field, to, path }) => `${field} to ${to} (${path})`);
  const all = [...told, ...wanted].join(', ');
  const cause = causeOfFailure(resource, changes.length > 0 || settings.some(({ isSent }) => isSent));
  if (cause !== undefined)
    return [
      holds('ChangeFailed', `cannot change ${all || 'the cluster'}: ${cause}; the cluster keeps running as it was`),
    ];
  // Before the changes: as long as a setting is missing, the cluster is not as the binding says.
  const configuring = settings.map(({ field, path }) => fails('Configuring', `${field} (${path}): not in force yet`));
  return [...configuring, ...changing(changes, told.join(', '))];
}

/** Why the provider cannot change the cluster, if it cannot. The last operation counts only while a change is pending. */
function causeOfFailure({ conditions, health }: ObservedResource, isAboutIt: boolean): string | undefined {
  const operation = conditions.get('LastAsyncOperation');
  const hasFailed = operation?.status === 'False';
  const isFailing = isChangeFailing(conditions);
  if (!isFailing && !(isAboutIt && hasFailed && health.state === 'ready')) return undefined;
  const told = hasFailed ? operation : conditions.get('Synced');
  return providerError(told?.message ?? '') || 'the provider gives no reason';
}

function changing(changes: readonly ClusterChange[], told: string): readonly Verdict[] {
  const [first] = changes;
  if (!first) return [];
  if (changes.some(({ path }) => path.startsWith('policy.classes.')))
    return [holds('ClassChanged', `the class of the cluster asks for ${told}: DigitalOcean is changing it in place`)];
  return [holds(REASON[first.field], `DigitalOcean is changing ${told} in place`)];
}
