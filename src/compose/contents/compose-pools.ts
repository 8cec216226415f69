import type { Binding, PoolIntent } from '../../api/binding.js';
import { profileOf } from '../../engines/engines.js';
import { keyOf } from '../../kinds/resource-keys.js';
import { compact, type JsonObject } from '../../lib/json.js';
import { type Facts, isReady } from '../../observe/facts.js';
import { mayDelete } from '../../observe/management-policies.js';
import type { ObservedResource } from '../../observe/observed-resource.js';
import { type PoolFacts, poolName, poolThrough } from '../../observe/pool-facts.js';
import { IMPORTED } from '../../observe/presence.js';
import { type Home, newHome } from '../home.js';
import { managedResource } from '../managed-resource.js';
import { ALL, type ManagementPolicies, policiesWithin } from '../management-policies.js';
import { type Entry, each, type Part } from '../part.js';
import type { Refusal } from '../refusal.js';
import { importable, lookAt, type Standing, standingOf } from './import-name.js';
import type { Generations } from './pool-generation.js';

interface Context {
  readonly binding: Binding;
  readonly home: Home;
  readonly facts: Facts;
  /** The pools, by their names at DigitalOcean, that Secrets of applications go through. */
  readonly inUse: ReadonlySet<string | undefined>;
}

/** Composes the connection pools. A change makes a new pool; the old one goes when the new one is ready and nobody uses it. */
export function composePools(
  binding: Binding,
  home: Home,
  facts: Facts,
  chosen: ReadonlyMap<string, Generations>,
): Part {
  const leaving = facts.pools.filter((it) => chosen.get(it.pool)?.current !== it);
  const context = { binding, home, facts, inUse: leaving.length > 0 ? poolsInSecrets(facts) : NOTHING_USED };
  const unlisted = leaving.filter(({ pool }) => !chosen.has(pool));
  let used = facts.pools.reduce((sum, { pool, size = 0 }) => (chosen.has(pool) ? sum + size : sum), 0);
  const listed = each([...chosen.values()], (generations, i) => {
    const path = `spec.connectionPools[${i}]`;
    const older = composeOlder(context, generations);
    const { pool, current } = generations;
    if (current) {
      const { objects, refusals } = existing(context, pool, current, path);
      return { objects: [...older, ...objects], refusals };
    }
    const refusals = refuseOverBudget(context, used, generations, `${path}.size`);
    if (refusals.length > 0) return { objects: older, refusals };
    used += pool.size;
    return { objects: [...older, ...added(context, generations)], refusals: [] };
  });
  return { objects: [...listed.objects, ...composeUnlisted(context, unlisted)], refusals: listed.refusals };
}

const NOTHING_USED: Context['inUse'] = new Set();

function poolsInSecrets({ secrets }: Facts): Context['inUse'] {
  return new Set([...secrets.values()].flat().map(([, secret]) => poolThrough(secret)));
}

function existing({ binding }: Context, pool: PoolIntent, { key, name, resource }: PoolFacts, path: string): Part {
  const clusterId = resource.home;
  const it = importable('pool', clusterId, name);
  const standing = standingOf(binding, it, resource);
  const difference = standing.imported ? differenceOf(pool, resource) : undefined;
  // Nothing of a pool can be changed: what was taken over and is another one stays looked at.
  const found = difference !== undefined && it ? { ...standing, ...lookAt(it) } : standing;
  return {
    objects: [[key, manifest(binding, key, { ...pool, name }, clusterId, found)]],
    refusals: difference === undefined ? [] : [{ reason: 'AlreadyExists', path, message: difference }],
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

function added(context: Context, { pool, key, generation }: Generations): readonly Entry[] {
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
function isPrepared({ binding, facts }: Context, { database, user }: PoolIntent): boolean {
  const own = binding.users.filter(({ login }) => login === user);
  return (
    (!binding.databases.includes(database) || isReady(facts, keyOf('database', database))) &&
    own.every(
      ({ name, mode }) =>
        isReady(facts, keyOf('user', name)) && (mode === 'Observe' || facts.users.get(name) === 'made'),
    )
  );
}

/**
 * Pools that were replaced. They go once the new one is ready and no Secret goes through them any more; and they go at
 * DigitalOcean too, whatever the deletion policy: their connections are needed.
 */
function composeOlder({ binding, inUse }: Context, { current, older }: Generations): readonly Entry[] {
  return older.flatMap((facts): readonly Entry[] => {
    const isReplaced = current?.resource.health.state === 'ready' && !inUse.has(facts.name);
    if (isReplaced && mayDelete(facts.resource)) return [];
    return [asFound(binding, facts, isReplaced ? ALL : policiesWithin(binding))];
  });
}

/** A pool that was taken off the list stays until no Secret goes through it any more. */
function composeUnlisted({ binding, inUse }: Context, unlisted: readonly PoolFacts[]): readonly Entry[] {
  if (binding.target.architecture !== 'Controlled') return [];
  return unlisted
    .filter(({ name }) => inUse.has(name))
    .map((facts) => asFound(binding, facts, policiesWithin(binding)));
}

function asFound(binding: Binding, facts: PoolFacts, policies: ManagementPolicies): Entry {
  const { key, name, mode = 'transaction', size = 1, database = '', user } = facts;
  const clusterId = facts.resource.home;
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
  used: number,
  { pool: { size }, older }: Generations,
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
