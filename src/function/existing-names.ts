import type { RoleEnding } from '../api/names.js';
import type { Existing } from '../api/resolve/sources.js';
import type { KindName } from '../kinds/kinds.js';
import { keyOf, nameOf } from '../kinds/resource-keys.js';
import { asString } from '../lib/json.js';
import type { Facts } from '../observe/facts.js';
import { isMadeHere, isNoted, loginIn } from '../observe/user-stage.js';

/** The names in observed resource keys. Collected on demand: a spec that names everything does not need them. */
export class ExistingNames implements Existing {
  constructor(private readonly resources: Facts['resources']) {}

  get users(): readonly string[] {
    return this.names('user');
  }

  get databases(): readonly string[] {
    return this.names('database');
  }

  get topics(): readonly string[] {
    return this.names('topic');
  }

  loginOf(user: string): string | undefined {
    const resource = this.resources.get(keyOf('user', user));
    const isOwn = resource !== undefined && (isMadeHere(resource) || isNoted(resource));
    return isOwn ? loginIn(resource) : undefined;
  }

  isNoted(user: string): boolean {
    const resource = this.resources.get(keyOf('user', user));
    return resource !== undefined && isNoted(resource);
  }

  calledOf(kind: 'database' | 'topic', name: string): string | undefined {
    const resource = this.resources.get(keyOf(kind, name));
    return resource && asString(resource.forProvider.name);
  }

  get ownerRole(): string | undefined {
    return this.resources.get(keyOf('role', 'owner'))?.externalName;
  }

  schemaRoleOf(database: string, ending: RoleEnding): string | undefined {
    return this.resources.get(keyOf('role', `${ending}:${database}:public`))?.externalName;
  }

  private names(kind: KindName): readonly string[] {
    return [...this.resources.keys()].flatMap((key) => nameOf(kind, key) ?? []);
  }
}
