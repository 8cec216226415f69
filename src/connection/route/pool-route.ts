import type { EngineBinding } from '../../api/binding.js';
import type { Composition } from '../../compose/compose.js';
import type { Facts } from '../../observe/facts.js';
import type { ObservedResource } from '../../observe/observed-resource.js';
import { type PoolFacts, poolThrough } from '../../observe/pool-facts.js';

/** Where a pool is. */
export interface PoolAddress {
  /** The name at DigitalOcean. */
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly privateHost: string | undefined;
  readonly privatePort: number;
  /** The database it leads to. */
  readonly database: string | undefined;
}

/** The way a Secret goes; `awaited` is the pool that it should go through, and cannot yet. */
export type PoolRoute =
  | { readonly via: 'cluster'; readonly awaited?: string }
  | { readonly via: 'pool'; readonly pool: PoolAddress; readonly awaited?: string }
  /** Nothing is known to write: what exists stays as it is. */
  | { readonly via: 'nothing'; readonly awaited: string };

/** Straight to the cluster. */
export const STRAIGHT: PoolRoute = { via: 'cluster' };

/** What ways are chosen from. */
interface Ground {
  readonly binding: EngineBinding;
  readonly facts: Facts;
  readonly use: Pick<Composition, 'pools'>;
}

/**
 * Finds the way of a Secret that should go through a pool, from how it goes now: to a pool only once it is ready, and away
 * from one only to another that is.
 */
export function routeOf(
  { binding, facts, use }: Ground,
  awaited: string | undefined,
  observed: ObservedResource | undefined,
): PoolRoute {
  if (awaited === undefined) return STRAIGHT;
  const generations = use.pools.get(awaited);
  // One that connects as another user would take nobody's password but that one's.
  const usable = (it: PoolFacts | undefined): ThroughPool | undefined =>
    it?.resource.health.state === 'ready' && it.user === generations?.pool.user
      ? through(it, binding, facts)
      : undefined;
  const best = usable(generations?.current);
  if (best) return best;
  // A Secret that exists goes on as it does.
  const name = observed && poolThrough(observed);
  const present = facts.pools.find((it) => it.name === name);
  const same = present && through(present, binding, facts);
  if (same) return present.pool === awaited ? same : { ...same, awaited };
  const newest = usable(generations?.older.findLast(usable));
  if (newest) return newest;
  return observed && name === undefined ? { via: 'cluster', awaited } : { via: 'nothing', awaited };
}

type ThroughPool = Extract<PoolRoute, { via: 'pool' }>;

/** The way through a pool, as far as its address is told. */
function through(
  { key, name, host, port, privateHost, database }: PoolFacts,
  { connection }: EngineBinding,
  { stranded }: Facts,
): ThroughPool | undefined {
  if (!host || !port || (connection.endpoint === 'Private' && !privateHost) || stranded.has(key)) return undefined;
  return { via: 'pool', pool: { name, host, port, privateHost, privatePort: port, database } };
}
