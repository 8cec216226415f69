import { schemaRole } from '../../api/names.js';
import type { DatabaseRights, Rights } from '../../api/rights.js';
import type { AccessLevel } from '../../gen/binding.js';
import { keyOf } from '../../kinds/resource-keys.js';
import type { JsonObject } from '../../lib/json.js';
import { NO_LOGIN, OWNED, OWNER, ownerGrantKeys, PUBLIC, type Wanted } from './wanted.js';

/** The provider's words for what each level allows in tables and sequences. */
const ALLOWED = {
  ReadOnly: { ending: 'read', table: ['SELECT'], sequence: ['SELECT'] },
  ReadWrite: { ending: 'write', table: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'], sequence: ['SELECT', 'USAGE'] },
} as const satisfies Partial<Record<AccessLevel, unknown>>;

/** A level below that of an owner. */
export type Limited = keyof typeof ALLOWED;
const LIMITED = Object.keys(ALLOWED) as readonly Limited[];

/**
 * What an owner may do with a database. The provider looks at the privileges alone, so a database that is isolated later needs
 * one more of them. While it is not, everybody may make temporary tables.
 */
const OPEN: JsonObject = { privileges: ['CREATE', 'CONNECT'] };

/** The same of a database that only users with rights may connect to. */
const CLOSED: JsonObject = { privileges: ['CREATE', 'CONNECT', 'TEMPORARY'], revokePublicOnDb: true };

/** What one level means in one schema of a database: a role, whose members have it. */
export interface LevelRole {
  /** Its name in SQL. */
  readonly role: string;
  /** What the keys of its objects end with. */
  readonly suffix: string;
}

/** The role of a level in a schema. One for each: the provider tells default privileges apart by who gets them alone. */
export function levelRole(level: Limited, { name, called, mark }: DatabaseRights, schema: string): LevelRole {
  const { ending } = ALLOWED[level];
  return { role: schemaRole(called, schema, ending, mark), suffix: `${ending}:${name}:${schema}` };
}

/**
 * All that is wanted in a database, whoever uses it: the owner's rights, extensions, schemas, and the roles of each level. Those are
 * there before anybody has the level, and before the owner may create anything: default privileges are about tables that are
 * made later, and nothing gives rights on the others.
 */
export function wantedInDatabase(home: DatabaseRights, { owner }: Rights, base: readonly string[]): readonly Wanted[] {
  const { name, called: database, schemas, extensions } = home;
  const homeKey = keyOf('database', name);
  const [onDatabase, onPublic] = ownerGrantKeys(name);
  const levels = LIMITED.flatMap((level) =>
    [PUBLIC, ...schemas].flatMap((schema) => ofLevel(level, home, schema, owner, base)),
  );
  const inPublic = levels.filter(
    ({ kind, parameters }) => kind === 'defaultPrivileges' && parameters.schema === PUBLIC,
  );
  const wanted: Wanted[] = [
    {
      key: onDatabase,
      kind: 'grant',
      parameters: { role: owner, database, ...OPEN },
      closed: { role: owner, database, ...CLOSED },
      after: [OWNER, homeKey],
    },
    {
      key: onPublic,
      kind: 'grant',
      parameters: { role: owner, database, schema: PUBLIC, privileges: ['USAGE', 'CREATE'] },
      after: [OWNER, homeKey, ...inPublic.map(({ key }) => key)],
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
      after: [OWNER, OWNED, homeKey],
    });
  return [...wanted, ...levels];
}

function schemaKey(database: string, schema: string): string {
  return keyOf('sqlSchema', `${database}:${schema}`);
}

function ofLevel(
  level: Limited,
  home: DatabaseRights,
  schema: string,
  owner: string,
  base: readonly string[],
): readonly Wanted[] {
  const { name, called: database } = home;
  const { ending, table, sequence } = ALLOWED[level];
  const { role, suffix } = levelRole(level, home, schema);
  const roleKey = keyOf('role', suffix);
  const homeKey = keyOf('database', name);
  const place = schema === PUBLIC ? [homeKey] : [homeKey, schemaKey(name, schema)];
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
      after: [roleKey, homeKey],
    });
  return wanted;
}
