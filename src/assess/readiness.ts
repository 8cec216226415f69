import { isAstray } from '../compose/belonging.js';
import { userKey } from '../compose/resource-keys.js';
import type { UserSecret } from '../connection/compose-secrets.js';
import type { Facts } from '../observe/facts.js';
import { healthOf } from '../observe/health.js';
import type { ObservedResource } from '../observe/observed-resource.js';

/** The resource keys of all composed resources that can be used. */
export function readyKeys(facts: Facts, secrets: readonly UserSecret[]): ReadonlySet<string> {
  const ready = new Set<string>();
  for (const [key, resource] of facts.resources) if (isUsable(key, resource, facts)) ready.add(key);
  for (const { key, user, state } of secrets) {
    if (state.state !== 'waiting') ready.add(key);
    // A user whose password nobody knows is of no use, whatever the provider says.
    else ready.delete(userKey(user));
  }
  return ready;
}

function isUsable(key: string, resource: ObservedResource, facts: Facts): boolean {
  switch (resource.kind) {
    case 'Secret':
      return false;
    case 'Usage':
    case 'ClusterUsage':
      return isInEffect(resource);
    default:
      return healthOf(resource).state === 'ready' && !isAstray(key, resource, facts);
  }
}

/** Crossplane says of a Usage that it is there; one of which nothing is said yet keeps nobody from using the database. */
function isInEffect({ conditions }: ObservedResource): boolean {
  const condition = conditions.get('Ready') ?? conditions.get('Available');
  return condition === undefined || condition.status === 'True';
}
