import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import mysql from 'mysql2/promise';
import { NASTY } from './parts.js';
import { secretsServed } from './served.js';
import { findProgram, type RunningServer, runOrThrow, STARTING, startServer } from './server.js';

const [mariadbd, install, admin, cli] = ['mariadbd', 'mariadb-install-db', 'mariadb-admin', 'mariadb'].map(findProgram);
const whereInstalled = mariadbd && install && admin && cli ? describe : describe.skip;
const PASSWORD = `pass${NASTY}`;

whereInstalled('a MariaDB server with TLS takes what the Secrets say (needs mariadbd and its tools)', () => {
  let server: RunningServer;
  let secrets: ReturnType<typeof secretsServed>;

  beforeAll(async () => {
    server = await startServer((folder, port) => {
      const data = join(folder, 'data');
      const socket = join(folder, 'socket');
      return {
        prepare: [
          [
            install ?? '',
            ...['--no-defaults', `--datadir=${data}`, '--auth-root-authentication-method=normal', '--skip-test-db'],
          ],
        ],
        command: [
          mariadbd ?? '',
          ...['--no-defaults', `--datadir=${data}`, `--socket=${socket}`, '--bind-address=127.0.0.1', `--port=${port}`],
          ...['--require-secure-transport=ON', '--character-set-server=utf8mb4', `--pid-file=${join(folder, 'pid')}`],
          ...[`--ssl-cert=${join(folder, 'server.crt')}`, `--ssl-key=${join(folder, 'server.key')}`],
        ],
        ping: [admin ?? '', '--no-defaults', `--socket=${socket}`, '-u', 'root', 'ping'],
        user: 'mysql',
      };
    });
    const password = PASSWORD.replaceAll('\\', '\\\\').replaceAll("'", "\\'");
    runOrThrow(
      [
        cli ?? '',
        '--no-defaults',
        '--default-character-set=utf8mb4',
        `--socket=${join(server.folder, 'socket')}`,
        '-u',
        'root',
      ],
      undefined,
      `create database app; create user app@'%' identified by '${password}'; grant all on app.* to app@'%';`,
    );
    secrets = secretsServed(
      'mysql',
      {
        users: [{ name: 'app', extraSecrets: [{ format: 'Operator' }, { format: 'Environment' }] }],
        databases: [{ name: 'app' }],
        connection: { tls: 'VerifyFull', caCertificate: { inline: server.ca } },
      },
      { host: 'localhost', port: server.port, password: PASSWORD },
    );
  }, STARTING);
  afterAll(() => server?.stop());

  const entries = (format: string): Readonly<Record<string, string>> =>
    Object.entries(secrets).find(([key]) => key.endsWith(format))?.[1] ?? {};

  test.each(['app', 'operator', 'environment'])(
    'mysql2 connects with the URI of the Secret %s, checks the server, creates a table and reads it back',
    async (format) => {
      const secret = entries(format);
      // The driver knows no ssl-mode: it takes the certificate as an option, and checks the server then.
      const uri = (secret.uri ?? secret.MYSQL_URL ?? '').replace(/\?.*/, '');
      const ca = secret['ca.crt'] ?? secret.MYSQL_CA_CERT ?? '';
      const client = await mysql.createConnection({ uri, ssl: { ca, verifyIdentity: true } });
      await client.query(`create table orders_${format} (name varchar(200)) character set utf8mb4`);
      await client.query(`insert into orders_${format} values (?)`, [NASTY]);
      const [rows] = await client.query(`select name, current_user() as user from orders_${format}`);
      const [ssl] = await client.query("show status like 'Ssl_cipher'");
      await client.end();
      expect(rows).toEqual([{ name: NASTY, user: 'app@%' }]);
      expect(JSON.stringify(ssl)).toMatch(/TLS|AES|CHACHA/);
    },
  );

  test('a server with another certificate is refused', async () => {
    const { uri = '' } = entries('app');
    await expect(mysql.createConnection({ uri: uri.replace(/\?.*/, ''), ssl: {} })).rejects.toThrow(/certificate/);
  });

  test('the command line connects with the environment', () => {
    const {
      MYSQL_HOST = '',
      MYSQL_PORT = '',
      MYSQL_USER = '',
      MYSQL_PASSWORD = '',
      MYSQL_DATABASE = '',
    } = entries('environment');
    const where = ['-h', MYSQL_HOST, '-P', MYSQL_PORT, '-u', MYSQL_USER, '--protocol=tcp', '-D', MYSQL_DATABASE];
    const tls = [`--ssl-ca=${join(server.folder, 'ca.crt')}`, '--ssl-verify-server-cert'];
    const command = ['env', `MYSQL_PWD=${MYSQL_PASSWORD}`, cli ?? '', '--no-defaults', ...where, ...tls];
    expect(runOrThrow([...command, '-N', '-e', 'select current_user()'])).toBe('app@%\n');
  });
});
