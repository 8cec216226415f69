import type { PendingSetting } from '../compose/cluster/late-settings.js';
import type { ClusterChange } from '../compose/cluster/running-fields.js';
import type { FailedChange } from './failed-change.js';
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
  failure: FailedChange | undefined,
): readonly Verdict[] {
  const told = changes.map(({ field, from, to, path }) => `${field} from ${from} to ${to} (${path})`);
  if (failure) return [fails('ChangeFailed', failed(failure, changes, settings, told))];
  // Before the changes: as long as a setting is missing, the cluster is not as the binding says.
  const configuring = settings.map(({ field, path }) => fails('Configuring', `${field} (${path}): not in force yet`));
  return [...configuring, ...changing(changes, told.join(', '))];
}

function failed(
  { cause, blocked }: FailedChange,
  changes: readonly ClusterChange[],
  settings: readonly PendingSetting[],
  told: readonly string[],
): string {
  const wanted = settings.map(({ field, to, path }) => `${field} to ${to} (${path})`);
  const known: readonly string[] = [...changes, ...settings].map(({ field }) => field);
  const others = [...new Set(blocked.map((path) => path.split('.')[0] ?? ''))].filter((name) => !known.includes(name));
  const all = [...told, ...wanted, ...others.map((name) => `${name} (spec.cluster.${name})`)].join(', ');
  return `cannot change ${all || 'the cluster'}: ${cause}; the cluster keeps running as it was`;
}

function changing(changes: readonly ClusterChange[], told: string): readonly Verdict[] {
  const [first] = changes;
  if (!first) return [];
  if (changes.some(({ path }) => path.startsWith('policy.classes.')))
    return [holds('ClassChanged', `the class of the cluster asks for ${told}: DigitalOcean is changing it in place`)];
  return [holds(REASON[first.field], `DigitalOcean is changing ${told} in place`)];
}
