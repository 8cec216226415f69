import type { Choice, ClusterIntent } from '../../api/binding.js';
import { profileOf } from '../../engines/engines.js';
import type { ClusterFacts, CreatedCluster } from '../../observe/cluster-facts.js';
import { isConcerned } from '../../provider/field-behavior.js';
import { type Refusals, shrinking, unsupported } from '../refusal.js';
import { changeRegion } from './placement.js';
import { changeVersion, firstVersion } from './version.js';

/** What a running cluster is to have: the value asked for, or the running one if the change is refused. */
type Change = (cluster: ClusterIntent, running: CreatedCluster, refusals: Refusals) => string | number | undefined;

const CHANGES = {
  version: changeVersion,
  region: changeRegion,
  size: ({ size }, running) => follow(size, running.size),
  nodeCount: ({ nodeCount }, running) => follow(nodeCount, running.nodeCount),
  storageSizeMib: growStorage,
} as const satisfies Record<string, Change>;

/** A field that DigitalOcean can change while the cluster runs. */
export type RunningField = keyof typeof CHANGES;

/** All of them, in the order in which they are reported. */
export const RUNNING_FIELDS = Object.keys(CHANGES) as readonly RunningField[];

/** A value for each of them that has one. */
export type RunningValues = Readonly<Partial<Record<RunningField, string | number>>>;

/** A field that was asked for, and that DigitalOcean does not show yet. */
export interface ClusterChange {
  readonly field: RunningField;
  readonly from: string | number;
  readonly to: string | number;
  /** Who asked for it: `spec.cluster.size`, `policy.classes.small.size`. */
  readonly path: string;
}

/** What a running cluster is to have, or a new one, which takes defaults too. */
export function wantedFields(cluster: ClusterIntent, facts: ClusterFacts, refusals: Refusals): RunningValues {
  const wanted: Partial<Record<RunningField, string | number>> = {};
  for (const field of RUNNING_FIELDS) {
    if (field === 'storageSizeMib' && isWithoutStorage(cluster, refusals)) continue;
    const value =
      facts.state === 'created'
        ? CHANGES[field](cluster, facts, refusals)
        : field === 'version'
          ? firstVersion(cluster, facts)
          : cluster[field]?.value;
    if (value !== undefined) wanted[field] = value;
  }
  return wanted;
}

/**
 * The values to send, as the provider writes them. A larger size comes with a larger disk, and a disk never shrinks: storage
 * that is still sent would be wanted back for ever, and no other change would get through. So a running cluster is sent its
 * storage only while that has to grow, after its size has changed. What is left out stays.
 */
export function sentFields({ storageSizeMib, ...wanted }: RunningValues, facts: ClusterFacts): RunningValues {
  if (storageSizeMib === undefined) return wanted;
  if (facts.state === 'created') {
    const { size, storageSizeMib: has } = facts;
    if (has === undefined || Number(storageSizeMib) <= has || wanted.size !== size) return wanted;
  }
  return { ...wanted, storageSizeMib: String(storageSizeMib) };
}

/** What DigitalOcean is still changing. A refused field is not among them: it keeps its running value. */
export function pendingChanges(
  cluster: ClusterIntent,
  wanted: RunningValues,
  running: CreatedCluster,
): readonly ClusterChange[] {
  const changes: ClusterChange[] = [];
  for (const field of RUNNING_FIELDS) {
    const [choice, from, value] = [cluster[field], running[field], wanted[field]];
    if (!choice?.asked || from === undefined || value === undefined) continue;
    const to = typeof from === 'number' ? Number(value) : value;
    if (to !== from) changes.push({ field, from, to, path: choice.path });
  }
  return changes;
}

/** A choice if somebody asked for it; a default counts only for a new cluster. */
function follow<T>(choice: Choice<T> | undefined, running: T | undefined): T | undefined {
  return choice?.asked ? choice.value : (running ?? choice?.value);
}

/** Whether an engine keeps everything in memory: DigitalOcean then refuses all storage. */
function isWithoutStorage({ engine, storageSizeMib: choice }: ClusterIntent, refusals: Refusals): boolean {
  if (!isConcerned('Cluster', 'storageSizeMib', 'refusedByAPI', engine)) return false;
  const message = `${profileOf(engine).label} keeps everything in memory: it has no storage to set; take it out`;
  if (choice) refusals.push(unsupported(choice.path, message));
  return true;
}

/** Storage only grows. If nobody asks for a size, it is what it is, and autoscaling may change that. */
function growStorage(
  { storageSizeMib: choice }: ClusterIntent,
  { storageSizeMib: running }: CreatedCluster,
  refusals: Refusals,
): number | undefined {
  if (!choice?.asked) return undefined;
  if (running === undefined || choice.value >= running) return choice.value;
  refusals.push(shrinking(choice.path, running, choice.value));
  return undefined;
}
