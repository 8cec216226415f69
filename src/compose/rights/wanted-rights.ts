import type { EngineBinding } from '../../api/binding.js';
import { sqlConfigName } from '../../api/names.js';
import type { Rights, RightsProvider, UserRights } from '../../api/rights.js';
import { profileOf } from '../../engines/engines.js';
import { connectionSecretName } from '../../kinds/connection-secret.js';
import { keyOf } from '../../kinds/resource-keys.js';
import {
  configKeyOf,
  memberOf,
  NO_LOGIN,
  OWNED,
  OWNER,
  ownerGrantKeys,
  ownerMemberKey,
  PUBLIC,
  secretKeyOf,
  sessionKey,
  type Wanted,
} from './wanted.js';
import { type Limited, levelRole, wantedInDatabase } from './wanted-in-database.js';

/**
 * All that gives the users of a binding their rights. Every right belongs to a role without a login, and users are only its
 * members: such a user can be dropped, and what it has created belongs to the role. The sources of this order are decision 0023
 * and the provider's ways, which docs/rights.md tells. `own` are the owners who keep what they create.
 */
export function wantedRights(
  binding: EngineBinding,
  rights: Rights,
  through: RightsProvider,
  own: ReadonlySet<string>,
): readonly Wanted[] {
  const { defaultUser, defaultDatabase } = profileOf(binding.engine);
  const wanted: Wanted[] =
    through.config === undefined ? [providerConfig(binding, through, undefined, defaultDatabase)] : [];
  const base = through.config === undefined ? [configKeyOf()] : [];
  wanted.push(
    { key: OWNER, kind: 'role', parameters: NO_LOGIN, sqlName: rights.owner, after: base },
    // Without this the administrator may set nothing for the role, nor make it the owner of a schema.
    { key: OWNED, kind: 'grant', parameters: { memberOf: rights.owner, role: defaultUser }, after: [OWNER] },
  );
  for (const database of rights.databases) wanted.push(...wantedInDatabase(database, rights, base));
  for (const user of rights.users) {
    const { access } = user;
    if (access !== 'Owner') wanted.push(...ofMember(user, access, rights));
    else if (rights.databases.length > 0) {
      wanted.push(membership(user, rights));
      if (!own.has(user.name)) wanted.push(...session(user, binding, rights, through));
    }
  }
  return wanted;
}

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

/** Membership in the roles of a level: one for each schema. */
function ofMember({ name, login, databases }: UserRights, level: Limited, rights: Rights): readonly Wanted[] {
  return rights.databases
    .filter((database) => databases.includes(database.name))
    .flatMap((database) =>
      [PUBLIC, ...database.schemas].map((schema): Wanted => {
        const { role, suffix } = levelRole(level, database, schema);
        return {
          key: keyOf('grant', memberOf(name) + suffix),
          kind: 'grant',
          parameters: { memberOf: role, role: login },
          after: [keyOf('role', suffix), keyOf('grant', suffix), keyOf('user', name)],
          user: name,
        };
      }),
    );
}

function membership({ name, login }: UserRights, { owner, databases }: Rights): Wanted {
  return {
    key: ownerMemberKey(name),
    kind: 'grant',
    parameters: { memberOf: owner, role: login },
    after: [OWNER, ...databases.flatMap((database) => ownerGrantKeys(database.name)), keyOf('user', name)],
    user: name,
  };
}

/** What the user creates has to belong to the role, or nobody else could be given rights on it. */
function session(
  { name, login }: UserRights,
  binding: EngineBinding,
  { owner, databases }: Rights,
  through: RightsProvider,
): readonly Wanted[] {
  const config = providerConfig(binding, through, name, databases[0]?.called ?? '');
  return [
    { ...config, user: name },
    {
      key: sessionKey(name),
      kind: 'role',
      parameters: { configurationParameters: [{ name: 'role', value: owner }] },
      sqlName: login,
      login: name,
      after: [ownerMemberKey(name), config.key],
      user: name,
    },
  ];
}
