import { isElsewhere } from '../compose/compose-user.js';
import { userKey } from '../compose/resource-keys.js';
import type { ComposedConnection } from '../connection/compose-connection.js';
import type { Facts } from '../observe/facts.js';
import { healthOf } from '../observe/health.js';
import type { ObservedResource } from '../observe/observed-resource.js';

/** What is ready as soon as it is complete: nobody reports on it. */
const PASSIVE: ReadonlySet<string | undefined> = new Set(['Secret', 'ConfigMap']);

/** The resource keys of all composed resources that can be used. */
export function readyKeys(
  { cluster, resources }: Facts,
  { secrets, configMaps, leaving }: ComposedConnection,
): ReadonlySet<string> {
  const ready = new Set<string>(leaving);
  for (const [key, resource] of resources)
    if (!PASSIVE.has(resource.kind) && isReady(resource) && !isElsewhere(resource, cluster)) ready.add(key);
  for (const { key, object } of configMaps) if (object) ready.add(key);
  for (const { key, user, state } of secrets) {
    if (state.state === 'complete' || state.state === 'kept') ready.add(key);
    // A user whose password nobody knows is of no use, whatever the provider says.
    else if (state.state === 'waiting') ready.delete(userKey(user));
  }
  return ready;
}

/** A Usage is of Crossplane itself and a ServiceBinding of its controller: nothing of them is synced to anywhere. */
function isReady(resource: ObservedResource): boolean {
  return /(?:Usage|^ServiceBinding)$/.test(resource.kind ?? '')
    ? resource.conditions.get('Ready')?.status === 'True'
    : healthOf(resource).state === 'ready';
}
