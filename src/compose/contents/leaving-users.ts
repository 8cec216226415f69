import type { Binding } from '../../api/binding.js';
import { nameOf } from '../../kinds/resource-keys.js';
import { nameInExternalName } from '../../observe/external-name.js';
import type { Facts } from '../../observe/facts.js';
import type { ObservedResource } from '../../observe/observed-resource.js';
import type { Home } from '../home.js';
import type { Entry } from '../part.js';
import { composeUser, leaveUser } from './compose-user.js';

/** Composes the users that left the list: those that applications still connect as stay, the others are let go of. */
export function composeLeavingUsers(
  binding: Binding,
  home: Home,
  { resources, users, secrets }: Facts,
): readonly Entry[] {
  const asked = new Set(binding.users.map(({ name }) => name));
  const objects: Entry[] = [];
  for (const [key, observed] of resources) {
    const name = nameOf('user', key);
    if (name === undefined || asked.has(name)) continue;
    const login = loginOf(name, observed);
    const stage = login === undefined ? 'foreign' : (users.get(name) ?? 'looking');
    // As long as there is a Secret of it, an application may connect as it.
    const object = secrets.has(name)
      ? composeUser(binding, { name, login: login ?? name, mode: 'Manage' }, home, observed, stage)
      : leaveUser(binding, name, login ?? name, observed, stage);
    if (object) objects.push([key, object]);
  }
  return objects;
}

/** The name at DigitalOcean, if the resource names the user that its key stands for: no other is let go of by it. */
function loginOf(name: string, { externalName, note }: ObservedResource): string | undefined {
  const login = nameInExternalName(externalName);
  return login === name || login === note || login?.endsWith(`_${name}`) ? login : undefined;
}
