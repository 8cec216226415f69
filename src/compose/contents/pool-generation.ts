import type { Binding, PoolIntent } from '../../api/binding.js';
import type { Facts } from '../../observe/facts.js';
import { type PoolFacts, poolKey } from '../../observe/pool-facts.js';

/** The generation of a pool that matches the spec, and those that it replaces. */
export interface Generations {
  readonly pool: PoolIntent;
  /** The one that matches; `undefined` until it exists. */
  readonly current: PoolFacts | undefined;
  /** The key of the one that matches, existing or not. */
  readonly key: string;
  readonly generation: number;
  /** Oldest first. */
  readonly older: readonly PoolFacts[];
}

/** Finds the generations of the pools that the spec lists, by their names in it. */
export function chooseGenerations({ pools }: Binding, facts: Facts): ReadonlyMap<string, Generations> {
  return new Map(pools.map((pool) => [pool.name, generationsOf(pool, facts)]));
}

/** A generation that is still to be created has a number that none had before. */
function generationsOf(pool: PoolIntent, { pools }: Facts): Generations {
  const all = pools.filter((facts) => facts.pool === pool.name).sort((a, b) => a.generation - b.generation);
  const current = all.findLast((facts) => isAsWanted(facts, pool));
  const generation = current?.generation ?? (all.at(-1)?.generation ?? 0) + 1;
  const older = all.filter((facts) => facts !== current);
  return { pool, current, generation, key: poolKey(pool.name, generation), older };
}

/** The generation that applications use now: the matching one once it is ready, until then the newest ready one. */
export function servingPool({ current, older }: Generations): PoolFacts | undefined {
  return [...older, ...(current ? [current] : [])].findLast(({ resource }) => resource.health.state === 'ready');
}

// What the provider does not show counts as unchanged: a pool must not be replaced because of a gap in what was observed.
function isAsWanted(facts: PoolFacts, { mode, size, database, user }: PoolIntent): boolean {
  return (
    (facts.mode ?? mode) === mode &&
    (facts.size ?? size) === size &&
    (facts.database ?? database) === database &&
    facts.user === user
  );
}
