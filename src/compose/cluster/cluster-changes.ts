import type { Choice, ClusterIntent } from '../../api/binding.js';
import type { CreatedCluster } from '../../observe/cluster-facts.js';
import { isBelow } from './change-version.js';

/** A field of a running cluster that was asked for and sent, and that DigitalOcean does not show yet. */
export interface ClusterChange {
  readonly field: 'version' | 'region' | 'size' | 'nodeCount' | 'storageSizeMib';
  readonly from: string | number;
  readonly to: string | number;
  /** Who asked for it: `spec.cluster.size`, `policy.classes.small.size`. */
  readonly path: string;
}

/** What a cluster is sent of the fields that can change while it runs. */
export interface SentFields {
  readonly version: string | undefined;
  readonly region: string | undefined;
  readonly size: string | undefined;
  readonly nodeCount: number | undefined;
  /** MiB, as the provider writes them. */
  readonly storageSizeMib: string | undefined;
}

/** What DigitalOcean is still changing in place. A refused field is sent as it runs, so it is none of them. */
export function clusterChanges(
  cluster: ClusterIntent,
  sent: SentFields,
  running: CreatedCluster,
): readonly ClusterChange[] {
  const { version, region, size, nodeCount, storageSizeMib } = sent;
  const storage = storageSizeMib === undefined ? undefined : Number(storageSizeMib);
  const upgraded = version === undefined || !running.version || !isBelow(running.version, version);
  const changes: ClusterChange[] = [];
  const compare = (
    field: ClusterChange['field'],
    choice: Choice<unknown> | undefined,
    from: string | number | undefined,
    to: string | number | undefined,
  ): void => {
    if (choice?.asked && to !== undefined && from !== undefined && to !== from)
      changes.push({ field, from, to, path: choice.path });
  };
  compare('version', cluster.version, running.version, upgraded ? running.version : version);
  compare('region', cluster.region, running.region, region);
  compare('size', cluster.size, running.size, size);
  compare('nodeCount', cluster.nodeCount, running.nodeCount, nodeCount);
  compare('storageSizeMib', cluster.storageSizeMib, running.storageSizeMib, storage);
  return changes;
}
