import type { Choice, ClusterIntent } from '../api/binding.js';
import { asNumber, asString, field, type JsonObject } from '../lib/json.js';
import type { CreatedCluster } from '../observe/cluster-facts.js';
import { isBelow } from './change-version.js';

/** A field of a running cluster that was asked for and sent, and that DigitalOcean does not show yet. */
export interface ClusterChange {
  readonly field: 'version' | 'region' | 'size' | 'nodeCount' | 'storageSizeMib';
  readonly from: string | number;
  readonly to: string | number;
  /** Who asked for it: `spec.cluster.size`, `policy.classes.small.size`. */
  readonly path: string;
}

/** What DigitalOcean is still changing in place. A refused field is sent as it runs, so it is none of them. */
export function clusterChanges(
  cluster: ClusterIntent,
  sent: JsonObject,
  running: CreatedCluster,
): readonly ClusterChange[] {
  const [version, storage] = [asString(field(sent, 'version')), Number(field(sent, 'storageSizeMib'))];
  const upgraded = version === undefined || !running.version || !isBelow(running.version, version);
  const compared: readonly (readonly [
    field: ClusterChange['field'],
    choice: Choice<unknown> | undefined,
    to: string | number | undefined,
    from: string | number | undefined,
  ])[] = [
    ['version', cluster.version, upgraded ? running.version : version, running.version],
    ['region', cluster.region, asString(field(sent, 'region')), running.region],
    ['size', cluster.size, asString(field(sent, 'size')), running.size],
    ['nodeCount', cluster.nodeCount, asNumber(field(sent, 'nodeCount')), running.nodeCount],
    ['storageSizeMib', cluster.storageSizeMib, storage, running.storageSizeMib],
  ];
  return compared.flatMap(([name, choice, to, from]) =>
    choice?.asked && to !== undefined && from !== undefined && to !== from
      ? [{ field: name, from, to, path: choice.path }]
      : [],
  );
}
