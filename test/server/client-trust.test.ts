import { connect, createServer, type TLSSocket } from 'node:tls';
import { beforeAll, expect, test } from '@jest/globals';
import { generate } from 'selfsigned';
import { isTrusted } from '../../src/server/client-trust.js';
import { createAuthority, type Identity, issue } from './authority.js';

const NAME = [{ name: 'commonName', value: 'Crossplane' }] as const;
const DAY_MS = 24 * 60 * 60 * 1000;

let authority: Identity;
let namesake: Identity;
let ordinary: Identity;

beforeAll(async () => {
  [authority, namesake] = await Promise.all([createAuthority('Crossplane'), createAuthority('Crossplane')]);
  ordinary = await issue(authority);
});

/** A certificate with the subject of its issuer, as Crossplane makes them. */
async function selfIssued({ ca = authority, usage = 'clientAuth', isCa = false, days = 1 } = {}): Promise<Identity> {
  const made = await generate([...NAME], {
    keyType: 'ec',
    algorithm: 'sha256',
    ca,
    notBeforeDate: new Date(Date.now() - 2 * DAY_MS),
    notAfterDate: new Date(Date.now() + days * DAY_MS),
    extensions: [
      { name: 'basicConstraints', cA: isCa, critical: true },
      { name: 'extKeyUsage', [usage]: true },
    ],
  });
  return { key: made.private, cert: made.cert };
}

test.each([
  {
    name: 'Ordinary',
    reason: 'the authority signed it, as OpenSSL sees, too',
    client: async () => ordinary,
    want: true,
  },
  {
    name: 'SelfIssued',
    reason: "Crossplane's own: signed by the authority, whose subject it has",
    client: () => selfIssued(),
    want: true,
  },
  { name: 'None', reason: 'everybody could do that', client: async () => undefined, want: false },
  {
    name: 'SelfSigned',
    reason: 'the authority signed nothing',
    client: async () => createAuthority('Crossplane'),
    want: false,
  },
  {
    name: 'Namesake',
    reason: 'another authority of the same name signed it',
    client: () => selfIssued({ ca: namesake }),
    want: false,
  },
  {
    name: 'ServerCertificate',
    reason: 'a function is a server, not one who may call others',
    client: () => selfIssued({ usage: 'serverAuth' }),
    want: false,
  },
  { name: 'Expired', reason: 'it was good until yesterday', client: () => selfIssued({ days: -1 }), want: false },
  {
    name: 'Authority',
    reason: 'an authority signs certificates and is none itself',
    client: () => selfIssued({ isCa: true }),
    want: false,
  },
])('$name: $reason', async ({ client, want }) => {
  expect(await handshake(await client())).toBe(want);
});

/** Whether a client is trusted at the end of a real handshake. */
async function handshake(client: Identity | undefined): Promise<boolean> {
  const serving = createServer({ ...ordinary, ca: authority.cert, requestCert: true, rejectUnauthorized: false });
  await new Promise<void>((resolve) => serving.listen(0, '127.0.0.1', resolve));
  const accepted = new Promise<TLSSocket>((resolve) => serving.once('secureConnection', resolve));
  const address = serving.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false, ...client });
  try {
    return isTrusted(await accepted, Buffer.from(authority.cert));
  } finally {
    (await accepted).destroy();
    socket.destroy();
    serving.close();
  }
}
