import { keyOf } from '../kinds/resource-keys.js';
import { asNumber, asString, field } from '../lib/json.js';
import type { ObservedResource } from './observed-resource.js';
import { type Endpoint, endpointOf } from './server-facts.js';

/**
 * One generation of a connection pool. DigitalOcean cannot change a pool, so a change creates another beside it: `web`,
 * then `web_2`, with the resource keys `pool-web` and `pool-web.2`. No name in a spec can end like that.
 */
export interface PoolFacts extends Endpoint {
  readonly key: string;
  /** The name in the spec. */
  readonly pool: string;
  readonly generation: number;
  readonly resource: ObservedResource;
  /** The name at DigitalOcean, which takes the place of the database's in a URI. */
  readonly name: string;
  readonly mode: string | undefined;
  readonly size: number | undefined;
  readonly database: string | undefined;
  readonly user: string | undefined;
}

const KEY = /^pool-([a-z0-9-]+)(?:\.([1-9][0-9]{0,8}))?$/;

/** The resource key of a generation of a pool. */
export function poolKey(name: string, generation: number): string {
  return keyOf('pool', generation === 1 ? name : `${name}.${generation}`);
}

/** The name of a generation of a pool at DigitalOcean. */
export function poolName(name: string, generation: number): string {
  return generation === 1 ? name : `${name}_${generation}`;
}

/** The name in the spec of a pool, from the resource key of one of its generations. */
export function poolOf(key: string): string | undefined {
  return KEY.exec(key)?.[1];
}

/** Reads the facts of an observed ConnectionPool resource; `undefined` if the key is not a pool's. */
export function poolFacts(key: string, resource: ObservedResource): PoolFacts | undefined {
  const [, pool, number = '1'] = KEY.exec(key) ?? [];
  if (pool === undefined) return undefined;
  const { forProvider, atProvider } = resource;
  const text = (name: string): string | undefined =>
    asString(field(forProvider, name)) ?? asString(field(atProvider, name));
  return {
    key,
    pool,
    generation: Number(number),
    resource,
    name: poolName(pool, Number(number)),
    ...endpointOf(resource),
    mode: text('mode'),
    size: asNumber(forProvider.size) ?? asNumber(atProvider.size),
    database: text('dbName'),
    // As it was sent: DigitalOcean may answer a user for a pool that was made without one.
    user: asString(forProvider.user),
  };
}

/** The name at DigitalOcean of the pool that a Secret goes through; `undefined` if it goes straight to the cluster. */
export function poolThrough(secret: ObservedResource): string | undefined {
  return secret.layoutMark('pool');
}
