import type { Binding, PoolIntent } from '../api/binding.js';
import { profileOf } from '../engines/engines.js';
import { compact, type JsonObject } from '../lib/json.js';
import { healthOf } from '../observe/health.js';
import type { ObservedResource } from '../observe/observed-resource.js';
import { existingPools, type PoolFacts, poolName, poolsInSecrets } from '../observe/pool-facts.js';
import { type Home, homeOf } from './compose-user.js';
import { fullPolicies, type ManagementPolicies, managedResource, mayDelete } from './managed-resource.js';
import { type Entry, each, type Part } from './part.js';
import { type Generations, generationsOf } from './pool-generation.js';
import { NOTHING_REFUSED, type Refusal } from './refusal.js';
import { databaseKey, userKey } from './resource-keys.js';

interface Context {
  readonly binding: Binding;
  readonly home: Home;
  readonly resources: ReadonlyMap<string, ObservedResource>;
}

/** Composes the connection pools. A change makes a new pool; the old one goes when the new one is ready and nobody uses it. */
export function composePools(binding: Binding, home: Home, resources: ReadonlyMap<string, ObservedResource>): Part {
  const context = { binding, home, resources };
  const unlisted = { objects: composeUnlisted(context), refusals: NOTHING_REFUSED };
  if (binding.pools.length === 0) return unlisted;
  const pools = binding.pools.map((pool) => ({ pool, generations: generationsOf(pool, resources) }));
  const kept = pools.flatMap(({ generations: { current, older } }) => (current ? [...older, current] : older));
  let used = kept.reduce((sum, { size = 0 }) => sum + size, 0);
  const listed = each(pools, ({ pool, generations }, i) => {
    const older = composeOlder(context, generations);
    if (generations.current)
      return { objects: [...older, existing(context, pool, generations.current)], refusals: NOTHING_REFUSED };
    const refusals = refuseOverBudget(context, pool, used, generations, `spec.connectionPools[${i}].size`);
    if (refusals.length > 0) return { objects: older, refusals };
    used += pool.size;
    return { objects: [...older, ...added(context, pool, generations)], refusals: NOTHING_REFUSED };
  });
  return { objects: [...listed.objects, ...unlisted.objects], refusals: listed.refusals };
}

function existing({ binding }: Context, pool: PoolIntent, { key, name, resource }: PoolFacts): Entry {
  return [key, manifest(binding, key, { ...pool, name }, homeOf(resource), fullPolicies(binding))];
}

function added(context: Context, pool: PoolIntent, { key, generation }: Generations): readonly Entry[] {
  const { binding, home } = context;
  if (!home.open || home.cluster.state !== 'created' || !isPrepared(context, pool)) return [];
  const name = poolName(pool.name, generation);
  return [[key, manifest(binding, key, { ...pool, name }, home.cluster.id, fullPolicies(binding))]];
}

/** A pool to a database or for a user that does not exist yet would be refused. Those of others are there, or nobody knows. */
function isPrepared({ binding, resources }: Context, { database, user }: PoolIntent): boolean {
  const keys = [
    ...(binding.databases.includes(database) ? [databaseKey(database)] : []),
    ...binding.users.filter(({ name }) => name === user).map(({ name }) => userKey(name)),
  ];
  return keys.every((key) => {
    const observed = resources.get(key);
    return observed !== undefined && healthOf(observed).state === 'ready';
  });
}

/**
 * Pools that were replaced. They go once the new one is ready and no Secret goes through them any more; and they go at
 * DigitalOcean too, whatever the deletion policy: their connections are needed.
 */
function composeOlder({ binding, resources }: Context, { current, older }: Generations): readonly Entry[] {
  if (older.length === 0) return [];
  const inUse = poolsInSecrets(resources);
  return older.flatMap((facts): readonly Entry[] => {
    const isReplaced = current?.health.state === 'ready' && !inUse.has(facts.name);
    if (isReplaced && mayDelete(facts.resource)) return [];
    const policies = isReplaced ? fullPolicies({ deletionPolicy: 'Delete' }) : fullPolicies(binding);
    return [asFound(binding, facts, policies)];
  });
}

/** A pool that was taken off the list stays until no Secret goes through it any more. */
function composeUnlisted({ binding, resources }: Context): readonly Entry[] {
  if (binding.target.architecture !== 'Controlled') return [];
  const unlisted = existingPools(resources, (pool) => binding.pools.every(({ name }) => name !== pool));
  if (unlisted.length === 0) return [];
  const inUse = poolsInSecrets(resources);
  return unlisted.filter(({ name }) => inUse.has(name)).map((facts) => asFound(binding, facts, fullPolicies(binding)));
}

function asFound(binding: Binding, facts: PoolFacts, policies: ManagementPolicies): Entry {
  const { key, name, mode = 'transaction', size = 1, database = '', user } = facts;
  return [key, manifest(binding, key, { name, mode, size, database, user }, homeOf(facts.resource), policies)];
}

interface Settings {
  readonly name: string;
  readonly mode: string;
  readonly size: number;
  readonly database: string;
  readonly user: string | undefined;
}

function manifest(
  binding: Binding,
  key: string,
  { name, mode, size, database, user }: Settings,
  clusterId: string | undefined,
  managementPolicies: ManagementPolicies,
): JsonObject {
  return managedResource(binding, {
    key,
    kind: 'ConnectionPool',
    forProvider: compact({ clusterId, name, mode, size, dbName: database || undefined, user }),
    managementPolicies,
    hasConnectionDetails: true,
  });
}

/** A pool that would take more connections than the cluster's size has; DigitalOcean would refuse it again and again. */
function refuseOverBudget(
  { binding, home: { cluster } }: Context,
  { size }: PoolIntent,
  used: number,
  { older }: Generations,
  path: string,
): readonly Refusal[] {
  if (binding.engine === undefined || binding.target.architecture !== 'Controlled') return [];
  const slug = (cluster.state === 'created' ? cluster.size : undefined) ?? binding.target.cluster.size?.value;
  const limit = slug === undefined ? undefined : profileOf(binding.engine).poolConnections(slug);
  if (slug === undefined || limit === undefined || used + size <= limit) return [];
  const left = Math.max(limit - used, 0);
  const wayOut =
    older.length > 0
      ? ' beside the pool it takes the place of; take that off the list first, or choose a larger size'
      : '';
  const message = `${size} connections, a cluster of size ${slug} has ${left} of ${limit} left for pools${wayOut}`;
  return [{ reason: 'UnsupportedChange', path, message }];
}
