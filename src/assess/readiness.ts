import { userKey } from '../compose/resource-keys.js';
import type { UserSecret } from '../connection/compose-secrets.js';
import type { Facts } from '../observe/facts.js';
import { healthOf } from '../observe/health.js';
import type { ObservedResource } from '../observe/observed-resource.js';

/** The resource keys of all composed resources that can be used. */
export function readyKeys({ resources }: Facts, secrets: readonly UserSecret[]): ReadonlySet<string> {
  const ready = new Set<string>();
  for (const [key, resource] of resources)
    if (isUsage(resource) || (resource.kind !== 'Secret' && healthOf(resource).state === 'ready')) ready.add(key);
  for (const { key, user, state } of secrets) {
    if (state.state !== 'waiting') ready.add(key);
    // A user whose password nobody knows is of no use, whatever the provider says.
    else ready.delete(userKey(user));
  }
  return ready;
}

/** A Usage is for the end of the binding: that it exists is enough for all who use the database. */
function isUsage({ kind }: ObservedResource): boolean {
  return kind === 'Usage' || kind === 'ClusterUsage';
}
