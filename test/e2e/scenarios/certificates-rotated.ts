import { X509Certificate } from 'node:crypto';
import { connect } from 'node:tls';
import { beforeAll, expect, test } from '@jest/globals';
import { bindingOf, Composite, createNamespace } from '../harness/bindings.js';
import { eventually } from '../harness/eventually.js';
import type { Scenario } from './scenario.js';

const NAMESPACE = 'certificates';

/** The function's certificate is replaced under the running function. */
export const certificatesRotated: Scenario = {
  title: 'certificates that are rotated',
  tests(world) {
    const orders = bindingOf(NAMESPACE, 'orders', { cluster: { engine: 'valkey' } });
    const composite = () => new Composite(world.cluster, orders);

    beforeAll(async () => {
      await createNamespace(world.cluster, NAMESPACE);
    });

    test('new connections get the new certificate, and Crossplane goes on calling', async () => {
      const { cluster, fn, report } = world;
      await report.note('certificates rotated', async () => {
        const old = await fingerprintAt(fn.port);
        const { fingerprint256 } = new X509Certificate(await fn.rotateCertificates());
        await eventually('the new certificate', async () => (await fingerprintAt(fn.port)) === fingerprint256, 30);
        expect(old).not.toBe(fingerprint256);
        await cluster.apply(orders);
        await composite().until('Ready', 'True');
        return 'taken over while serving';
      });
    });

    test('nobody without a certificate is served, and the log says why', async () => {
      expect(await answerWithoutCertificate(world.fn.port)).toBe('refused');
      await eventually('a word in the log', async () => world.fn.log().includes('it presents no certificate'), 10);
    });
  },
};

const UNVERIFIED = { host: '127.0.0.1', rejectUnauthorized: false, ALPNProtocols: ['h2'] };

/** The fingerprint of the certificate a server shows. */
function fingerprintAt(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ ...UNVERIFIED, port }, () => {
      resolve(socket.getPeerX509Certificate()?.fingerprint256 ?? '');
      socket.destroy();
    });
    socket.on('error', reject);
  });
}

/** In TLS 1.3 a client learns only after the handshake that it was not let in. */
function answerWithoutCertificate(port: number): Promise<'refused' | 'served'> {
  return new Promise((resolve) => {
    const socket = connect({ ...UNVERIFIED, port });
    socket.once('data', () => {
      socket.destroy();
      resolve('served');
    });
    socket.once('error', () => resolve('refused'));
    socket.once('close', () => resolve('refused'));
  });
}
