import type { ClusterIntent, Controlled } from '../../api/binding.js';
import type { ClusterFacts, CreatedCluster } from '../../observe/cluster-facts.js';
import { RETURNING } from '../../observe/traces.js';
import type { Refusal } from '../refusal.js';
import { LATE_SETTINGS } from './late-settings.js';
import { RUNNING_FIELDS } from './running-fields.js';

/** A cluster that is only observed until its adoption is confirmed. */
export interface PendingAdoption {
  readonly uuid: string;
  readonly refusal: Refusal;
}

/**
 * Whether the binding's cluster has to be adopted first. No cluster is taken over by surprise: neither one that `adopt`
 * names before `adoptConfirmed` is set, nor one that was only referenced before.
 */
export function pendingAdoption(
  { cluster, adoption }: Controlled,
  facts: ClusterFacts,
  refusals: readonly Refusal[],
): PendingAdoption | undefined {
  const created = facts.state === 'created' ? facts : undefined;
  // One that returns was looked for: it is the binding's own, or lost.
  if (created?.controlled || (!adoption && created?.resource.note === RETURNING)) return undefined;
  if (created && adoption?.uuid !== created.id)
    return pending(
      created.id,
      `the binding only observes cluster ${created.id}: set it to that UUID to control the cluster, or go back to clusterRef`,
    );
  if (!adoption) return undefined;
  const { uuid, confirmed } = adoption;
  if (created?.health.state !== 'ready')
    return pending(uuid, 'the cluster is observed first; nothing of it is changed');
  const { engine, askedEngine } = cluster;
  // Confirmed or not: whoever expects another engine means another cluster.
  if (askedEngine !== engine) {
    const message = `the cluster is ${engine}, not ${askedEngine}, and is not taken over: adopt another, or make a binding for ${engine}`;
    return { uuid, refusal: { reason: 'EngineMismatch', path: 'spec.cluster.engine', message } };
  }
  if (confirmed) return undefined;
  const changes = differences(cluster, created, refusals).join(', ') || 'nothing that can be compared';
  return pending(uuid, `adopting the cluster changes ${changes}; set adoptConfirmed to true to take it over`);
}

function pending(uuid: string, message: string): PendingAdoption {
  return { uuid, refusal: { reason: 'AdoptionPending', path: 'spec.cluster.adopt', message } };
}

/** What adopting would change. What the provider cannot read back is listed too; what is refused is reported separately. */
function differences(wanted: ClusterIntent, running: CreatedCluster, refusals: readonly Refusal[]): readonly string[] {
  const refused = refusals.map(({ path }) => path);
  const changes: string[] = [];
  for (const field of RUNNING_FIELDS) {
    const [choice, now] = [wanted[field], running[field]];
    if (choice?.asked && choice.value !== now && !refused.includes(choice.path))
      changes.push(`${field} from ${now ?? 'unknown'} to ${choice.value}`);
  }
  if (wanted.tags.length > 0) changes.push(`tags to ${wanted.tags.join(' ')}`);
  if (wanted.trustedSources.sources.length > 0) changes.push('the trusted sources to those of the spec and the policy');
  const unread = Object.keys(wanted.configuration).map((name) => `configuration.${name}`);
  for (const name of LATE_SETTINGS) if (wanted[name] !== undefined) unread.push(name);
  return [...changes, ...unread.map((name) => `${name} (cannot be compared)`)];
}
