import { asNumber, asString, field } from '../lib/json.js';
import type { Health } from './health.js';
import type { ObservedResource } from './observed-resource.js';

/**
 * One generation of a connection pool. DigitalOcean can change nothing of a pool, so a change makes a further one beside
 * it: `web`, then `web_2`, whose resource keys are `pool-web` and `pool-web.2`. No name in a spec has such an end.
 */
export interface PoolFacts {
  readonly key: string;
  /** The name in the spec. */
  readonly pool: string;
  readonly generation: number;
  readonly resource: ObservedResource;
  readonly health: Health;
  /** The name at DigitalOcean, which stands in a URI where the database's would. */
  readonly name: string;
  readonly mode: string | undefined;
  readonly size: number | undefined;
  readonly database: string | undefined;
  readonly user: string | undefined;
  readonly host: string | undefined;
  readonly privateHost: string | undefined;
  readonly port: number | undefined;
}

const KEY = /^pool-([a-z0-9-]+)(?:\.([1-9][0-9]{0,8}))?$/;

/** The resource key of a generation of a pool. */
export function poolKey(name: string, generation: number): string {
  return generation === 1 ? `pool-${name}` : `pool-${name}.${generation}`;
}

/** The name of a generation of a pool at DigitalOcean. */
export function poolName(name: string, generation: number): string {
  return generation === 1 ? name : `${name}_${generation}`;
}

/** The name in the spec of the pool that a resource key is a generation of. */
export function poolOf(key: string): string | undefined {
  return KEY.exec(key)?.[1];
}

/** All that exists of a pool, the oldest generation first. */
export function poolGenerations(resources: ReadonlyMap<string, ObservedResource>, name: string): readonly PoolFacts[] {
  return existingPools(resources, (pool) => pool === name).sort((a, b) => a.generation - b.generation);
}

/** All generations that exist of some pools. */
export function existingPools(
  resources: ReadonlyMap<string, ObservedResource>,
  isMeant: (pool: string) => boolean,
): PoolFacts[] {
  const pools: PoolFacts[] = [];
  for (const [key, resource] of resources) {
    // Most resources are none, and an expression costs more than a look at the kind.
    if (resource.kind !== 'ConnectionPool') continue;
    const [, pool, generation] = KEY.exec(key) ?? [];
    if (pool !== undefined && isMeant(pool)) pools.push(poolFacts(key, pool, Number(generation ?? 1), resource));
  }
  return pools;
}

/** The pool that has a name at DigitalOcean. */
export function poolNamed(resources: ReadonlyMap<string, ObservedResource>, name: string): PoolFacts | undefined {
  return existingPools(resources, (pool) => name.startsWith(pool)).find((facts) => facts.name === name);
}

function poolFacts(key: string, pool: string, generation: number, resource: ObservedResource): PoolFacts {
  const { forProvider, atProvider } = resource;
  const text = (name: string): string | undefined =>
    asString(field(forProvider, name)) ?? asString(field(atProvider, name));
  return {
    key,
    pool,
    generation,
    resource,
    health: resource.health,
    name: poolName(pool, generation),
    mode: text('mode'),
    size: asNumber(forProvider.size) ?? asNumber(atProvider.size),
    database: text('dbName'),
    user: text('user'),
    host: asString(atProvider.host),
    privateHost: asString(atProvider.privateHost),
    port: asNumber(atProvider.port),
  };
}

/** Names at DigitalOcean of the pools that Secrets of applications go through. */
export function poolsInSecrets(resources: ReadonlyMap<string, ObservedResource>): ReadonlySet<string> {
  const names = [...resources.values()].flatMap((resource) => {
    const name = resource.kind === 'Secret' ? poolThrough(resource) : undefined;
    return name === undefined ? [] : [name];
  });
  return new Set(names);
}

/** The pool that a Secret goes through stands on it: not every format has a key that tells. */
export const POOL_ANNOTATION = 'databasebinding.fn.crossplane.io/pool';

/** The name at DigitalOcean of the pool that a Secret goes through; `undefined` for one that goes straight to the cluster. */
export function poolThrough({ annotations }: ObservedResource): string | undefined {
  return asString(field(annotations, POOL_ANNOTATION)) || undefined;
}
