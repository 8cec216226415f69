import type { Composition } from '../compose/compose.js';
import type { ComposedConnection } from '../connection/compose-connection.js';
import { keyOf } from '../kinds/resource-keys.js';
import type { Facts } from '../observe/facts.js';
import type { ObservedResource } from '../observe/observed-resource.js';

/** The resource keys of all composed resources that can be used. */
export function readyKeys(
  facts: Facts,
  { foreign }: Pick<Composition, 'foreign'>,
  { secrets, configMaps, leaving }: ComposedConnection,
): ReadonlySet<string> {
  const ready = new Set<string>(leaving);
  for (const [key, resource] of facts.resources) if (isResourceReady(resource)) ready.add(key);
  for (const key of facts.stranded.keys()) ready.delete(key);
  for (const user of [...foreign, ...lostUsers(facts)]) ready.delete(keyOf('user', user));
  for (const { key, object } of configMaps) if (object) ready.add(key);
  for (const { key, user, state } of secrets) {
    if (state.state === 'complete' || state.state === 'kept') ready.add(key);
    // A user whose password nobody knows is of no use, whatever the provider says.
    else if (state.state === 'waiting') ready.delete(keyOf('user', user));
  }
  return ready;
}

/** Where a user may be deleted, only what looks beside it tells that it is gone. */
function lostUsers({ users }: Facts): readonly string[] {
  return [...users].flatMap(([user, stage]) => (stage === 'lost' ? [user] : []));
}

function isResourceReady(resource: ObservedResource): boolean {
  switch (resource.kind) {
    // Ready as soon as they are complete: nobody reports on them.
    case 'Secret':
    case 'ConfigMap':
      return false;
    case 'Usage':
    case 'ClusterUsage':
      return isInEffect(resource);
    // Of its controller, nothing of it is synced to anywhere.
    case 'ServiceBinding':
      return resource.conditions.get('Ready')?.status === 'True';
    default:
      return resource.health.state === 'ready';
  }
}

/** Crossplane says of a Usage that it is there; one of which nothing is said yet keeps nobody from using the database. */
function isInEffect({ conditions }: ObservedResource): boolean {
  const condition = conditions.get('Ready') ?? conditions.get('Available');
  return condition === undefined || condition.status === 'True';
}
