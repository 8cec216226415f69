import type { ClusterChange } from '../compose/cluster/cluster-changes.js';
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

/** What is changed of a running cluster right now. It can be used meanwhile, and after a change that failed too. */
export function assessChanges(changes: readonly ClusterChange[], { resource }: CreatedCluster): readonly Verdict[] {
  const [first] = changes;
  if (!first) return [];
  const told = changes.map(({ field, from, to, path }) => `${field} from ${from} to ${to} (${path})`).join(', ');
  const operation = resource.conditions.get('LastAsyncOperation');
  if (operation?.status === 'False' && resource.health.state === 'ready') {
    const cause = providerError(operation.message ?? '') || 'the provider gives no reason';
    return [holds('ChangeFailed', `cannot change ${told}: ${cause}; the cluster runs on as it was`)];
  }
  const byClass = changes.find(({ path }) => path.startsWith('policy.classes.'));
  return byClass
    ? [holds('ClassChanged', `the class of the cluster asks for ${told}: DigitalOcean is changing it in place`)]
    : [holds(REASON[first.field], `DigitalOcean is changing ${told} in place`)];
}
