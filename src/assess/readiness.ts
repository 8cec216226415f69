import { isElsewhere } from '../compose/compose-user.js';
import { userKey } from '../compose/resource-keys.js';
import type { UserSecret } from '../connection/compose-secrets.js';
import type { Facts } from '../observe/facts.js';
import { healthOf } from '../observe/health.js';
import type { ObservedResource } from '../observe/observed-resource.js';

/** The resource keys of all composed resources that can be used. */
export function readyKeys({ cluster, resources }: Facts, secrets: readonly UserSecret[]): ReadonlySet<string> {
  const ready = new Set<string>();
  for (const [key, resource] of resources)
    if (resource.kind !== 'Secret' && isReady(resource) && !isElsewhere(resource, cluster)) ready.add(key);
  for (const { key, user, state } of secrets) {
    if (state.state !== 'waiting') ready.add(key);
    // A user whose password nobody knows is of no use, whatever the provider says.
    else ready.delete(userKey(user));
  }
  return ready;
}

/** A Usage is of Crossplane itself: nothing of it is synced to anywhere. */
function isReady(resource: ObservedResource): boolean {
  return /Usage$/.test(resource.kind ?? '')
    ? resource.conditions.get('Ready')?.status === 'True'
    : healthOf(resource).state === 'ready';
}
