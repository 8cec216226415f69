import type { Binding, Target } from '../api/binding.js';
import type { Composition } from '../compose/compose.js';
import type { Refusal } from '../compose/refusal.js';
import type { ComposedConnection } from '../connection/compose-connection.js';
import { joinSentences } from '../lib/sentences.js';
import type { Facts } from '../observe/facts.js';
import { assessCluster } from './assess-cluster.js';
import { assessConnection } from './assess-connection.js';
import { assessControlled } from './assess-controlled.js';
import { assessMadeAgain } from './assess-data.js';
import { withHandover } from './assess-handover.js';
import { assessKinds } from './assess-kinds.js';
import { assessLoss } from './assess-loss.js';
import { assessUsers } from './assess-users.js';
import { type ConditionType, fails, holds, LONGEST, type Verdict } from './verdict.js';

/** A verdict for each condition, in the order they are shown. */
export type Assessment = Readonly<Record<ConditionType, Verdict>>;

/** Judges what was observed against what is desired. */
export function assess(
  binding: Binding,
  facts: Facts,
  composition: Composition,
  connection: ComposedConnection,
): Assessment {
  const cluster = assessLoss(composition.loss) ?? assessCluster(binding.target, facts.cluster);
  const judged = { binding, facts, ...composition };
  const users = assessUsers(judged);
  const databases = assessKinds('databases', judged);
  const contents = assessKinds('contents', judged, 'WaitingForContents');
  return {
    SpecAccepted: withHandover(assessSpec(binding.target, facts, composition), composition.handovers),
    // What belongs to the cluster matters once the cluster itself is there; Secrets do not wait for it.
    ClusterReady: assessControlled(judged, composition.changes, cluster),
    UsersReady: users,
    ConnectionReady: withLostData(assessConnection(connection, { cluster, users, databases, contents }), facts),
  };
}

/** What can be used is told to be empty where it is. */
function withLostData(verdict: Verdict, facts: Facts): Verdict {
  return verdict.status === 'True' ? (assessMadeAgain(facts) ?? verdict) : verdict;
}

// A person decides these first; of the rest the first of the spec counts.
const URGENT: readonly Refusal['reason'][] = ['AdoptionPending', 'EngineMismatch', 'AlreadyExists', 'ImmutableField'];

function rankOf({ reason }: Refusal): number {
  return URGENT.includes(reason) ? URGENT.indexOf(reason) : URGENT.length;
}

/** What is refused; and, once a cluster is in use, that nothing new may be made in it any more. */
function assessSpec({ access }: Target, { cluster }: Facts, { refusals, kept }: Composition): Verdict {
  if (refusals.length > 0) return refused(refusals);
  if (cluster.state === 'created' && access?.state === 'withheld' && access.reason !== 'WaitingForReference')
    return fails(access.reason, `spec.clusterRef: ${access.message}; what exists stays, nothing new is created`);
  return kept.length > 0
    ? holds(
        'ConfigurationKept',
        `spec.cluster.configuration: ${kept.join(', ')} keep their last values at DigitalOcean: set them to other ones to change them`,
      )
    : ACCEPTED;
}

const ACCEPTED = holds('Accepted');

function refused(refusals: readonly Refusal[]): Verdict {
  const first = refusals.reduce((urgent, refusal) => (rankOf(refusal) < rankOf(urgent) ? refusal : urgent));
  const told = refusals.map(({ path, message }) => `${path}: ${message}`);
  return fails(first.reason, joinSentences(told, LONGEST));
}

/** Whether all the binding stands for can be used. */
export function isBindingUsable({ ClusterReady, UsersReady, ConnectionReady }: Assessment): boolean {
  return ClusterReady.status === 'True' && UsersReady.status === 'True' && ConnectionReady.status === 'True';
}
