import { asNumber, asString, field } from '../lib/json.js';
import { type Health, healthOf } from './health.js';
import type { ObservedResource } from './observed-resource.js';

/**
 * One generation of a connection pool. DigitalOcean can change nothing of a pool, so a change makes a further one beside
 * it: `web`, then `web_2`, whose resource keys are `pool-web` and `pool-web.2`. No name in a spec has such an end.
 */
export interface PoolFacts {
  readonly key: string;
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

/** All that exists of a pool, the oldest generation first. */
export function poolGenerations(resources: ReadonlyMap<string, ObservedResource>, name: string): readonly PoolFacts[] {
  const found = [...resources].flatMap(([key, resource]) => {
    const [, pool, generation] = KEY.exec(key) ?? [];
    return pool === name ? [poolFacts(key, name, Number(generation ?? 1), resource)] : [];
  });
  return found.sort((a, b) => a.generation - b.generation);
}

function poolFacts(key: string, name: string, generation: number, resource: ObservedResource): PoolFacts {
  const { forProvider, atProvider } = resource;
  const text = (name: string): string | undefined =>
    asString(field(forProvider, name)) ?? asString(field(atProvider, name));
  return {
    key,
    generation,
    resource,
    health: healthOf(resource),
    name: poolName(name, generation),
    mode: text('mode'),
    size: asNumber(field(forProvider, 'size')) ?? asNumber(field(atProvider, 'size')),
    database: text('dbName'),
    user: text('user'),
    host: asString(field(atProvider, 'host')),
    privateHost: asString(field(atProvider, 'privateHost')),
    port: asNumber(field(atProvider, 'port')),
  };
}

/** Names at DigitalOcean of the pools that Secrets of applications go through. */
export function poolsInSecrets(resources: ReadonlyMap<string, ObservedResource>): ReadonlySet<string> {
  const names = [...resources.values()].flatMap((resource) => {
    const entry = resource.kind === 'Secret' ? asString(field(resource.data, POOL_ENTRY)) : undefined;
    return entry === undefined ? [] : [Buffer.from(entry, 'base64').toString()];
  });
  return new Set(names);
}

/** The entry of a Secret that names the pool it goes through. */
export const POOL_ENTRY = 'pool-name';
