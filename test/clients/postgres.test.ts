import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { NASTY } from './parts.js';
import { HAS_POSTGRESQL, PSQL, startPostgreSql } from './postgresql-server.js';
import { secretsServed } from './served.js';
import { type RunningServer, runOrThrow, STARTING } from './server.js';

const whereInstalled = HAS_POSTGRESQL ? describe : describe.skip;
const PASSWORD = `pass${NASTY}`;
const ADMINISTRATOR = ['-h', '127.0.0.1', '-U', 'postgres', '-d', 'postgres'];

whereInstalled('a PostgreSQL server with TLS takes what the Secrets say (needs postgres, initdb and psql)', () => {
  let server: RunningServer;
  let secrets: ReturnType<typeof secretsServed>;

  beforeAll(async () => {
    server = await startPostgreSql(
      ['hostssl app app 127.0.0.1/32 scram-sha-256', 'host all postgres 127.0.0.1/32 trust'],
      '127.0.0.1',
    );
    // As DigitalOcean makes users and databases, with the rights of an owner in a binding.
    const sql = `
      set standard_conforming_strings = on;
      create role app login password '${PASSWORD.replaceAll("'", "''")}';
      create role doadmin createdb createrole;
      create database app owner doadmin;
      create role "app-owner" nologin;
      grant "app-owner" to app;
      alter role app set role = 'app-owner';
      \\connect app
      grant create, usage on schema public to "app-owner";`;
    runOrThrow(
      [PSQL, ...ADMINISTRATOR, '-v', 'ON_ERROR_STOP=1', '-p', String(server.port)],
      undefined,
      sql.replaceAll(/^ +/gm, ''),
    );
    secrets = secretsServed(
      'pg',
      {
        users: [
          {
            name: 'app',
            extraSecrets: [{ format: 'Operator' }, { format: 'Environment' }, { format: 'CloudNativePG' }],
          },
        ],
        databases: [{ name: 'app' }],
        connection: { tls: 'VerifyFull', caCertificate: { inline: server.ca } },
      },
      { host: 'localhost', port: server.port, password: PASSWORD },
    );
  }, STARTING);
  afterAll(() => server?.stop());

  const entries = (format: string): Readonly<Record<string, string>> =>
    Object.entries(secrets).find(([key]) => key.endsWith(format))?.[1] ?? {};

  test.each(['app', 'operator', 'environment', 'cloudnativepg'])(
    'node-postgres connects with the URI of the Secret %s, checks the server, creates a table and reads it back',
    async (format) => {
      const secret = entries(format);
      const connectionString = secret.uri ?? secret.DATABASE_URL ?? '';
      const ca = secret['ca.crt'] ?? secret.DATABASE_CA_CERT ?? '';
      const { user, password, host, port, database } = new pg.Client({ connectionString });
      const client = new pg.Client({ user, password, host, port, database, ssl: { ca } } as pg.ClientConfig);
      await client.connect();
      const table = `orders_${format}`;
      await client.query(`create table ${table} (name text)`);
      await client.query(`insert into ${table} values ($1)`, [NASTY]);
      // What its own sessions are like is not for the role to see.
      await client.query('set role none');
      const { rows } = await client.query(
        `select name, (select ssl from pg_stat_ssl where pid = pg_backend_pid()) from ${table}`,
      );
      await client.end();
      expect(rows).toEqual([{ name: NASTY, ssl: true }]);
    },
  );

  test('a server with another certificate is refused', async () => {
    const secret = entries('app');
    const client = new pg.Client({ connectionString: secret.uri });
    await expect(client.connect()).rejects.toThrow(/certificate/);
  });

  /** What psql says when it has nothing but these variables. */
  const psqlSays = (environment: Readonly<Record<string, string>>, ...args: readonly string[]): string => {
    const variables = Object.entries({ HOME: server.folder, ...environment }).map(
      ([name, value]) => `${name}=${value}`,
    );
    const question = ['-A', '-t', '-w', '-c', 'select session_user, current_database()'];
    return runOrThrow(['env', '-i', ...variables, PSQL, ...args, ...question]);
  };

  test('psql connects with the URI alone', () => {
    const root = join(server.folder, 'ca.crt');
    expect(psqlSays({}, `${entries('app').uri}&sslrootcert=${root}`)).toBe('app|app\n');
  });

  test('psql connects with the environment alone', () => {
    const variables = { ...entries('environment'), PGSSLROOTCERT: join(server.folder, 'ca.crt') };
    expect(psqlSays(variables)).toBe('app|app\n');
  });

  test('psql finds the password in the .pgpass', () => {
    const { pgpass = '', host = '', port = '' } = entries('cloudnativepg');
    const path = join(server.folder, 'pgpass');
    writeFileSync(path, `${pgpass}\n`, { mode: 0o600 });
    expect(psqlSays({ PGPASSFILE: path }, '-h', host, '-p', port, '-U', 'app', '-d', 'app')).toBe('app|app\n');
  });
});
