import type { Binding } from '../api/binding.js';
import type { ObservedResource } from '../observe/observed-resource.js';
import { composeUser, type Home, wasCreated } from './compose-user.js';
import type { Entry, Part } from './part.js';
import type { Refusal } from './refusal.js';
import { userKey } from './resource-keys.js';
import { refuseSettings } from './user-settings.js';

/** Composes the users of a cluster. */
export function composeUsers(
  binding: Binding,
  home: Home,
  resources: ReadonlyMap<string, ObservedResource>,
  taken: ReadonlySet<string>,
): Part {
  const objects: Entry[] = [];
  const refusals: Refusal[] = [];
  for (const [i, user] of binding.users.entries()) {
    const key = userKey(user.name);
    const observed = resources.get(key);
    const object = taken.has(key) ? undefined : composeUser(binding, user, home, observed);
    if (!object) continue;
    objects.push([key, object]);
    if (observed && user.mode === 'Manage' && wasCreated(observed))
      refusals.push(...refuseSettings(binding, user, `spec.users[${i}]`, observed));
  }
  return { objects, refusals };
}
