import { asNumber, asString, field } from '../lib/json.js';
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

/** Reads the facts of an observed ConnectionPool resource; `undefined` where its key is that of no pool. */
export function poolFacts(key: string, resource: ObservedResource): PoolFacts | undefined {
  const [, pool, number = '1'] = KEY.exec(key) ?? [];
  if (pool === undefined) return undefined;
  const generation = Number(number);
  const { forProvider, atProvider } = resource;
  const text = (name: string): string | undefined =>
    asString(field(forProvider, name)) ?? asString(field(atProvider, name));
  return {
    key,
    pool,
    generation,
    resource,
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

/** The pool that a Secret goes through stands on it: not every format has a key that tells. */
export const POOL_ANNOTATION = 'databasebinding.fn.crossplane.io/pool';

/** The name at DigitalOcean of the pool that a Secret goes through; `undefined` for one that goes straight to the cluster. */
export function poolThrough({ annotations }: ObservedResource): string | undefined {
  return asString(field(annotations, POOL_ANNOTATION)) || undefined;
}
