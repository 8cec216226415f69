import type { RightsName } from '../../kinds/kinds.js';
import { keyOf } from '../../kinds/resource-keys.js';
import type { JsonObject } from '../../lib/json.js';

/** One object that gives rights, and what has to be there before it. */
export interface Wanted {
  readonly key: string;
  readonly kind: Exclude<RightsName, 'sqlSecret'>;
  /** Its parameters; of a provider config, the whole spec. */
  readonly parameters: JsonObject;
  /** Whose provider config it is or goes by: a user's own, or the administrator's. */
  readonly login?: string;
  /** Its name in SQL, where that is not one of the parameters. */
  readonly sqlName?: string;
  /**
   * Resource keys of what has to be ready first: provider-sql waits up to 1,000 s before it tries again what has failed a few
   * times.
   */
  readonly after: readonly string[];
  /** Its parameters if only users with rights may connect to the database. */
  readonly closed?: JsonObject;
  /** The user for whom it is wanted; without it, for everybody. */
  readonly user?: string;
}

/** The administrator's objects have the name that no user can have. */
const ADMINISTRATOR = '.administrator';

/** The schema that every database has. */
export const PUBLIC = 'public';

/** The role that owns what applications create. */
export const OWNER = keyOf('role', 'owner');

/** The membership without which the administrator may set nothing for that role. */
export const OWNED = keyOf('grant', 'administrator');

/** What a role without a login is made of. */
export const NO_LOGIN: JsonObject = { privileges: { login: false } };

/** The key of the Secret with which the rights of a user, or all others, are given. */
export function secretKeyOf(login = ADMINISTRATOR): string {
  return keyOf('sqlSecret', login);
}

/** The key of the provider config of a user, or of the administrator. */
export function configKeyOf(login = ADMINISTRATOR): string {
  return keyOf('sqlConfig', login);
}

/** The key of the object by which the sessions of a user act as the owner. */
export function sessionKey(user: string): string {
  return keyOf('role', `session:${user}`);
}

/** How the names of a user's memberships begin. No name has a colon. */
export function memberOf(user: string): string {
  return `member:${user}:`;
}

/** The key of the membership that makes a user an owner. */
export function ownerMemberKey(user: string): string {
  return keyOf('grant', `${memberOf(user)}owner`);
}

/** The keys of what the owner may do in a database: with the database itself, and in its schema "public". */
export function ownerGrantKeys(database: string): readonly [onDatabase: string, onPublic: string] {
  return [keyOf('grant', `owner:${database}`), keyOf('grant', `owner:${database}:${PUBLIC}`)];
}
