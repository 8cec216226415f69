import type { Binding } from '../api/binding.js';
import type { Composition } from '../compose/compose.js';
import type { Refusal } from '../compose/refusal.js';
import type { UserSecret } from '../connection/compose-secrets.js';
import type { Access } from '../observe/access.js';
import type { Facts } from '../observe/facts.js';
import { assessCluster } from './assess-cluster.js';
import { assessConnection } from './assess-connection.js';
import { assessContents } from './assess-contents.js';
import { assessParts } from './assess-parts.js';
import { assessDatabases, assessUsers } from './assess-users.js';
import { type ConditionType, fails, holds, type Verdict } from './verdict.js';

/** A verdict for each condition, in the order they are shown. */
export type Assessment = Readonly<Record<ConditionType, Verdict>>;

/** Judges what was observed against what is desired. */
export function assess(
  binding: Binding,
  facts: Facts,
  { refusals }: Pick<Composition, 'refusals'>,
  secrets: readonly UserSecret[],
  access: Access | undefined,
): Assessment {
  const cluster = assessCluster(binding.target, facts.cluster, access);
  const users = assessUsers(binding, facts);
  const databases = assessDatabases(binding, facts);
  const contents = assessContents(binding, facts);
  return {
    SpecAccepted: assessSpec(refusals, facts.cluster.state === 'created' ? access : undefined),
    // What belongs to the cluster matters once the cluster itself is there.
    ClusterReady: cluster.status === 'True' ? assessParts(binding, facts) : cluster,
    UsersReady: users,
    ConnectionReady: assessConnection(secrets, { cluster, users, databases, contents }),
  };
}

/** What is refused; and, once a cluster is in use, that nothing new may be made in it any more. */
function assessSpec(refusals: readonly Refusal[], access: Access | undefined): Verdict {
  const first = refusals.find(({ reason }) => reason === 'ImmutableField') ?? refusals[0];
  if (first) return fails(first.reason, refusals.map(({ path, message }) => `${path}: ${message}`).join('; '));
  if (access?.state === 'withheld' && access.reason !== 'WaitingForReference')
    return fails(access.reason, `spec.clusterRef: ${access.message}; what exists stays, nothing new is created`);
  return holds('Accepted');
}

/** Whether all the binding stands for can be used. */
export function isUsable(assessment: Assessment): boolean {
  return (['ClusterReady', 'UsersReady', 'ConnectionReady'] as const).every(
    (type) => assessment[type].status === 'True',
  );
}
