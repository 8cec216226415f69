import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from 'node:tls';
import { type ChannelCredentials, credentials, status } from '@grpc/grpc-js';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { FunctionServer } from '../../src/server/function-server.js';
import { RotatingCertificates } from '../../src/server/rotating-certificates.js';
import { createAuthority, type Identity, issue, withFolder, writeCertificates } from './authority.js';
import { recordingLogger, runFunctionOnce, withServer } from './harness.js';

const REQUEST = new Uint8Array([0x0a, 0x03, 0x0a, 0x01, 0x74]);
const NEVER_MS = 2 ** 31 - 1;
const SOON_MS = 10_000;

let authority: Identity;
let otherAuthority: Identity;
let server: Identity;
let client: Identity;

beforeAll(async () => {
  [authority, otherAuthority] = await Promise.all([createAuthority('ours'), createAuthority('theirs')]);
  [server, client] = await Promise.all([issue(authority), issue(authority)]);
});

describe('mTLS', () => {
  test('a client with a certificate of the authority is answered', async () => {
    await withTls(async (running) => {
      expect(await call(running, authority, client)).toEqual({ value: REQUEST });
    });
  });

  test('a client that has the same name as its authority is answered, as Crossplane has', async () => {
    const namesake = await createAuthority('localhost');
    await withTls(async (tls) => {
      writeCertificates(tls.folder, server, namesake);
      tls.rotating.refresh();
      expect(await call(tls, authority, await issue(namesake))).toEqual({ value: REQUEST });
      const impostor = await issue(await createAuthority('localhost'));
      expect(await call(tls, authority, impostor)).toMatchObject({ code: status.UNAVAILABLE });
      expect(await call(tls, authority, client)).toMatchObject({ code: status.UNAVAILABLE });
    });
  });

  test.each<{ name: string; present: (namesake: Identity) => Promise<Identity> | Identity }>([
    {
      name: 'NotForClients',
      present: (namesake) => issue(namesake, { extensions: [{ name: 'extKeyUsage', serverAuth: true }] }),
    },
    {
      name: 'Expired',
      present: (namesake) => issue(namesake, { notBeforeDate: new Date(0), notAfterDate: new Date(86_400_000) }),
    },
    { name: 'TheAuthorityItself', present: (namesake) => namesake },
  ])('the same name does not help a certificate that is none for clients: $name', async ({ present }) => {
    const namesake = await createAuthority('localhost');
    await withTls(async (tls) => {
      writeCertificates(tls.folder, server, namesake);
      tls.rotating.refresh();
      expect(await call(tls, authority, await issue(namesake))).toEqual({ value: REQUEST });
      expect(await call(tls, authority, await present(namesake))).toMatchObject({ code: status.UNAVAILABLE });
    });
  });

  test('a client without a certificate is refused, and the log says so once', async () => {
    await withTls(async (running) => {
      for (let time = 1; time <= 2; time += 1)
        expect(await call(running, authority)).toMatchObject({ code: status.UNAVAILABLE });
      expect(running.lines.map((line) => JSON.parse(line))).toMatchObject([
        { level: 'warn', msg: 'client refused', cause: 'it shows no certificate' },
      ]);
    });
  });

  test('a client with a certificate of another authority is refused', async () => {
    await withTls(async (running) => {
      const stranger = await issue(otherAuthority);
      expect(await call(running, authority, stranger)).toMatchObject({ code: status.UNAVAILABLE });
      expect(messages(running.lines)).toEqual(['client refused']);
    });
  });

  test('a client without TLS is refused', async () => {
    await withTls(async ({ running }) => {
      expect(await runFunctionOnce(running.address, REQUEST)).toMatchObject({ code: status.UNAVAILABLE });
    });
  });

  test('TLS 1.1 is refused, also after a rotation', async () => {
    await withTls(async (tls) => {
      expect(await handshake(tls.running, 'TLSv1.1')).toBe(false);
      writeCertificates(tls.folder, await issue(authority), authority);
      tls.rotating.refresh();
      expect(await handshake(tls.running, 'TLSv1.1')).toBe(false);
      expect(await handshake(tls.running, 'TLSv1.2')).toBe(true);
    });
  });
});

describe('rotation', () => {
  test('a new authority and certificate are taken over together', async () => {
    await withTls(async (tls) => {
      const newClient = await issue(otherAuthority);
      writeCertificates(tls.folder, await issue(otherAuthority), otherAuthority);
      tls.rotating.refresh();
      expect(await call(tls, otherAuthority, newClient)).toEqual({ value: REQUEST });
      expect(await call(tls, otherAuthority, client)).toMatchObject({ code: status.UNAVAILABLE });
      expect(messages(tls.lines)).toEqual(['certificates reloaded', 'client refused']);
    });
  });

  test('a mounted Secret is followed when its symbolic link is swapped', async () => {
    await withFolder(async (mount) => {
      publish(mount, 'first', server, authority);
      for (const file of ['tls.crt', 'tls.key', 'ca.crt']) symlinkSync(join('..data', file), join(mount, file));
      const rotating = new RotatingCertificates(mount, recordingLogger().logger, NEVER_MS);
      await withServer({ certificates: rotating }, async (running) => {
        const tls = { folder: mount, rotating, running, lines: [] };
        expect(await call(tls, authority, client)).toEqual({ value: REQUEST });
        publish(mount, 'second', await issue(otherAuthority), otherAuthority);
        rotating.refresh();
        expect(await call(tls, otherAuthority, await issue(otherAuthority))).toEqual({ value: REQUEST });
      });
      rotating.close();
    });
  });

  test('files are looked at without being asked', async () => {
    await withFolder(async (folder) => {
      writeCertificates(folder, server, authority);
      const { logger, lines } = recordingLogger();
      const rotating = new RotatingCertificates(folder, logger, 5);
      writeCertificates(folder, client, authority);
      const deadline = Date.now() + SOON_MS;
      while (lines.length === 0 && Date.now() < deadline) await sleep(5);
      rotating.close();
      expect(messages(lines)).toEqual(['certificates reloaded']);
      expect(rotating.current.cert.toString()).toBe(client.cert);
    });
  });

  test.each([
    {
      name: 'MissingFile',
      reason: 'a mount is empty for a moment',
      damage: (folder: string) => rmSync(join(folder, 'tls.key')),
    },
    {
      name: 'HalfRotated',
      reason: 'the key is new, its certificate is not',
      damage: (folder: string) => writeFileSync(join(folder, 'tls.key'), client.key),
    },
    {
      name: 'NoCertificate',
      reason: 'a CA that is none would lock every client out',
      damage: (folder: string) => writeFileSync(join(folder, 'ca.crt'), 'none'),
    },
  ])('$name: broken files are reported once and the old ones kept: $reason', async ({ damage }) => {
    await withTls(async (tls) => {
      damage(tls.folder);
      tls.rotating.refresh();
      tls.rotating.refresh();
      expect(messages(tls.lines)).toEqual(['certificates not reloaded']);
      expect(await call(tls, authority, client)).toEqual({ value: REQUEST });
    });
  });
});

describe('files that cannot be used at start', () => {
  test.each([
    {
      name: 'MissingFile',
      file: 'ca.crt',
      content: undefined,
      want: /^cannot read certificate file ".*ca\.crt": ENOENT/,
    },
    {
      name: 'BrokenCertificate',
      file: 'tls.crt',
      content: 'none',
      want: /^cannot use certificate file ".*tls\.crt": /,
    },
    { name: 'BrokenKey', file: 'tls.key', content: 'none', want: /^cannot use certificate file ".*tls\.key": / },
    { name: 'BrokenAuthority', file: 'ca.crt', content: '', want: /^cannot use certificate file ".*ca\.crt": / },
  ])('$name', async ({ file, content, want }) => {
    await withFolder((folder) => {
      writeCertificates(folder, server, authority);
      if (content === undefined) rmSync(join(folder, file));
      else writeFileSync(join(folder, file), content);
      expect(() => new RotatingCertificates(folder, recordingLogger().logger)).toThrow(want);
    });
  });
});

interface Tls {
  readonly folder: string;
  readonly rotating: RotatingCertificates;
  readonly running: FunctionServer;
  readonly lines: string[];
}

async function withTls(use: (tls: Tls) => Promise<void>): Promise<void> {
  await withFolder(async (folder) => {
    writeCertificates(folder, server, authority);
    const { logger, lines } = recordingLogger();
    const rotating = new RotatingCertificates(folder, logger, NEVER_MS);
    await withServer({ certificates: rotating, logger }, (running) => use({ folder, rotating, running, lines }));
    rotating.close();
  });
}

function call({ running }: Tls, trusted: Identity, own?: Identity) {
  const ca = Buffer.from(trusted.cert);
  const secrets: ChannelCredentials = own
    ? credentials.createSsl(ca, Buffer.from(own.key), Buffer.from(own.cert))
    : credentials.createSsl(ca);
  return runFunctionOnce(running.address, REQUEST, { secrets });
}

/** Updates a mounted Secret as the kubelet does: a new folder, then one atomic swap of the link to it. */
function publish(mount: string, name: string, identity: Identity, ca: Identity): void {
  mkdirSync(join(mount, name));
  writeCertificates(join(mount, name), identity, ca);
  symlinkSync(name, join(mount, '..data_tmp'));
  renameSync(join(mount, '..data_tmp'), join(mount, '..data'));
}

function handshake({ address }: FunctionServer, version: 'TLSv1.1' | 'TLSv1.2'): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({
      ...address,
      ca: authority.cert,
      key: client.key,
      cert: client.cert,
      servername: 'localhost',
      ALPNProtocols: ['h2'],
      minVersion: version,
      maxVersion: version,
      // OpenSSL's own default level refuses the old version before the server is asked.
      ciphers: 'DEFAULT@SECLEVEL=0',
    });
    const finish = (accepted: boolean) => {
      socket.destroy();
      resolve(accepted);
    };
    socket.once('secureConnect', () => finish(true));
    socket.once('error', () => finish(false));
  });
}

function messages(lines: readonly string[]): unknown[] {
  return lines.map((line) => JSON.parse(line).msg);
}
