import type { Existing } from '../api/resolve/sources.js';
import type { KindName } from '../kinds/kinds.js';
import { keyOf, nameOf } from '../kinds/resource-keys.js';
import { nameInExternalName } from '../observe/external-name.js';
import type { Facts } from '../observe/facts.js';
import { isMadeHere } from '../observe/user-stage.js';

/** The names in observed resource keys. Collected on demand: a spec that names everything does not need them. */
export function existingNames({ resources }: Facts): Existing {
  const names = (kind: KindName): readonly string[] => [...resources.keys()].flatMap((key) => nameOf(kind, key) ?? []);
  return {
    get users() {
      return names('user');
    },
    get databases() {
      return names('database');
    },
    get topics() {
      return names('topic');
    },
    loginOf(user) {
      const resource = resources.get(keyOf('user', user));
      return resource && isMadeHere(resource) ? nameInExternalName(resource.externalName) : undefined;
    },
  };
}
