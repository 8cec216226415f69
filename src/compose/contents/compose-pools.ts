import type { Binding, PoolIntent } from '../../api/binding.js';
import { profileOf } from '../../engines/engines.js';
import { keyOf } from '../../kinds/resource-keys.js';
import { compact, type JsonObject } from '../../lib/json.js';
import type { Facts } from '../../observe/facts.js';
import { healthOf } from '../../observe/health.js';
import { homeOf } from '../../observe/home-of.js';
import { mayDelete } from '../../observe/management-policies.js';
import type { ObservedResource } from '../../observe/observed-resource.js';
import { existingPools, type PoolFacts, poolName, poolsInSecrets } from '../../observe/pool-facts.js';
import { IMPORTED } from '../../observe/presence.js';
import { type Home, newHome } from '../home.js';
import { managedResource } from '../managed-resource.js';
import { ALL, type ManagementPolicies, policiesWithin } from '../management-policies.js';
import { type Entry, each, type Part } from '../part.js';
import { NOTHING_REFUSED, type Refusal } from '../refusal.js';
import { importable, lookAt, type Standing, standingOf } from './import-name.js';
import { type Generations, generationsOf } from './pool-generation.js';

interface Context extends Pick<Facts, 'resources' | 'users'> {
  readonly binding: Binding;
  readonly home: Home;
}

/** Composes the connection pools. A change makes a new pool; the old one goes when the new one is ready and nobody uses it. */
export function composePools(binding: Binding, home: Home, { resources, users }: Facts): Part {
  const context = { binding, home, resources, users };
  const unlisted = { objects: composeUnlisted(context), refusals: NOTHING_REFUSED };
  if (binding.pools.length === 0) return unlisted;
  const pools = binding.pools.map((pool) => ({ pool, generations: generationsOf(pool, resources) }));
  const kept = pools.flatMap(({ generations: { current, older } }) => (current ? [...older, current] : older));
  let used = kept.reduce((sum, { size = 0 }) => sum + size, 0);
  const listed = each(pools, ({ pool, generations }, i) => {
    const older = composeOlder(context, generations);
    if (generations.current) {
      const current = existing(context, pool, generations.current, `spec.connectionPools[${i}]`);
      return { objects: [...older, ...current.objects], refusals: current.refusals };
    }
    const refusals = refuseOverBudget(context, pool, used, generations, `spec.connectionPools[${i}].size`);
    if (refusals.length > 0) return { objects: older, refusals };
    used += pool.size;
    return { objects: [...older, ...added(context, pool, generations)], refusals: NOTHING_REFUSED };
  });
  return { objects: [...listed.objects, ...unlisted.objects], refusals: listed.refusals };
}

function existing({ binding }: Context, pool: PoolIntent, { key, name, resource }: PoolFacts, path: string): Part {
  const clusterId = homeOf(resource);
  const it = importable('pool', clusterId, name);
  const standing = standingOf(binding, it, resource);
  const difference = standing.imported ? differenceOf(pool, resource) : undefined;
  // Nothing of a pool can be changed: what was taken over and is another one stays looked at.
  const found = difference !== undefined && it ? { ...standing, ...lookAt(it) } : standing;
  return {
    objects: [[key, manifest(binding, key, { ...pool, name }, clusterId, found)]],
    refusals: difference === undefined ? NOTHING_REFUSED : [{ reason: 'AlreadyExists', path, message: difference }],
  };
}

function differenceOf(
  { mode, size, database, user }: PoolIntent,
  { atProvider }: ObservedResource,
): string | undefined {
  const asked = { mode, size, dbName: database, user };
  const differing = Object.entries(asked).filter(
    ([name, value]) => atProvider[name] !== undefined && atProvider[name] !== '' && atProvider[name] !== value,
  );
  if (differing.length === 0) return undefined;
  const told = differing.map(([name, value]) => `${name} ${String(atProvider[name])} instead of ${String(value)}`);
  return `a pool of this name exists at DigitalOcean with ${told.join(', ')}: ask for what it has, choose another name, or delete it there`;
}

function added(context: Context, pool: PoolIntent, { key, generation }: Generations): readonly Entry[] {
  const { binding, home } = context;
  const clusterId = newHome(home);
  if (clusterId === undefined || !isPrepared(context, pool)) return [];
  const name = poolName(pool.name, generation);
  const standing = standingOf(binding, importable('pool', clusterId, name), undefined);
  return [[key, manifest(binding, key, { ...pool, name }, clusterId, standing)]];
}

/**
 * A pool to a database or for a user that does not exist yet would be refused, and one for a user that somebody else made
 * would tell that one's password. Those of others are there, or nobody knows.
 */
function isPrepared({ binding, resources, users }: Context, { database, user }: PoolIntent): boolean {
  const isReady = (key: string): boolean => {
    const observed = resources.get(key);
    return observed !== undefined && healthOf(observed).state === 'ready';
  };
  const own = binding.users.filter(({ login }) => login === user);
  return (
    (!binding.databases.includes(database) || isReady(keyOf('database', database))) &&
    own.every(({ name, mode }) => isReady(keyOf('user', name)) && (mode === 'Observe' || users.get(name) === 'made'))
  );
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
    return [asFound(binding, facts, isReplaced ? ALL : policiesWithin(binding))];
  });
}

/** A pool that was taken off the list stays until no Secret goes through it any more. */
function composeUnlisted({ binding, resources }: Context): readonly Entry[] {
  if (binding.target.architecture !== 'Controlled') return [];
  const unlisted = existingPools(resources, (pool) => binding.pools.every(({ name }) => name !== pool));
  if (unlisted.length === 0) return [];
  const inUse = poolsInSecrets(resources);
  return unlisted
    .filter(({ name }) => inUse.has(name))
    .map((facts) => asFound(binding, facts, policiesWithin(binding)));
}

function asFound(binding: Binding, facts: PoolFacts, policies: ManagementPolicies): Entry {
  const { key, name, mode = 'transaction', size = 1, database = '', user } = facts;
  const clusterId = homeOf(facts.resource);
  const standing = standingOf(binding, importable('pool', clusterId, name), facts.resource);
  const found = { ...standing, managementPolicies: policies };
  return [key, manifest(binding, key, { name, mode, size, database, user }, clusterId, found)];
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
  { externalName, managementPolicies, imported }: Standing,
): JsonObject {
  return managedResource(binding, {
    key,
    kind: 'pool',
    forProvider: compact({ clusterId, name, mode, size, dbName: database || undefined, user }),
    managementPolicies,
    externalName,
    note: imported ? IMPORTED : undefined,
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
