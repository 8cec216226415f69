import type { Binding } from '../api/binding.js';
import type { Composition } from '../compose/compose.js';
import type { Refusal } from '../compose/refusal.js';
import type { ComposedConnection } from '../connection/compose-connection.js';
import type { Facts } from '../observe/facts.js';
import { assessCluster } from './assess-cluster.js';
import { assessConnection } from './assess-connection.js';
import { assessDatabases, assessUsers } from './assess-users.js';
import { type ConditionType, fails, holds, type Verdict } from './verdict.js';

/** A verdict for each condition, in the order they are shown. */
export type Assessment = Readonly<Record<ConditionType, Verdict>>;

/** Judges what was observed against what is desired. */
export function assess(
  binding: Binding,
  facts: Facts,
  { refusals }: Pick<Composition, 'refusals'>,
  connection: ComposedConnection,
): Assessment {
  const cluster = assessCluster(facts.cluster);
  const users = assessUsers(binding, facts);
  const databases = assessDatabases(binding, facts);
  return {
    SpecAccepted: assessSpec(refusals),
    ClusterReady: cluster,
    UsersReady: users,
    ConnectionReady: assessConnection(connection, { cluster, users, databases }),
  };
}

function assessSpec(refusals: readonly Refusal[]): Verdict {
  const first = refusals.find(({ reason }) => reason === 'ImmutableField') ?? refusals[0];
  return first
    ? fails(first.reason, refusals.map(({ path, message }) => `${path}: ${message}`).join('; '))
    : holds('Accepted');
}

/** Whether all the binding stands for can be used. */
export function isUsable(assessment: Assessment): boolean {
  return (['ClusterReady', 'UsersReady', 'ConnectionReady'] as const).every(
    (type) => assessment[type].status === 'True',
  );
}
