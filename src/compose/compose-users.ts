import type { Binding, UserIntent } from '../api/binding.js';
import type { ObservedResource } from '../observe/observed-resource.js';
import { composeUser, type Home, wasCreated } from './compose-user.js';
import { joined, NOTHING, type Part } from './part.js';
import { userKey } from './resource-keys.js';
import { refuseSettings } from './user-settings.js';

/** Composes the users of a cluster. */
export function composeUsers(
  binding: Binding,
  home: Home,
  resources: ReadonlyMap<string, ObservedResource>,
  taken: ReadonlySet<string>,
): Part {
  const one = (user: UserIntent, i: number): Part => {
    const key = userKey(user.name);
    const observed = resources.get(key);
    const object = taken.has(key) ? undefined : composeUser(binding, user, home, observed);
    if (!object) return NOTHING;
    const fixed = observed !== undefined && user.mode === 'Manage' && wasCreated(observed);
    return {
      objects: [[key, object]],
      refusals: fixed ? refuseSettings(binding, user, `spec.users[${i}]`, observed) : [],
    };
  };
  return joined(binding.users.map(one));
}
