import type { Existing } from '../api/resolve-contents.js';
import { databaseOf, TOPICS, userOf } from '../compose/resource-keys.js';
import type { Facts } from '../observe/facts.js';

/** The names that resource keys tell: looked for when somebody asks, which a spec that names everything does not. */
export class ExistingNames implements Existing {
  constructor(private readonly resources: Facts['resources']) {}

  get users(): readonly string[] {
    return this.names(userOf);
  }

  get databases(): readonly string[] {
    return this.names(databaseOf);
  }

  get topics(): readonly string[] {
    return this.names(TOPICS.nameOf);
  }

  private names(nameOf: (key: string) => string | undefined): readonly string[] {
    return [...this.resources.keys()].flatMap((key) => nameOf(key) ?? []);
  }
}
