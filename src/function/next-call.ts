import type { Refresh } from '../api/resolve/resolve-refresh.js';
import { type Assessment, isBindingUsable } from '../assess/assess.js';
import { isGrave } from '../assess/verdict.js';
import type { Composition } from '../compose/compose.js';
import type { ComposedConnection } from '../connection/compose-connection.js';
import type { Facts } from '../observe/facts.js';

/**
 * When Crossplane is to ask again if nothing happens, in seconds. It watches what is composed, so this is for what it does not
 * watch: the Secrets with what the provider tells, and before v2.4 what was looked up.
 */
export const SECONDS = {
  /** A password may be there at any moment. */
  soon: 10,
  /** Nothing can be done before the cluster is ready, which takes minutes; its resource is watched. */
  creating: 30,
  /** A person has to do something first, or something that can be used is still changing. */
  unsettled: 60,
  steady: 600,
  /** Passwords are watched, too. */
  watched: 3600,
} as const;

/** What the time until the next call follows from. */
export interface State {
  readonly refresh: Refresh;
  readonly facts: Pick<Facts, 'cluster'>;
  readonly composition: Pick<Composition, 'objects' | 'pools' | 'tellsOfPasswords'>;
  readonly connection: Pick<ComposedConnection, 'objects' | 'secrets'>;
  readonly assessment: Assessment;
  readonly ready: ReadonlySet<string>;
}

/** The time until the next call, by the state alone: answers do not depend on a clock. */
export function secondsToNextCall(state: State): number {
  const { refresh, facts, composition, assessment } = state;
  if (isBindingUsable(assessment))
    return isSettled(state)
      ? (refresh.steadySeconds ?? SECONDS[composition.tellsOfPasswords ? 'watched' : 'steady'])
      : SECONDS.unsettled;
  const { cluster } = facts;
  if (cluster.state !== 'absent' && cluster.health.state === 'waiting') return SECONDS.creating;
  const failing = Object.values(assessment).filter(({ status }) => status === 'False');
  return failing.every(isGrave) ? SECONDS.unsettled : SECONDS.soon;
}

/** Whether nothing is on its way any more: a Secret may still be waiting for a new pool's address, or a known password again. */
function isSettled({ composition, connection, ready }: State): boolean {
  if (connection.secrets.some(({ state }) => state.state !== 'complete')) return false;
  for (const { older } of composition.pools.values()) if (older.length > 0) return false;
  for (const { objects } of [composition, connection])
    for (const key of objects.keys()) if (!ready.has(key)) return false;
  return true;
}
