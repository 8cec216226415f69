import { describe, expect, test } from '@jest/globals';
import { validatePolicy, validateSpec } from '../../../src/api/schema/validate.js';
import { profileOf } from '../../../src/engines/engines.js';
import type { JsonObject } from '../../../src/lib/json.js';
import { type Given, resolve, sentences } from '../../support/stages.js';
import { CLUSTER_ID, POLICY } from '../../support/states.js';

const SQL = { provider: 'ProviderSql' } as const;
const GIVEN: JsonObject = { ...POLICY, sql: SQL };
const ISOLATED: JsonObject = { ...POLICY, sql: { ...SQL, isolate: true } };
const ANY_CLUSTER: JsonObject = { references: { uuids: ['*'] } };

const PG = { cluster: { engine: 'pg' } };
const ELSEWHERE = { clusterRef: { uuid: CLUSTER_ID } };
const OWNER = { name: 'orders' };
const OLD = { name: 'old', mode: 'Observe' };
const ADMINISTRATOR = { name: 'doadmin', mode: 'Observe' };

interface Case extends Given {
  readonly name: string;
  readonly reason: string;
  /** All that is said, each with its path; nothing if it is accepted. */
  readonly want: readonly string[];
}

const NO_WAY = 'needs sql in the policy: ask the platform team, or remove it';
const NO_CONFIG =
  'needs the cluster in sql.clusters of the policy, with a ClusterProviderConfig: ask the platform team, or remove it';
const EVERYTHING = 'the administrator may do everything in all databases: remove it';
const NO_OWNER =
  'spec.users: none has access Owner, so nobody could create what the others read: give one of them Owner';

/** All that needs rights to be given. */
const ASKED: JsonObject = {
  databases: [{ name: 'orders', extensions: ['pgcrypto'], schemas: [{ name: 'audit' }] }],
  users: [OWNER, { name: 'reports', access: 'ReadOnly', databases: ['orders'] }],
};
const refusedBy = (cause: string): readonly string[] => [
  `spec.users[1].access: ${cause}`,
  `spec.users[1].databases: ${cause}`,
  `spec.databases[0].extensions: ${cause}`,
  `spec.databases[0].schemas: ${cause}`,
];

const LEVELS: readonly Case[] = [
  { name: 'Everything', reason: 'the policy gives rights', spec: { ...PG, ...ASKED }, policy: GIVEN, want: [] },
  {
    name: 'Defaults',
    reason: 'the first user is an Owner, the others change rows',
    spec: { ...PG, users: [OWNER, { name: 'worker', databases: ['orders'] }] },
    policy: GIVEN,
    want: [],
  },
  {
    name: 'ReadOnlyWithoutAnOwner',
    reason: 'nobody would make what it reads',
    spec: { ...PG, users: [{ name: 'reports', access: 'ReadOnly' }] },
    policy: GIVEN,
    want: [NO_OWNER],
  },
  {
    name: 'ReadOnlyBesideAnObservedUser',
    reason: 'who is only observed owns nothing by default',
    spec: { ...PG, users: [OLD, { name: 'reports', access: 'ReadOnly' }] },
    policy: GIVEN,
    want: [NO_OWNER],
  },
  {
    name: 'ObservedFirst',
    reason: 'a binding from before may have the administrator, or another observed user, before its own',
    spec: { ...PG, users: [ADMINISTRATOR, OLD, OWNER, { name: 'worker' }] },
    policy: GIVEN,
    want: [],
  },
  {
    name: 'OnlyObservedUsers',
    reason: 'their rights are not the binding’s to give',
    spec: { ...PG, users: [OLD] },
    policy: GIVEN,
    want: [],
  },
  {
    name: 'DatabasesOfAnOwner',
    reason: 'an Owner owns all of them, which would be news to whoever reads the list',
    spec: { ...PG, users: [{ ...OWNER, databases: ['orders'] }] },
    policy: GIVEN,
    want: ['spec.users[0].databases: an Owner owns all databases of the binding: remove it, or set another access'],
  },
  {
    name: 'UnknownDatabase',
    reason: 'a misspelled name would be a right less',
    spec: {
      ...PG,
      databases: [{ name: 'orders' }, { name: 'archive' }],
      users: [OWNER, { name: 'worker', databases: ['archive', 'archives'] }],
    },
    policy: GIVEN,
    want: ['spec.users[1].databases[1]: "archives" is not a database of this binding (it has: orders, archive)'],
  },
  {
    name: 'DatabasesOfAnObservedUser',
    reason: 'it has no level that they could be about',
    spec: { ...PG, users: [OWNER, { ...OLD, databases: ['orders'] }] },
    policy: GIVEN,
    want: ['spec.users[1].access: required with databases'],
  },
  {
    name: 'NamedLikeARole',
    reason: 'a user from before gives way to no role: roles that do not exist yet get other names',
    spec: {
      ...PG,
      databases: [{ name: 'orders', schemas: [{ name: 'audit' }] }],
      users: [OWNER, { name: 'orders-read' }, { name: 'orders.audit-write' }],
    },
    policy: GIVEN,
    want: [],
  },
  {
    name: 'RoleOfADatabase',
    reason: 'users and roles have one space of names, and what exists is not renamed',
    spec: { ...PG, users: [OWNER, { name: 'orders-read' }] },
    policy: GIVEN,
    roles: { 'orders:read': 'orders-read' },
    want: ['spec.users: "orders-read" is the name of a role that holds rights: choose another name'],
  },
  {
    name: 'RoleOfASchema',
    reason: 'a schema has roles of its own',
    spec: {
      ...PG,
      databases: [{ name: 'orders', schemas: [{ name: 'audit' }] }],
      users: [OWNER, { name: 'orders.audit-write' }],
    },
    policy: GIVEN,
    roles: { 'orders:write': 'orders-write' },
    want: ['spec.users: "orders.audit-write" is the name of a role that holds rights: choose another name'],
  },
  {
    name: 'RoleOfTheOwnersThatIsObserved',
    reason: 'the role would take the place of a user who exists',
    spec: { ...PG, users: [OWNER, { name: 'orders-owner', mode: 'Observe' }] },
    policy: GIVEN,
    want: ['spec.users: "orders-owner" is the name of a role that holds rights: choose another name'],
  },
  {
    name: 'RoleOfTheOwners',
    reason: 'it owns all that applications create',
    spec: { ...PG, users: [OWNER, { name: 'orders-owner' }] },
    policy: GIVEN,
    want: ['spec.users: "orders-owner" is the name of a role that holds rights: choose another name'],
  },
  {
    name: 'Administrator',
    reason: 'its sessions must not begin as another role, or it could give no rights any more',
    spec: { ...PG, users: [OWNER, { ...ADMINISTRATOR, access: 'Owner', databases: ['orders'] }] },
    policy: GIVEN,
    want: [`spec.users[1].access: ${EVERYTHING}`, `spec.users[1].databases: ${EVERYTHING}`],
  },
  {
    name: 'AdministratorWithoutSql',
    reason: 'what is accepted now is not refused once the policy has sql',
    spec: { ...PG, users: [OWNER, { ...ADMINISTRATOR, access: 'Owner' }] },
    want: [`spec.users[1].access: ${EVERYTHING}`],
  },
];

const CONTENTS: readonly Case[] = [
  {
    name: 'SchemaOfEveryDatabase',
    reason: 'it is there, and another owner has it: the server',
    spec: {
      ...PG,
      databases: [
        { name: 'orders', schemas: [{ name: 'public' }, { name: 'pg_temp' }, { name: 'information_schema' }] },
      ],
    },
    policy: GIVEN,
    want: ['public', 'pg_temp', 'information_schema'].map(
      (name, i) =>
        `spec.databases[0].schemas[${i}].name: "${name}" is in every database: choose another name, or remove it`,
    ),
  },
];

const WITHOUT: readonly Case[] = [
  {
    name: 'NoSql',
    reason: 'nothing would give the rights, and a reader that writes is worse than none',
    spec: { ...PG, ...ASKED },
    want: refusedBy(NO_WAY),
  },
  {
    name: 'NoSqlForAnOwner',
    reason: 'what every first user is by default is said in a condition',
    spec: { ...PG, users: [{ ...OWNER, access: 'Owner' }] },
    want: [],
  },
  {
    name: 'ClusterWithoutConfig',
    reason: "the administrator's password of such a cluster is not the binding's",
    spec: { ...ELSEWHERE, ...ASKED },
    policy: { ...GIVEN, ...ANY_CLUSTER },
    running: 'pg',
    want: refusedBy(NO_CONFIG),
  },
  {
    name: 'ClusterWithConfig',
    reason: 'the platform team made one for it',
    spec: { ...ELSEWHERE, ...ASKED },
    policy: {
      ...POLICY,
      ...ANY_CLUSTER,
      sql: { ...SQL, clusters: [{ uuid: CLUSTER_ID, clusterProviderConfig: 'a' }] },
    },
    running: 'pg',
    want: [],
  },
];

const ADOPTED = { cluster: { engine: 'pg', adopt: CLUSTER_ID } };
const LOCKED_OUT =
  'spec.cluster.adopt: the policy isolates databases, so users who are not in this binding could no longer connect: adopt with a policy that does not, and isolate later';

const CLOSED: readonly Case[] = [
  {
    name: 'ObservedUser',
    reason: 'who has no rights from the binding could no longer connect',
    spec: { ...PG, users: [OWNER, OLD] },
    policy: ISOLATED,
    want: ['spec.users[1].access: required: the policy isolates databases, so this user could no longer connect'],
  },
  {
    name: 'ObservedUserWithAccess',
    reason: 'its right to connect comes with the level',
    spec: { ...PG, users: [OWNER, { ...OLD, access: 'ReadOnly' }] },
    policy: ISOLATED,
    want: [],
  },
  {
    name: 'ObservedAdministrator',
    reason: 'every database is its own',
    spec: { ...PG, users: [OWNER, ADMINISTRATOR] },
    policy: ISOLATED,
    want: [],
  },
  {
    name: 'AdoptedCluster',
    reason: 'its databases may have users whom nobody here knows',
    spec: ADOPTED,
    policy: { ...ISOLATED, ...ANY_CLUSTER },
    want: [LOCKED_OUT],
  },
  {
    name: 'AdoptedOpenly',
    reason: 'everybody can connect as before',
    spec: ADOPTED,
    policy: { ...GIVEN, ...ANY_CLUSTER },
    want: [],
  },
  {
    name: 'AdoptedAgain',
    reason: 'its databases are the binding’s own',
    spec: ADOPTED,
    policy: { ...ISOLATED, ...ANY_CLUSTER },
    databases: ['orders'],
    want: [],
  },
];

describe.each([
  ['levels', LEVELS],
  ['what databases contain', CONTENTS],
  ['no way to give rights', WITHOUT],
  ['isolation', CLOSED],
] as const)('%s', (_, cases) => {
  test.each(cases)('$name: $reason', ({ name: _name, reason: _reason, want, ...given }) => {
    expect(sentences(resolve(given))).toEqual(want);
  });
});

describe.each(['mysql', 'mongodb'] as const)('%s, whose users get no rights in SQL', (engine) => {
  const { label, rights } = profileOf(engine);
  const cause = `not supported for ${label}: ${rights.inSql ? '' : rights.why}; remove it`;

  test('refuses all that needs them, also the level of an Owner', () => {
    const { users, databases } = ASKED;
    const spec = { cluster: { engine }, databases: databases ?? [], users: users ?? [] };
    expect(sentences(resolve({ spec, policy: GIVEN }))).toEqual(refusedBy(cause));
    const owner = { cluster: { engine }, users: [{ ...OWNER, access: 'Owner' }] };
    expect(sentences(resolve({ spec: owner, policy: GIVEN }))).toEqual([`spec.users[0].access: ${cause}`]);
  });

  test('takes a policy that isolates: it is about the engines that can', () => {
    expect(sentences(resolve({ spec: { cluster: { engine } }, policy: ISOLATED }))).toEqual([]);
  });
});

describe('the schema refuses', () => {
  const database = (contents: JsonObject): JsonObject => ({ ...PG, databases: [{ name: 'orders', ...contents }] });
  const EXTENSION = 'is not the name of an extension: lower case letters, digits, "_" and "-", a letter first';
  const SCHEMA = 'is not the name of a schema: lower case letters, digits and "_", no digit first';

  test.each<{ name: string; reason: string; spec: JsonObject; want: readonly string[] }>([
    {
      name: 'ExtensionInUpperCase',
      reason: 'PostgreSQL knows none',
      spec: database({ extensions: ['PgCrypto'] }),
      want: [`spec.databases[0].extensions[0]: "PgCrypto" ${EXTENSION}`],
    },
    {
      name: 'ExtensionWithMore',
      reason: 'it is a name, and no part of a statement',
      spec: database({ extensions: ['uuid-ossp', 'pg_trgm cascade', '1st', ''] }),
      want: [
        `spec.databases[0].extensions[1]: "pg_trgm cascade" ${EXTENSION}`,
        `spec.databases[0].extensions[2]: "1st" ${EXTENSION}`,
        `spec.databases[0].extensions[3]: must not be empty`,
      ],
    },
    {
      name: 'SchemaWithADash',
      reason: 'it would have to be quoted wherever an application names it',
      spec: database({ schemas: [{ name: 'my-audit' }] }),
      want: [`spec.databases[0].schemas[0].name: "my-audit" ${SCHEMA}`],
    },
    {
      name: 'SchemaTwice',
      reason: 'there is one of a name',
      spec: database({ schemas: [{ name: 'audit' }, { name: 'audit' }] }),
      want: ['spec.databases[0].schemas[1].name: duplicate name "audit"'],
    },
    {
      name: 'OwnerOfASchema',
      reason: 'what a binding creates has one owner, so nobody can name two',
      spec: database({ schemas: [{ name: 'audit', owner: 'orders' }] }),
      want: ['spec.databases[0].schemas[0].owner: unknown field (known: name)'],
    },
    {
      name: 'UnknownLevel',
      reason: 'the levels are listed',
      spec: { ...PG, users: [{ ...OWNER, access: 'Admin' }] },
      want: ['spec.users[0].access: unsupported value "Admin" (supported: Owner, ReadWrite, ReadOnly)'],
    },
    {
      name: 'NoDatabases',
      reason: 'a level that is about nothing is none',
      spec: { ...PG, users: [OWNER, { name: 'worker', databases: [] }] },
      want: ['spec.users[1].databases: must not be empty'],
    },
  ])('$name: $reason', ({ spec, want }) => {
    expect(sentences(validateSpec(spec))).toEqual(want);
  });
});

test.each<{ name: string; reason: string; sql: JsonObject; want: readonly string[] }>([
  {
    name: 'NoProvider',
    reason: 'nothing else gives rights',
    sql: {},
    want: ['provider: required but missing (supported: ProviderSql)'],
  },
  {
    name: 'AnotherProvider',
    reason: 'only one is known',
    sql: { provider: 'ProviderHttp' },
    want: ['provider: unsupported value "ProviderHttp" (supported: ProviderSql)'],
  },
  {
    name: 'NoEncryption',
    reason: 'DigitalOcean takes no connection without it, and the password would be readable on the way',
    sql: { ...SQL, sslMode: 'disable' },
    want: ['sslMode: unsupported value "disable" (supported: require, verify-ca, verify-full)'],
  },
  {
    name: 'ClusterTwice',
    reason: 'it would have two administrators',
    sql: { ...SQL, clusters: ['a', 'b'].map((clusterProviderConfig) => ({ uuid: CLUSTER_ID, clusterProviderConfig })) },
    want: [`clusters[1].uuid: duplicate uuid "${CLUSTER_ID}"`],
  },
])('a policy is refused with $name: $reason', ({ sql, want }) => {
  expect(sentences(validatePolicy({ ...POLICY, sql }))).toEqual(want.map((said) => `policy.sql.${said}`));
});
