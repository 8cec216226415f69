import type { Binding, Target } from '../api/binding.js';
import type { Composition } from '../compose/compose.js';
import type { Kept } from '../compose/kept.js';
import type { ComposedConnection } from '../connection/compose-connection.js';
import { profileOf } from '../engines/engines.js';
import type { Facts } from '../observe/facts.js';
import { assessCluster } from './assess-cluster.js';
import { assessConnection } from './assess-connection.js';
import { assessControlled } from './assess-controlled.js';
import { assessMadeAgain } from './assess-data.js';
import { assessHandovers } from './assess-handover.js';
import { assessKinds } from './assess-kinds.js';
import { assessLoss } from './assess-loss.js';
import { assessRights } from './assess-rights.js';
import { withSharedData } from './assess-sharing.js';
import { withHints } from './connection-hints.js';
import type { Judged } from './problem.js';
import { type ConditionType, fails, fold, holds, type Verdict } from './verdict.js';

/** A verdict for each condition, in the order they are shown. */
export type Assessment = Readonly<Record<ConditionType, Verdict>>;

/** Judges what was observed against what is desired. */
export function assess(
  binding: Binding,
  facts: Facts,
  composition: Composition,
  connection: ComposedConnection,
): Assessment {
  const { loss, forgotten } = composition;
  const cluster =
    assessLoss(loss) ??
    (forgotten ? fails('ClusterForgotten', forgotten.told) : assessCluster(binding.target, facts.cluster));
  const { objects, pools, rights } = composition;
  const judged = { binding, facts, objects, pools, rights };
  const users = assessRights(assessUsers(judged), judged);
  const databases = assessKinds('databases', judged);
  const contents = assessKinds('contents', judged, 'WaitingForContents');
  return {
    SpecAccepted: assessSpec(binding.target, facts, composition),
    // The cluster's parts count once the cluster itself is ready; Secrets do not wait for them.
    ClusterReady: withSharedData(assessControlled(judged, composition.changes, cluster), binding),
    UsersReady: users,
    ConnectionReady: withLostData(
      withHints(assessConnection(connection, { cluster, users, databases, contents }), binding, connection),
      facts,
    ),
  };
}

/** Whether every user exists and can be used. */
function assessUsers(judged: Judged): Verdict {
  const { engine } = judged.binding;
  if (engine === undefined)
    return fails('WaitingForCluster', 'users are created once the engine of the cluster is known');
  const { users, label, defaultUser } = profileOf(engine);
  return users.supported
    ? assessKinds('users', judged)
    : holds('DefaultUserOnly', `${label} has the user "${defaultUser}" only`);
}

/** Reports lost data, even if everything can be used. */
function withLostData(verdict: Verdict, facts: Facts): Verdict {
  return verdict.status === 'True' ? (assessMadeAgain(facts) ?? verdict) : verdict;
}

/** What of the spec is not followed: refusals, access to a cluster in use that was withdrawn, and what keeps its value. */
function assessSpec({ access }: Target, { cluster }: Facts, { refusals, kept, handovers }: Composition): Verdict {
  const told = [...assessHandovers(handovers)];
  for (const { reason, path, message } of refusals) told.push(fails(reason, `${path}: ${message}`));
  if (cluster.state === 'created' && access?.state === 'withheld' && access.reason !== 'WaitingForReference')
    told.push(fails(access.reason, `spec.clusterRef: ${access.message}; what exists stays, nothing new is created`));
  for (const field of kept) told.push(holds('ConfigurationKept', sentenceOf(field)));
  return fold(told, ACCEPTED);
}

const ACCEPTED = holds('Accepted');

function sentenceOf({ path, value, advice }: Kept): string {
  return `${path}: not set, so ${value === undefined ? 'the last value' : value} stays: ${advice}`;
}

/** Whether everything in the binding can be used. */
export function isBindingUsable({ ClusterReady, UsersReady, ConnectionReady }: Assessment): boolean {
  return ClusterReady.status === 'True' && UsersReady.status === 'True' && ConnectionReady.status === 'True';
}
