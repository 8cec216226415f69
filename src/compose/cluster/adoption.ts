import type { Choice, ClusterIntent, Controlled } from '../../api/binding.js';
import type { ClusterFacts, CreatedCluster } from '../../observe/cluster-facts.js';
import { controls } from '../../observe/management-policies.js';
import type { Refusal } from '../refusal.js';

/** A cluster that is only looked at until its adoption is confirmed. */
export interface PendingAdoption {
  readonly uuid: string;
  readonly refusals: readonly Refusal[];
}

/**
 * Whether the binding's cluster has to be adopted first. A cluster is never taken over by surprise: neither one that
 * `adopt` names before `adoptConfirmed`, nor one that was only referenced before.
 */
export function pendingAdoption(
  { cluster, adoption }: Controlled,
  facts: ClusterFacts,
  refusals: readonly Refusal[],
): PendingAdoption | undefined {
  if (facts.state === 'created' && controls(facts.resource)) return undefined;
  if (facts.state === 'created' && adoption?.uuid !== facts.id) return unasked(facts.id);
  if (!adoption) return undefined;
  const looked = facts.state === 'created' && facts.health.state === 'ready';
  if (looked && cluster.askedEngine !== cluster.engine) return otherEngine(adoption.uuid, cluster);
  if (adoption.confirmed && looked) return undefined;
  const message = looked
    ? `${sentence(differences(cluster, facts, refusals))}; set adoptConfirmed to true to take it over`
    : 'the cluster is looked at first; nothing of it is changed';
  return { uuid: adoption.uuid, refusals: [{ reason: 'AdoptionPending', path: 'spec.cluster.adopt', message }] };
}

/** Whether there is a cluster that the provider may only look at: its life is somebody else's. */
export function isOnlyLookedAt(cluster: ClusterFacts): boolean {
  return cluster.state === 'created' && !controls(cluster.resource);
}

function unasked(id: string): PendingAdoption {
  const message = `the binding only looks at cluster ${id}: set it to that UUID to control the cluster, or go back to clusterRef`;
  return { uuid: id, refusals: [{ reason: 'AdoptionPending', path: 'spec.cluster.adopt', message }] };
}

/** Confirmed or not: whoever expects another engine means another cluster. */
function otherEngine(uuid: string, { engine, askedEngine }: ClusterIntent): PendingAdoption {
  const message = `the cluster is ${engine}, not ${askedEngine}, and is not taken over: adopt another, or make a binding that says what it is`;
  return { uuid, refusals: [{ reason: 'EngineMismatch', path: 'spec.cluster.engine', message }] };
}

function sentence(changes: readonly string[]): string {
  return changes.length > 0
    ? `adopting the cluster changes ${changes.join(', ')}`
    : 'adopting the cluster changes nothing that can be compared';
}

/** What adopting would change; what the provider cannot read back is named too, what is refused is told by itself. */
function differences(wanted: ClusterIntent, running: CreatedCluster, refusals: readonly Refusal[]): readonly string[] {
  const refused = refusals.map(({ path }) => path);
  const compared: readonly (readonly [
    name: string,
    choice: Choice<string | number> | undefined,
    now: string | number | undefined,
  ])[] = [
    ['version', wanted.version, running.version],
    ['size', wanted.size, running.size],
    ['nodeCount', wanted.nodeCount, running.nodeCount],
    ['region', wanted.region, running.region],
    ['storageSizeMib', wanted.storageSizeMib, running.storageSizeMib],
  ];
  const changes = compared.flatMap(([name, choice, now]) =>
    choice?.asked && choice.value !== now && !refused.includes(choice.path)
      ? [`${name} from ${now ?? 'unknown'} to ${choice.value}`]
      : [],
  );
  const unread = (['maintenanceWindow', 'evictionPolicy', 'sqlMode'] as const).filter(
    (name) => wanted[name] !== undefined,
  );
  return [
    ...changes,
    ...(wanted.tags.length > 0 ? [`tags to ${wanted.tags.join(' ')}`] : []),
    ...(wanted.trustedSources.sources.length > 0 ? ['the trusted sources to those of the spec and the policy'] : []),
    ...Object.keys(wanted.configuration).map((name) => `configuration.${name} (cannot be compared)`),
    ...unread.map((name) => `${name} (cannot be compared)`),
  ];
}
