import type { Existing } from '../api/resolve/resolve-contents.js';
import { DATABASES, TOPICS, userKey, userOf } from '../compose/resource-keys.js';
import type { Facts } from '../observe/facts.js';
import { isMadeHere, nameInExternalName } from '../observe/user-stage.js';

/** The names that resource keys tell: looked for when somebody asks, which a spec that names everything does not. */
export class ExistingNames implements Existing {
  constructor(private readonly resources: Facts['resources']) {}

  get users(): readonly string[] {
    return this.names(userOf);
  }

  get databases(): readonly string[] {
    return this.names(DATABASES.nameOf);
  }

  readonly loginOf = (user: string): string | undefined => {
    const resource = this.resources.get(userKey(user));
    return resource && isMadeHere(resource) ? nameInExternalName(resource.externalName) : undefined;
  };

  get topics(): readonly string[] {
    return this.names(TOPICS.nameOf);
  }

  private names(nameOf: (key: string) => string | undefined): readonly string[] {
    return [...this.resources.keys()].flatMap((key) => nameOf(key) ?? []);
  }
}
