import type { ClusterChange } from '../compose/cluster/running-fields.js';
import type { CreatedCluster } from '../observe/cluster-facts.js';
import { providerError } from '../observe/provider-error.js';
import { holds, type Reason, type Verdict } from './verdict.js';

const REASON: Readonly<Record<ClusterChange['field'], Reason>> = {
  version: 'Upgrading',
  region: 'Migrating',
  size: 'Resizing',
  nodeCount: 'Resizing',
  storageSizeMib: 'Resizing',
};

/** The changes that DigitalOcean is making to a running cluster, which stays usable, even if a change fails. */
export function assessChanges(changes: readonly ClusterChange[], { resource }: CreatedCluster): readonly Verdict[] {
  const [first] = changes;
  if (!first) return [];
  const told = changes.map(({ field, from, to, path }) => `${field} from ${from} to ${to} (${path})`).join(', ');
  const operation = resource.conditions.get('LastAsyncOperation');
  if (operation?.status === 'False' && resource.health.state === 'ready') {
    const cause = providerError(operation.message ?? '') || 'the provider gives no reason';
    return [holds('ChangeFailed', `cannot change ${told}: ${cause}; the cluster keeps running as it was`)];
  }
  if (changes.some(({ path }) => path.startsWith('policy.classes.')))
    return [holds('ClassChanged', `the class of the cluster asks for ${told}: DigitalOcean is changing it in place`)];
  return [holds(REASON[first.field], `DigitalOcean is changing ${told} in place`)];
}
