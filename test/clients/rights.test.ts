import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { isOfSql } from '../../simulation/provider-sql/provider-sql.js';
import { statementsOf } from '../../simulation/provider-sql/statements.js';
import { at, type JsonObject } from '../../src/lib/json.js';
import { provided } from '../rules/scenario.js';
import { type ObservedState, run } from '../support/run.js';
import { binding, clusterReady, POLICY, userFree } from '../support/states.js';
import { HAS_POSTGRESQL, PSQL, startPostgreSql } from './postgresql-server.js';
import { type RunningServer, runOrThrow, STARTING } from './server.js';

// DigitalOcean's administrator is no superuser; databases and users are made by somebody who is, and users may do nothing.

const whereInstalled = HAS_POSTGRESQL ? describe : describe.skip;
const PASSWORD = 'a-password';
const SUPERUSER = ['-h', '127.0.0.1', '-U', 'postgres', '-v', 'ON_ERROR_STOP=1', '-q'];

const SPEC: JsonObject = {
  cluster: { engine: 'pg' },
  databases: [{ name: 'orders', extensions: ['pgcrypto'], schemas: [{ name: 'audit' }] }],
  users: [{ name: 'orders' }, { name: 'reports', access: 'ReadOnly' }, { name: 'worker' }],
};
const SQL: JsonObject = { ...POLICY, sql: { provider: 'ProviderSql', isolate: true } };

whereInstalled('rights on a PostgreSQL server set up as DigitalOcean does (needs postgres, initdb and psql)', () => {
  let server: RunningServer;
  /** By their resource keys and parameters. */
  const executed = new Set<string>();

  beforeAll(async () => {
    server = await startPostgreSql(
      ['host all postgres 127.0.0.1/32 trust', 'host all all 127.0.0.1/32 scram-sha-256'],
      '127.0.0.1',
    );
    asSuperuser(
      'postgres',
      `create role doadmin login createdb createrole password '${PASSWORD}';
       ${['orders', 'reports', 'worker', 'stranger'].map((user) => `create role ${user} login password '${PASSWORD}';`).join('\n')}
       create database defaultdb owner doadmin; create database orders owner doadmin;`,
    );
  }, STARTING);
  afterAll(() => server?.stop());

  const asSuperuser = (database: string, sql: string): string =>
    runOrThrow([PSQL, ...SUPERUSER, '-A', '-t', '-p', String(server.port), '-d', database], undefined, sql);

  /** Runs statements as a user that logs in anew, each on its own. */
  async function as(user: string, database: string, ...statements: readonly string[]): Promise<readonly unknown[]> {
    const client = new pg.Client({ host: '127.0.0.1', port: server.port, user, database, password: PASSWORD });
    await client.connect();
    try {
      const rows: unknown[] = [];
      for (const statement of statements) rows.push(...(await client.query(statement)).rows);
      return rows;
    } finally {
      await client.end();
    }
  }

  /** Answers until nothing is new; what provider-sql would execute is executed, as whom it would log in. */
  async function giveRights(spec: JsonObject): Promise<void> {
    const composite = binding(spec);
    let observed: Readonly<Record<string, ObservedState>> = {};
    for (let round = 0; round < 14; round++) {
      const { composed } = run({ composite, policy: SQL, observed });
      for (const [key, { resource }] of Object.entries(composed))
        if (isOfSql(resource) && !executed.has(whole(key, resource))) {
          executed.add(whole(key, resource));
          await execute(resource, composed);
        }
      const states = Object.entries(composed).map(
        ([key, { resource }]) => [key, stateOf(key, resource, observed)] as const,
      );
      observed = { ...observed, ...Object.fromEntries(states) };
    }
  }

  const whole = (key: string, resource: JsonObject): string =>
    `${key} ${JSON.stringify(at(resource, 'spec', 'forProvider') ?? '')}`;

  async function execute(
    resource: JsonObject,
    composed: Readonly<Record<string, { resource: JsonObject }>>,
  ): Promise<void> {
    const statements = statementsOf(resource);
    if (!statements) return;
    const config = Object.values(composed).find(
      (other) =>
        other.resource.kind === 'ProviderConfig' &&
        at(other.resource, 'metadata', 'name') === at(resource, 'spec', 'providerConfigRef', 'name'),
    )?.resource;
    const secretName = at(config, 'spec', 'credentials', 'connectionSecretRef', 'name');
    const secret = Object.values(composed).find(
      (other) => at(other.resource, 'metadata', 'name') === secretName,
    )?.resource;
    const user = Buffer.from(String(at(secret, 'data', 'username')), 'base64').toString();
    const database = statements.database ?? String(at(config, 'spec', 'defaultDatabase'));
    await as(user, database, ...statements.create);
  }

  function stateOf(
    key: string,
    resource: JsonObject,
    observed: Readonly<Record<string, ObservedState>>,
  ): ObservedState {
    if (key === 'cluster') return clusterReady('pg');
    if (key.startsWith('user-') && !observed[key]) return userFree(key.slice('user-'.length));
    return provided('pg', key, resource);
  }

  test('without rights the user connects, and every migration fails at its first statement', async () => {
    await expect(as('orders', 'orders', 'create table early (id int)')).rejects.toThrow(
      /permission denied for schema public/,
    );
  });

  test('with its rights the application migrates, others read and write what it makes later, and nobody else connects', async () => {
    await giveRights(SPEC);
    const migration = [
      'create table items (id serial primary key, name text)',
      'alter table items add column price numeric',
      'create index on items (name)',
      'create table passing (id int)',
      'drop table passing',
      'create table audit.log (at timestamptz)',
      "insert into items (name) values (encode(digest('x', 'sha256'), 'hex'))",
    ];
    await as('orders', 'orders', ...migration);
    expect(
      await as('reports', 'orders', 'select count(*)::int from items', 'select count(*)::int from audit.log'),
    ).toEqual([{ count: 1 }, { count: 0 }]);
    expect(await as('worker', 'orders', "insert into items (name) values ('a') returning id")).toEqual([{ id: 2 }]);
    await as('worker', 'orders', "update items set price = 1 where name = 'a'", "delete from items where name = 'a'");
    await expect(as('reports', 'orders', "insert into items (name) values ('b')")).rejects.toThrow(/permission denied/);
    await expect(as('worker', 'orders', 'drop table items')).rejects.toThrow(/must be owner/);
    await expect(as('worker', 'orders', 'create table mine (id int)')).rejects.toThrow(/permission denied/);
    await expect(as('stranger', 'orders', 'select 1')).rejects.toThrow(/permission denied for database/);
  });

  test('a user who comes later works with the tables that are there', async () => {
    asSuperuser('postgres', 'create database grown owner doadmin');
    const alone = { ...SPEC, databases: [{ name: 'grown' }], users: [{ name: 'orders' }] };
    await giveRights(alone);
    await as('orders', 'grown', 'create table old (id serial primary key)', 'insert into old default values');
    await giveRights({ ...SPEC, databases: [{ name: 'grown' }] });
    expect(await as('reports', 'grown', 'select id from old')).toEqual([{ id: 1 }]);
    expect(await as('worker', 'grown', 'insert into old default values returning id')).toEqual([{ id: 2 }]);
  });

  test('what the application makes belongs to the role, so its user can be dropped and another takes over', async () => {
    expect(asSuperuser('orders', "select tableowner from pg_tables where tablename = 'items'").trim()).toBe(
      'orders-owner',
    );
    asSuperuser('orders', `drop role orders; create role orders2 login password '${PASSWORD}';`);
    await giveRights({
      ...SPEC,
      users: [{ name: 'orders2' }, { name: 'reports', access: 'ReadOnly' }, { name: 'worker' }],
    });
    await as('orders2', 'orders', 'alter table items add column note text', 'drop table audit.log');
  });

  test('tables from before stay usable, and pass to the role by one statement of their user', async () => {
    asSuperuser(
      'postgres',
      `create role legacy login password '${PASSWORD}'; create role "legacy-owner"; create database legacy owner doadmin;`,
    );
    asSuperuser('legacy', 'grant create on schema public to legacy');
    await as('legacy', 'legacy', 'create table old (id int)');
    // What a member is given that does not act as the role.
    asSuperuser('legacy', 'grant usage, create on schema public to "legacy-owner"; grant "legacy-owner" to legacy');
    await as('legacy', 'legacy', 'insert into old values (1)', 'create table new (id int)');
    asSuperuser('legacy', "alter role legacy set role = 'legacy-owner'");
    await expect(as('legacy', 'legacy', 'select * from old')).rejects.toThrow(/permission denied for table old/);
    await as('legacy', 'legacy', 'set role none', 'reassign owned by legacy to "legacy-owner"');
    expect(await as('legacy', 'legacy', 'select * from old')).toEqual([{ id: 1 }]);
  });

  test("another binding's tables, as in a backup, pass to a new role by two statements of the administrator", async () => {
    asSuperuser('postgres', 'create database restored owner doadmin');
    const users = [{ name: 'orders2' }, { name: 'reports', access: 'ReadOnly' }];
    await giveRights({ ...SPEC, databases: [{ name: 'restored' }], users });
    await as('orders2', 'restored', 'create table old (id int)');
    asSuperuser('postgres', `create role fresh login password '${PASSWORD}'`);
    // What a binding of another name is given.
    await as(
      'doadmin',
      'restored',
      'create role "fresh-owner"',
      'grant "fresh-owner" to doadmin',
      'grant "fresh-owner" to fresh',
      'grant create, connect on database restored to "fresh-owner"',
      'grant usage, create on schema public to "fresh-owner"',
    );
    await expect(as('fresh', 'restored', 'alter table old add column a int')).rejects.toThrow(/must be owner/);
    const handOver = ['reassign owned by "orders-owner" to "fresh-owner"', 'drop owned by "orders-owner"'];
    await as('doadmin', 'restored', ...handOver);
    await as('fresh', 'restored', 'alter table old add column a int');
    expect(await as('reports', 'restored', 'select * from old')).toEqual([]);
    expect(await as('doadmin', 'restored', 'select * from pg_default_acl')).toEqual([]);
  });

  test('a user whose sessions should begin as a role that it left connects all the same', async () => {
    asSuperuser(
      'postgres',
      `create role gone login password '${PASSWORD}'; create role "gone-owner"; alter role gone set role = 'gone-owner'`,
    );
    expect(await as('gone', 'defaultdb', 'select current_user as who')).toEqual([{ who: 'gone' }]);
  });
});
