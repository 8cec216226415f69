import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Redis } from 'iovalkey';
import { NASTY } from './parts.js';
import { secretsServed } from './served.js';
import { findProgram, type RunningServer, runOrThrow, STARTING, startServer } from './server.js';

const program = findProgram('valkey-server') ?? findProgram('redis-server');
const cli = findProgram('valkey-cli') ?? findProgram('redis-cli');
const whereInstalled = program && cli ? describe : describe.skip;
const PASSWORD = `pass${NASTY}`;

whereInstalled(
  'a Valkey or Redis server with TLS takes what the Secrets say (needs valkey-server or redis-server)',
  () => {
    let server: RunningServer;
    let secrets: ReturnType<typeof secretsServed>;

    beforeAll(async () => {
      server = await startServer((folder, port) => ({
        files: { 'server.conf': configuration(folder, port) },
        command: [program ?? '', join(folder, 'server.conf')],
        ping: pingOf(folder, port),
        user: 'root',
      }));
      const connection = {
        caCertificate: { inline: server.ca },
        extraSecrets: [{ format: 'Operator' }, { format: 'Environment' }],
      };
      secrets = secretsServed('valkey', { connection }, { host: 'localhost', port: server.port, password: PASSWORD });
    }, STARTING);
    afterAll(() => server?.stop());

    const entries = (format: string): Readonly<Record<string, string>> =>
      Object.entries(secrets).find(([key]) => key.endsWith(format))?.[1] ?? {};

    test.each(['default', 'operator', 'environment'])(
      'iovalkey connects with the URI of the Secret %s, checks the server, writes and reads',
      async (format) => {
        const secret = entries(format);
        const ca = secret['ca.crt'] ?? secret.REDIS_CA_CERT ?? '';
        const client = new Redis(secret.uri ?? secret.REDIS_URL ?? '', { tls: { ca }, retryStrategy: () => null });
        await client.set(`orders:${format}`, NASTY);
        expect(await client.get(`orders:${format}`)).toBe(NASTY);
        expect(await client.call('ACL', 'WHOAMI')).toBe('default');
        await client.quit();
      },
    );

    test('a wrong password is refused, so the right one counts', async () => {
      const secret = entries('default');
      const client = new Redis(String(secret.uri).replace('pass', 'word'), {
        tls: { ca: secret['ca.crt'] ?? '' },
        retryStrategy: () => null,
        lazyConnect: true,
      });
      client.on('error', () => undefined);
      await expect(client.get('orders').finally(() => client.disconnect())).rejects.toThrow(/AUTH|WRONGPASS|closed/i);
    });

    test('the command line connects with the URI', () => {
      const { uri = '' } = entries('operator');
      const ca = join(server.folder, 'ca.crt');
      expect(runOrThrow([cli ?? '', '--cacert', ca, '-u', uri, 'PING'])).toContain('PONG');
    });
  },
);

function configuration(folder: string, port: number): string {
  return [
    'bind 127.0.0.1',
    'port 0',
    `tls-port ${port}`,
    `tls-cert-file ${join(folder, 'server.crt')}`,
    `tls-key-file ${join(folder, 'server.key')}`,
    'tls-auth-clients no',
    'save ""',
    `dir ${folder}`,
    `requirepass ${quoted(PASSWORD)}`,
  ].join('\n');
}

/** In its configuration as in C: every byte may be written in hexadecimal. */
function quoted(text: string): string {
  return `"${[...Buffer.from(text)].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('')}"`;
}

/** The server answers as soon as it can say that nobody has logged in. */
function pingOf(folder: string, port: number): readonly string[] {
  return [cli ?? '', '-p', String(port), '--tls', '--cacert', join(folder, 'ca.crt'), 'PING'];
}
