import type { PoolIntent } from '../../api/binding.js';
import { profileOf } from '../../engines/engines.js';
import { keyOf } from '../../kinds/resource-keys.js';
import { compact } from '../../lib/json.js';
import { type Facts, isReady } from '../../observe/facts.js';
import { mayDelete } from '../../observe/management-policies.js';
import type { ObservedResource } from '../../observe/observed-resource.js';
import { type PoolFacts, poolName, poolThrough } from '../../observe/pool-facts.js';
import { IMPORTED, isMade, wasThereBefore } from '../../observe/presence.js';
import { type Composing, desire } from '../composing.js';
import { ALL, type ManagementPolicies, policiesWithin } from '../management-policies.js';
import { unsupported } from '../refusal.js';
import type { Generations } from './pool-generation.js';
import { type ImportablePlace, observeOnly, type Standing, standingOf } from './standing.js';

/** The pools, by their names at DigitalOcean, that Secrets of applications go through. */
type InUse = ReadonlySet<string | undefined>;

/** Composes the connection pools. A change creates a new pool; the old one goes once that is ready and nothing uses the old one. */
export function composePools(composing: Composing): void {
  const { binding, facts, pools } = composing;
  const leaving = facts.pools.filter((it) => pools.get(it.pool)?.current !== it);
  const inUse = leaving.length > 0 ? poolsInSecrets(facts) : NONE;
  const counted = facts.pools.filter(
    (it) => pools.get(it.pool)?.current === it || (pools.has(it.pool) && isMade(it.resource)),
  );
  let used = counted.reduce((sum, { size = 0 }) => sum + size, 0);
  let i = 0;
  for (const generations of pools.values()) {
    const path = `spec.connectionPools[${i++}]`;
    composeOlder(composing, generations, inUse);
    if (generations.current) composeExisting(composing, generations.pool, generations.current, path);
    else if (!isOverBudget(composing, used, generations, `${path}.size`)) {
      used += generations.pool.size;
      addPool(composing, generations);
    }
  }
  // A pool that left the list stays until no Secret goes through it any more.
  if (binding.target.architecture === 'Controlled')
    for (const pool of leaving)
      if (!pools.has(pool.pool) && inUse.has(pool.name)) keepPool(composing, pool, policiesWithin(binding));
}

const NONE: InUse = new Set();

function poolsInSecrets({ secrets }: Facts): InUse {
  return new Set([...secrets.values()].flat().map(([, secret]) => poolThrough(secret)));
}

function composeExisting(composing: Composing, pool: PoolIntent, facts: PoolFacts, path: string): void {
  const { name, resource } = facts;
  const place = placeOfPool(facts);
  let standing = standingOf(composing.binding, place, name);
  const difference = standing.note === IMPORTED ? differenceOf(pool, resource) : undefined;
  if (difference !== undefined) {
    composing.refusals.push({ reason: 'AlreadyExists', path, message: difference });
    // Nothing of a pool can be changed: an imported one that differs is only observed.
    standing = { ...standing, ...observeOnly(place, name) };
  }
  desirePool(composing, place, { ...pool, name }, standing);
}

function differenceOf(
  { mode, size, database, user }: PoolIntent,
  { atProvider }: ObservedResource,
): string | undefined {
  const differing: string[] = [];
  for (const [name, value] of Object.entries({ mode, size, dbName: database, user })) {
    const found = atProvider[name];
    if (found !== undefined && found !== '' && found !== value)
      differing.push(`${name} ${String(found)} instead of ${String(value)}`);
  }
  if (differing.length === 0) return undefined;
  return `a pool of this name exists at DigitalOcean with ${differing.join(', ')}: ask for what it has, choose another name, or delete it there`;
}

function addPool(composing: Composing, { pool, key, generation }: Generations): void {
  const { binding, home: clusterId } = composing;
  if (clusterId === undefined || !isPrepared(composing, pool)) return;
  const place: ImportablePlace = { kind: 'pool', key, observed: undefined, clusterId };
  const name = poolName(pool.name, generation);
  desirePool(composing, place, { ...pool, name }, standingOf(binding, place, name));
}

/**
 * A pool to a database or for a user that does not exist yet would be refused, and one for a user that somebody else created
 * would reveal that user's password. Names that are not in the spec are taken to exist.
 */
function isPrepared({ binding, facts }: Composing, { database, user }: PoolIntent): boolean {
  const databases = binding.databases.filter(({ called }) => called === database);
  const users = binding.users.filter(({ login }) => login === user);
  return (
    databases.every(({ name }) => isReady(facts, keyOf('database', name))) &&
    users.every(
      ({ name, mode }) =>
        isReady(facts, keyOf('user', name)) && (mode === 'Observe' || facts.users.get(name) === 'made'),
    )
  );
}

/**
 * Pools that were replaced. They go once the new one is ready and no Secret goes through them any more, at DigitalOcean too,
 * whatever the deletion policy: their connections are needed. One that was there before the binding stays at DigitalOcean.
 */
function composeOlder(composing: Composing, { current, older }: Generations, inUse: InUse): void {
  // One that was never made has no connections: it just goes.
  for (const pool of older.filter(({ resource }) => isMade(resource))) {
    const isReplaced = current?.resource.health.state === 'ready' && !inUse.has(pool.name);
    if (!isReplaced) keepPool(composing, pool, policiesWithin(composing.binding));
    else if (!mayDelete(pool.resource) && !wasThereBefore(pool.resource)) keepPool(composing, pool, ALL);
  }
}

function keepPool(composing: Composing, facts: PoolFacts, managementPolicies: ManagementPolicies): void {
  const { name, mode = 'transaction', size = 1, database = '', user } = facts;
  const place = placeOfPool(facts);
  const standing = { ...standingOf(composing.binding, place, name), managementPolicies };
  desirePool(composing, place, { name, mode, size, database, user }, standing);
}

function placeOfPool({ key, resource }: PoolFacts): ImportablePlace {
  return { kind: 'pool', key, observed: resource, clusterId: resource.home };
}

function desirePool(
  composing: Composing,
  { kind, key, clusterId }: ImportablePlace,
  { name, mode, size, database, user }: Omit<PoolIntent, 'mode'> & { readonly mode: string },
  standing: Standing,
): void {
  const forProvider = compact({ clusterId, name, mode, size, dbName: database || undefined, user });
  desire(composing, { key, kind, forProvider, ...standing });
}

/** Refuses a pool that needs more connections than the cluster's size has left: DigitalOcean would refuse it again and again. */
function isOverBudget(
  { binding, facts: { cluster }, refusals }: Composing,
  used: number,
  { pool: { size }, older }: Generations,
  path: string,
): boolean {
  if (binding.engine === undefined || binding.target.architecture !== 'Controlled') return false;
  const slug = (cluster.state === 'created' ? cluster.size : undefined) ?? binding.target.cluster.size?.value;
  const limit = slug === undefined ? undefined : profileOf(binding.engine).poolConnections(slug);
  if (slug === undefined || limit === undefined || used + size <= limit) return false;
  const left = Math.max(limit - used, 0);
  const advice =
    older.length > 0
      ? `the pool that it replaces still has its own: take that off the list first, or choose a larger cluster`
      : 'ask for less, or choose a larger cluster';
  const message = `${size} connections, but a cluster of size ${slug} has ${left} of ${limit} left for pools: ${advice}`;
  refusals.push(unsupported(path, message));
  return true;
}
