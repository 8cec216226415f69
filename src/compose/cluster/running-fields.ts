import type { Choice, ClusterIntent } from '../../api/binding.js';
import { asString } from '../../lib/json.js';
import type { CreatedCluster } from '../../observe/cluster-facts.js';
import { type Refusals, shrinking } from '../refusal.js';
import { changeRegion } from './placement.js';
import { changeVersion } from './version.js';

/** What to send for a field of a running cluster: the value asked for, or the running one if the change is refused. */
type Change = (cluster: ClusterIntent, running: CreatedCluster, refusals: Refusals) => string | number | undefined;

const CHANGES = {
  version: changeVersion,
  region: changeRegion,
  size: ({ size }, running) => follow(size, running.size),
  nodeCount: ({ nodeCount }, running) => follow(nodeCount, running.nodeCount),
  storageSizeMib: changeStorage,
} as const satisfies Record<string, Change>;

/** A field that DigitalOcean can change while the cluster runs. */
export type RunningField = keyof typeof CHANGES;

/** All of them, in the order in which they are reported. */
export const RUNNING_FIELDS = Object.keys(CHANGES) as readonly RunningField[];

/** The values to send, as the provider writes them. */
export type SentFields = Readonly<Partial<Record<RunningField, string | number>>>;

/** A field that was asked for and sent, and that DigitalOcean does not show yet. */
export interface ClusterChange {
  readonly field: RunningField;
  readonly from: string | number;
  readonly to: string | number;
  /** Who asked for it: `spec.cluster.size`, `policy.classes.small.size`. */
  readonly path: string;
}

/** The values to send for a running cluster, or for a new one, which takes defaults too. */
export function sentFields(
  cluster: ClusterIntent,
  running: CreatedCluster | undefined,
  refusals: Refusals,
): SentFields {
  const sent: Partial<Record<RunningField, string | number>> = {};
  for (const field of RUNNING_FIELDS) {
    const value = running ? CHANGES[field](cluster, running, refusals) : cluster[field]?.value;
    // The provider wants storage as a string.
    if (value !== undefined) sent[field] = field === 'storageSizeMib' ? String(value) : value;
  }
  return sent;
}

/** What DigitalOcean is still changing. A refused field is sent with its running value, so it is not among them. */
export function pendingChanges(
  cluster: ClusterIntent,
  sent: SentFields,
  running: CreatedCluster,
): readonly ClusterChange[] {
  const changes: ClusterChange[] = [];
  for (const field of RUNNING_FIELDS) {
    const [choice, from, value] = [cluster[field], running[field], sent[field]];
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

/** Storage only grows. If nobody asks for a size, the last one sent stays, or what autoscaling has made of it. */
function changeStorage(
  { storageSizeMib: choice }: ClusterIntent,
  { storageSizeMib: running, resource }: CreatedCluster,
  refusals: Refusals,
): string | number | undefined {
  const sent = asString(resource.forProvider.storageSizeMib);
  if (!choice?.asked) return sent !== undefined && running !== undefined && Number(sent) < running ? running : sent;
  if (running === undefined || choice.value >= running) return choice.value;
  refusals.push(shrinking(choice.path, running, choice.value));
  return running;
}
