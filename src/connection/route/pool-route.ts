import type { ObservedResource } from '../../observe/observed-resource.js';
import { type PoolFacts, poolThrough } from '../../observe/pool-facts.js';
import { type NamedAddress, namedAddress } from '../facts/connection-facts.js';
import type { CommonGround } from './user-connection.js';

/** Where a pool is. */
export interface PoolAddress extends NamedAddress {
  /** The database that it leads to. */
  readonly database: string | undefined;
}

/** The route of a Secret; `awaited` is the pool that it should go through and cannot use yet. */
export type PoolRoute =
  | { readonly via: 'cluster'; readonly awaited?: string }
  | { readonly via: 'pool'; readonly pool: PoolAddress; readonly awaited?: string }
  /** There is nothing to write: an existing Secret stays as it is. */
  | { readonly via: 'nothing'; readonly awaited: string };

/** Straight to the cluster. */
export const STRAIGHT: PoolRoute = { via: 'cluster' };

/**
 * Finds the route of a Secret that should go through a pool, starting from its present one: it moves to a pool only once
 * that is ready, and leaves one only for another that is.
 */
export function routeOf(
  { binding, facts, use }: CommonGround,
  awaited: string | undefined,
  observed: ObservedResource | undefined,
): PoolRoute {
  if (awaited === undefined) return STRAIGHT;
  const generations = use.pools.get(awaited);
  const through = (pool: PoolFacts | undefined): ThroughPool | undefined => {
    if (!pool || facts.stranded.has(pool.key)) return undefined;
    const address = namedAddress(pool.name, pool, binding.connection.endpoint);
    return address && { via: 'pool', pool: { ...address, database: pool.database } };
  };
  // A generation that logs in as another user takes only that user's password.
  const usable = (pool: PoolFacts | undefined): ThroughPool | undefined =>
    pool?.resource.health.state === 'ready' && pool.user === generations?.pool.user ? through(pool) : undefined;
  const best = usable(generations?.current);
  if (best) return best;
  // An existing Secret keeps its route.
  const name = observed && poolThrough(observed);
  const present = facts.pools.find((pool) => pool.name === name);
  const same = through(present);
  if (same) return present?.pool === awaited ? same : { ...same, awaited };
  const newest = usable(generations?.older.findLast(usable));
  if (newest) return newest;
  return observed && name === undefined ? { via: 'cluster', awaited } : { via: 'nothing', awaited };
}

type ThroughPool = Extract<PoolRoute, { via: 'pool' }>;
