import type { Binding } from '../../api/binding.js';
import { isUuid } from '../../lib/uuid.js';
import type { CreatedCluster } from '../../observe/cluster-facts.js';
import type { Facts } from '../../observe/facts.js';
import { isGone } from '../../observe/presence.js';
import type { Traces } from '../../observe/traces.js';
import type { Refusal } from '../refusal.js';

/** A cluster that the binding controlled, and whose Cluster resource is gone. */
export interface Forgotten {
  /** Its UUID, if that is known for sure. */
  readonly id: string | undefined;
  /** `look`: it is only observed. `wait`: a person has to say which one it is. */
  readonly step: 'look' | 'wait';
  /** What happens now, for people. */
  readonly told: string;
  /** What a person has to decide. */
  readonly refusal: Refusal | undefined;
}

/**
 * Whether the binding's cluster lost its Cluster resource. A new one without its UUID would be a second, empty cluster. So the
 * cluster is looked for first, under the UUID of what the binding has in it. It is the binding's again once it was seen, if
 * something proves that it was; and once it was not found, it is lost like any other. Otherwise a person decides.
 */
export function forgottenCluster({ target }: Binding, { cluster, traces }: Facts): Forgotten | undefined {
  if (!traces || target.architecture !== 'Controlled' || target.adoption) return undefined;
  return cluster.state === 'created' ? returning(traces, cluster) : missing(traces);
}

function missing({ ids, told }: Traces): Forgotten | undefined {
  const [id, ...others] = ids;
  if (others.length > 0) return unclear(ids);
  if (id !== undefined && isUuid(id)) return look(id);
  return told === undefined ? undefined : onlyTold(told);
}

function returning({ ids, isOwners }: Traces, { id, health, resource }: CreatedCluster): Forgotten | undefined {
  // What is not there any more is nobody's.
  if (isGone(resource)) return undefined;
  const isProven = isOwners && ids.every((each) => each === id);
  if (health.state !== 'ready') return look(id);
  return isProven
    ? undefined
    : look(id, `it is there, but nothing proves that this binding controls it; ${adopting(id)}`);
}

/** Only observes the cluster. */
function look(id: string, why?: string): Forgotten {
  const told = `the Cluster resource of cluster ${id} is gone, and the cluster is looked for under its UUID`;
  if (why === undefined) return { id, step: 'look', told, refusal: undefined };
  return { id, step: 'look', told: `${told}: SpecAccepted says what to do`, refusal: pending(`${told}: ${why}`) };
}

function onlyTold(id: string): Forgotten {
  const why = `the Cluster resource is gone, and only the status tells the UUID of the cluster, ${id}: ${adopting(id)}, or, for a new, empty cluster, make a new binding`;
  return { id: undefined, step: 'wait', told: `${GONE}: SpecAccepted says what to do`, refusal: pending(why) };
}

function unclear(ids: readonly string[]): Forgotten {
  const why = `the Cluster resource is gone, and what the binding has is in several clusters, ${ids.join(' and ')}: set it to the UUID of the binding's, which the policy has to allow (references.uuids)`;
  return { id: undefined, step: 'wait', told: `${GONE}: SpecAccepted says what to do`, refusal: pending(why) };
}

const GONE = 'the Cluster resource is gone, and no second cluster is created';

function adopting(id: string): string {
  return `to control it again, set it to ${id} and adoptConfirmed to true, which the policy has to allow (references.uuids)`;
}

function pending(message: string): Refusal {
  return { reason: 'AdoptionPending', path: 'spec.cluster.adopt', message };
}
