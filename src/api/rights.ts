import type { AccessLevel } from '../gen/binding.js';
import type { SqlSslMode } from '../gen/policy.js';
import type { RoleMark } from './names.js';

/** What the users of a binding may do in its databases, where that is given in SQL. */
export interface Rights {
  /** How they are given; `undefined` where the policy names no way, so that a person has to. */
  readonly through: RightsProvider | undefined;
  /** Whether the binding is not ready without them. */
  readonly areRequired: boolean;
  /** The role that owns what applications create: one for all databases of the binding. */
  readonly owner: string;
  readonly users: readonly UserRights[];
  readonly databases: readonly DatabaseRights[];
}

/** How rights are given. */
export interface RightsProvider {
  /** The provider config that a platform team made for a cluster that lives elsewhere; `undefined` for one of our own. */
  readonly config: string | undefined;
  readonly sslMode: SqlSslMode;
  /** Whether only the binding's users may connect to its databases. */
  readonly isolate: boolean;
}

/** A user who is given rights. */
export interface UserRights {
  /** The name in the spec. */
  readonly name: string;
  /** The name at DigitalOcean. */
  readonly login: string;
  readonly access: AccessLevel;
  /** Whether the spec says so, rather than a default. */
  readonly isAsked: boolean;
  /** Databases by their names in the spec. */
  readonly databases: readonly string[];
}

/** A database in which rights are given. */
export interface DatabaseRights {
  /** The name in the spec. */
  readonly name: string;
  /** The name at DigitalOcean. */
  readonly called: string;
  readonly extensions: readonly string[];
  /** Beside "public". */
  readonly schemas: readonly string[];
  /** In the names of its roles. */
  readonly mark: RoleMark;
}
