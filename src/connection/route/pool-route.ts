import type { EngineBinding } from '../../api/binding.js';
import { isAstray } from '../../compose/belonging.js';
import { generationsOf } from '../../compose/contents/pool-generation.js';
import type { Facts } from '../../observe/facts.js';
import type { ObservedResource } from '../../observe/observed-resource.js';
import { type PoolFacts, poolNamed, poolThrough } from '../../observe/pool-facts.js';

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

/** Finds the way of a Secret that should go through a pool, from how it goes now. */
export type FindRoute = (pool: string | undefined, observed: ObservedResource | undefined) => PoolRoute;

/** Finds ways of Secrets: to a pool only once it is ready, and away from one only to another that is. */
export function routesOf(binding: EngineBinding, facts: Facts): FindRoute {
  const found = new Map<string, Choice>();
  return (pool, observed) => {
    if (pool === undefined) return STRAIGHT;
    const choice = found.get(pool) ?? choiceOf(binding, facts, pool);
    found.set(pool, choice);
    return choice.best ?? withoutBest(pool, choice, facts, binding, observed);
  };
}

/** What there is of a pool to go through. */
interface Choice {
  /** The pool as the spec wants it, once it can be used. */
  readonly best: PoolRoute | undefined;
  /** The newest of those that it takes the place of and that can be used. */
  readonly older: PoolRoute | undefined;
}

function choiceOf(binding: EngineBinding, facts: Facts, name: string): Choice {
  const pool = binding.pools.find((intent) => intent.name === name);
  if (!pool) return { best: undefined, older: undefined };
  const { current, older } = generationsOf(pool, facts.resources);
  // One that connects as another user would take nobody's password but that one's.
  const usable = (of: PoolFacts | undefined): PoolRoute | undefined =>
    of?.health.state === 'ready' && of.user === pool.user ? through(of, binding, facts) : undefined;
  return { best: usable(current), older: usable(older.findLast(usable)) };
}

/** A Secret that exists goes on as it does. */
function withoutBest(
  awaited: string,
  { older }: Choice,
  facts: Facts,
  binding: EngineBinding,
  observed: ObservedResource | undefined,
): PoolRoute {
  const name = observed && poolThrough(observed);
  const present = name === undefined ? undefined : poolNamed(facts.resources, name);
  const same = present && through(present, binding, facts);
  if (same) return present.pool === awaited ? same : { ...same, awaited };
  if (older) return older;
  return observed && name === undefined ? { via: 'cluster', awaited } : { via: 'nothing', awaited };
}

/** The way through a pool, as far as its address is told. */
function through(
  { key, resource, name, host, port, privateHost, database }: PoolFacts,
  { connection }: EngineBinding,
  facts: Facts,
): Extract<PoolRoute, { via: 'pool' }> | undefined {
  if (!host || !port || (connection.endpoint === 'Private' && !privateHost)) return undefined;
  if (isAstray(key, resource, facts)) return undefined;
  return { via: 'pool', pool: { name, host, port, privateHost, privatePort: port, database } };
}
