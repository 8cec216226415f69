import { asList, asObject, asString, at, type JsonObject } from '../../src/lib/json.js';

/** What provider-sql (v0.16.0) was seen to execute for an object of its PostgreSQL kinds, and in which database. */
export interface Statements {
  /** `undefined` for the provider config's own database. */
  readonly database: string | undefined;
  readonly create: readonly string[];
  /** Takes it away again, where that was seen. */
  readonly remove: readonly string[];
}

type Write = (parameters: JsonObject, externalName: string) => Statements;

const KINDS: Readonly<Record<string, Write>> = {
  Role: writeRole,
  Grant: writeGrant,
  DefaultPrivileges: writeDefaultPrivileges,
  Schema: ({ database, role }, name) => ({
    database: asString(database),
    create: [`CREATE SCHEMA IF NOT EXISTS ${quoted(name)} AUTHORIZATION ${quoted(role)}`],
    remove: [],
  }),
  Extension: ({ database, extension }) => ({
    database: asString(database),
    create: [`CREATE EXTENSION IF NOT EXISTS ${quoted(extension)}`],
    remove: [],
  }),
};

/** The statements for an object, or `undefined` for one of another kind. */
export function statementsOf(object: JsonObject): Statements | undefined {
  const write = KINDS[String(object.kind)];
  const name = asString(at(object, 'metadata', 'annotations', 'crossplane.io/external-name')) ?? '';
  return write?.(asObject(at(object, 'spec', 'forProvider')), name);
}

/** A role without a login is made; of one that exists, only its settings are changed. */
function writeRole({ configurationParameters }: JsonObject, name: string): Statements {
  const settings = asList(configurationParameters).map(
    (parameter) =>
      `ALTER ROLE ${quoted(name)} SET ${quoted(at(parameter, 'name'))} = ${literal(at(parameter, 'value'))}`,
  );
  const create =
    settings.length > 0
      ? [`ALTER ROLE ${quoted(name)} RESET ALL`, ...settings]
      : [`CREATE ROLE ${quoted(name)} NOLOGIN`];
  return { database: undefined, create, remove: [`DROP ROLE IF EXISTS ${quoted(name)}`] };
}

function writeGrant({ role, memberOf, database, schema, privileges, revokePublicOnDb }: JsonObject): Statements {
  const to = quoted(role);
  if (memberOf !== undefined)
    return {
      database: undefined,
      create: [`REVOKE ${quoted(memberOf)} FROM ${to}`, `GRANT ${quoted(memberOf)} TO ${to}`],
      remove: [`REVOKE ${quoted(memberOf)} FROM ${to}`],
    };
  const list = words(privileges);
  const on = schema === undefined ? `DATABASE ${quoted(database)}` : `SCHEMA ${quoted(schema)}`;
  const closed = revokePublicOnDb === true ? [`REVOKE ALL ON DATABASE ${quoted(database)} FROM PUBLIC`] : [];
  return {
    database: asString(database),
    create: [`REVOKE ${list} ON ${on} FROM ${to}`, `GRANT ${list} ON ${on} TO ${to}`, ...closed],
    remove: [`REVOKE ${list} ON ${on} FROM ${to}`],
  };
}

function writeDefaultPrivileges({
  targetRole,
  role,
  database,
  schema,
  objectType,
  privileges,
}: JsonObject): Statements {
  const of = `ALTER DEFAULT PRIVILEGES FOR ROLE ${quoted(targetRole)} IN SCHEMA ${quoted(schema)}`;
  const objects = `${String(objectType).toUpperCase()}S`;
  const remove = `${of} REVOKE ALL ON ${objects} FROM ${quoted(role)}`;
  return {
    database: asString(database),
    create: [remove, `${of} GRANT ${words(privileges)} ON ${objects} TO ${quoted(role)}`],
    remove: [remove],
  };
}

function words(privileges: unknown): string {
  return Array.isArray(privileges) ? privileges.join(', ') : '';
}

function quoted(name: unknown): string {
  return `"${String(name).replaceAll('"', '""')}"`;
}

function literal(text: unknown): string {
  return `'${String(text).replaceAll("'", "''")}'`;
}
