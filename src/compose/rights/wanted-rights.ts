import type { EngineBinding } from '../../api/binding.js';
import { schemaRole, sqlConfigName } from '../../api/names.js';
import type { DatabaseRights, Rights, RightsProvider, UserRights } from '../../api/rights.js';
import { profileOf } from '../../engines/engines.js';
import type { AccessLevel } from '../../gen/binding.js';
import { connectionSecretName } from '../../kinds/connection-secret.js';
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
  /** The user for whom it is wanted; without it, for everybody. */
  readonly user?: string;
}

/** The administrator's objects have the name that no user can have. */
const ADMINISTRATOR = '.administrator';
const PUBLIC = 'public';

/** The provider's words for what each level allows in tables and sequences. */
const ALLOWED = {
  ReadOnly: { ending: 'read', table: ['SELECT'], sequence: ['SELECT'] },
  ReadWrite: { ending: 'write', table: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'], sequence: ['SELECT', 'USAGE'] },
} as const satisfies Partial<Record<AccessLevel, unknown>>;
type Limited = keyof typeof ALLOWED;
const LIMITED = Object.keys(ALLOWED) as readonly Limited[];

const OWNER = keyOf('role', 'owner');
const OWNED = keyOf('grant', 'administrator');

/** The key of the Secret with which the rights of a user, or all others, are given. */
export function secretKeyOf(login = ADMINISTRATOR): string {
  return keyOf('sqlSecret', login);
}

/** The key of the provider config of a user, or of the administrator. */
export function configKeyOf(login = ADMINISTRATOR): string {
  return keyOf('sqlConfig', login);
}

/**
 * All that gives the users of a binding their rights. Every right belongs to a role without a login, and users are only its
 * members: such a user can be dropped, and what it has created belongs to the role. The sources of this order are decision 0023
 * and the provider's ways, which docs/rights.md tells.
 */
export function wantedRights(binding: EngineBinding, rights: Rights, through: RightsProvider): readonly Wanted[] {
  const { defaultUser, defaultDatabase } = profileOf(binding.engine);
  const wanted: Wanted[] =
    through.config === undefined ? [providerConfig(binding, through, undefined, defaultDatabase)] : [];
  const base = through.config === undefined ? [configKeyOf()] : [];
  wanted.push(
    { key: OWNER, kind: 'role', parameters: NO_LOGIN, sqlName: rights.owner, after: base },
    // Without this the administrator may set nothing for the role, nor make it the owner of a schema.
    { key: OWNED, kind: 'grant', parameters: { memberOf: rights.owner, role: defaultUser }, after: [OWNER] },
  );
  for (const database of rights.databases) wanted.push(...ofDatabase(database, rights, through, base));
  for (const user of rights.users) wanted.push(...ofUser(user, binding, rights, through));
  return wanted;
}

const NO_LOGIN: JsonObject = { privileges: { login: false } };

function providerConfig(
  { name, namespace, composite, provider }: EngineBinding,
  { sslMode }: RightsProvider,
  login: string | undefined,
  defaultDatabase: string,
): Wanted {
  const secret = connectionSecretName(composite.name, secretKeyOf(login));
  const reference =
    provider.secretNamespace === undefined ? { name: secret } : { name: secret, namespace: provider.secretNamespace };
  return {
    key: configKeyOf(login),
    kind: 'sqlConfig',
    ...(login === undefined ? {} : { login }),
    sqlName: sqlConfigName(namespace, name, login),
    parameters: {
      defaultDatabase,
      sslMode,
      credentials: { source: 'PostgreSQLConnectionSecret', connectionSecretRef: reference },
    },
    after: [secretKeyOf(login)],
  };
}

function ofDatabase(
  home: DatabaseRights,
  { owner, users }: Rights,
  { isolate }: RightsProvider,
  base: readonly string[],
): readonly Wanted[] {
  const { name, called: database, schemas, extensions } = home;
  const homeKey = keyOf('database', name);
  const wanted: Wanted[] = [
    {
      key: keyOf('grant', `owner:${name}`),
      kind: 'grant',
      parameters: {
        role: owner,
        database,
        privileges: ['CREATE', 'CONNECT', 'TEMPORARY'],
        ...(isolate ? { revokePublicOnDb: true } : {}),
      },
      after: [OWNER, homeKey],
    },
    {
      key: keyOf('grant', `owner:${name}:${PUBLIC}`),
      kind: 'grant',
      parameters: { role: owner, database, schema: PUBLIC, privileges: ['USAGE', 'CREATE'] },
      after: [OWNER, homeKey],
    },
  ];
  for (const extension of extensions)
    wanted.push({
      key: keyOf('extension', `${name}:${extension}`),
      kind: 'extension',
      parameters: { database, extension },
      after: [...base, homeKey],
    });
  for (const schema of schemas)
    wanted.push({
      key: schemaKey(name, schema),
      kind: 'sqlSchema',
      parameters: { database, role: owner },
      sqlName: schema,
      after: [OWNED, homeKey],
    });
  for (const level of LIMITED)
    if (users.some((user) => user.access === level && user.databases.includes(name)))
      for (const schema of [PUBLIC, ...schemas]) wanted.push(...ofLevel(level, home, schema, owner, base));
  return wanted;
}

function schemaKey(database: string, schema: string): string {
  return keyOf('sqlSchema', `${database}:${schema}`);
}

/** One role for each schema and level: the provider tells default privileges apart by who gets them, and by nothing else. */
function ofLevel(
  level: Limited,
  { name, called: database }: DatabaseRights,
  schema: string,
  owner: string,
  base: readonly string[],
): readonly Wanted[] {
  const { ending, table, sequence } = ALLOWED[level];
  const role = schemaRole(database, schema, ending);
  const suffix = `${ending}:${name}:${schema}`;
  const roleKey = keyOf('role', suffix);
  const home = keyOf('database', name);
  const place = schema === PUBLIC ? [home] : [home, schemaKey(name, schema)];
  const privilegesOn = (objectType: 'table' | 'sequence', privileges: readonly string[]): Wanted => ({
    key: keyOf('defaultPrivileges', `${suffix}:${objectType}`),
    kind: 'defaultPrivileges',
    parameters: { targetRole: owner, role, database, schema, objectType, privileges: [...privileges] },
    after: [roleKey, OWNER, OWNED, ...place],
  });
  const wanted: Wanted[] = [
    { key: roleKey, kind: 'role', parameters: NO_LOGIN, sqlName: role, after: base },
    {
      key: keyOf('grant', suffix),
      kind: 'grant',
      parameters: { role, database, schema, privileges: ['USAGE'] },
      after: [roleKey, ...place],
    },
    privilegesOn('table', table),
    privilegesOn('sequence', sequence),
  ];
  // Once for each database: the provider compares all that a role has in one.
  if (schema === PUBLIC)
    wanted.push({
      key: keyOf('grant', `${ending}:${name}`),
      kind: 'grant',
      parameters: { role, database, privileges: ['CONNECT'] },
      after: [roleKey, home],
    });
  return wanted;
}

function ofUser(
  { name, login, access, databases }: UserRights,
  binding: EngineBinding,
  rights: Rights,
  through: RightsProvider,
): readonly Wanted[] {
  const self = keyOf('user', name);
  if (access !== 'Owner') {
    const { ending } = ALLOWED[access];
    return rights.databases
      .filter((database) => databases.includes(database.name))
      .flatMap((database) =>
        [PUBLIC, ...database.schemas].map((schema): Wanted => {
          const suffix = `${ending}:${database.name}:${schema}`;
          return {
            key: keyOf('grant', memberOf(name) + suffix),
            kind: 'grant',
            parameters: { memberOf: schemaRole(database.called, schema, ending), role: login },
            after: [keyOf('role', suffix), keyOf('grant', suffix), self],
            user: name,
          };
        }),
      );
  }
  const member = keyOf('grant', `${memberOf(name)}owner`);
  const [first] = rights.databases;
  if (!first) return [];
  const config = providerConfig(binding, through, name, first.called);
  const granted = rights.databases.flatMap((database) => [
    keyOf('grant', `owner:${database.name}`),
    keyOf('grant', `owner:${database.name}:${PUBLIC}`),
  ]);
  return [
    {
      key: member,
      kind: 'grant',
      parameters: { memberOf: rights.owner, role: login },
      after: [OWNER, ...granted, self],
      user: name,
    },
    { ...config, user: name },
    // What the user creates has to belong to the role, or nobody else could be given rights on it.
    {
      key: sessionKey(name),
      kind: 'role',
      parameters: { configurationParameters: [{ name: 'role', value: rights.owner }] },
      sqlName: login,
      login: name,
      after: [member, config.key],
      user: name,
    },
  ];
}

/** The key of the object by which the sessions of a user act as the owner. */
export function sessionKey(user: string): string {
  return keyOf('role', `session:${user}`);
}

/** How the names of a user's memberships begin. No name has a colon. */
export function memberOf(user: string): string {
  return `member:${user}:`;
}
