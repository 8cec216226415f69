import type { PoolIntent } from '../../api/binding.js';
import type { ObservedResource } from '../../observe/observed-resource.js';
import { type PoolFacts, poolGenerations, poolKey } from '../../observe/pool-facts.js';

/** The generation of a pool that is as the spec wants it, and those it takes the place of. */
export interface Generations {
  /** What is as wanted; `undefined` while that is not there. */
  readonly current: PoolFacts | undefined;
  /** The key of what is as wanted, there or not. */
  readonly key: string;
  readonly generation: number;
  readonly older: readonly PoolFacts[];
}

/** Finds the generations of a pool. A wanted one that is not there has a number that none had before. */
export function generationsOf(pool: PoolIntent, resources: ReadonlyMap<string, ObservedResource>): Generations {
  const all = poolGenerations(resources, pool.name);
  const current = all.findLast((facts) => isAsWanted(facts, pool));
  const generation = current?.generation ?? (all.at(-1)?.generation ?? 0) + 1;
  return { current, generation, key: poolKey(pool.name, generation), older: all.filter((facts) => facts !== current) };
}

/** The generation that applications use now: the wanted one once it is ready, until then the newest that is. */
export function servingPool({ current, older }: Generations): PoolFacts | undefined {
  return [...older, ...(current ? [current] : [])].findLast(({ health }) => health.state === 'ready');
}

// What the provider does not tell is taken for unchanged: a pool must not be replaced for a gap in what was observed.
function isAsWanted(facts: PoolFacts, { mode, size, database, user }: PoolIntent): boolean {
  return (
    (facts.mode ?? mode) === mode &&
    (facts.size ?? size) === size &&
    (facts.database ?? database) === database &&
    facts.user === user
  );
}
