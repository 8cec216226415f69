import { beforeAll, expect, test } from '@jest/globals';
import { asString, at, type JsonObject } from '../../../src/lib/json.js';
import { CERTIFICATE } from '../../support/certificate.js';
import { bindingOf, Composite, createNamespace, settledVersionsOf, versionsOf } from '../harness/bindings.js';
import { eventually } from '../harness/eventually.js';
import type { Scenario } from './scenario.js';

const NAMESPACE = 'connections';
const CA = { tls: 'VerifyFull', caCertificate: { configMapRef: { name: 'ca' } } };
const STRANGER = { apiVersion: 'v1', kind: 'Secret', namespace: NAMESPACE, name: 'theirs' };
/** A certificate that comes later is seen at the next reconciliation. */
const TTL_SECONDS = 120;
const TOUCHES = 3;

/** How applications connect is edited while they do. */
export const connectionChanged: Scenario = {
  title: 'a connection that changes',
  tests(world) {
    const edit = (connection: JsonObject) => world.cluster.apply(manifestOf({ ...CA, ...connection }));
    const composite = () => new Composite(world.cluster, manifestOf(CA));
    const versionOf = async () => asString(at(await world.cluster.get(STRANGER), 'metadata', 'resourceVersion'));
    let password = '';

    beforeAll(async () => {
      await createNamespace(world.cluster, NAMESPACE);
      await edit({});
    });

    test('a Secret waits for the certificate that is meant to be in it, and takes it from a ConfigMap', async () => {
      await world.report.note('CA certificate from a ConfigMap', async () => {
        await eventually('a word about it', async () => {
          const condition = await composite().condition('ConnectionReady');
          return condition?.reason === 'WaitingForCaCertificate';
        });
        expect(await composite().secret('orders-credentials')).toBeUndefined();
        const metadata = { namespace: NAMESPACE, name: 'ca' };
        await world.cluster.apply({ apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { 'ca.crt': CERTIFICATE } });
        const secret = await eventually('the Secret', () => composite().secret('orders-credentials'), TTL_SECONDS);
        expect(secret).toMatchObject({ 'ca.crt': CERTIFICATE, uri: expect.stringContaining('sslmode=verify-full') });
        password = secret.password ?? '';
        expect(password).not.toBe('');
        await composite().until('Ready', 'True');
        return 'Secret written with it';
      });
    });

    test('a Secret with another name and format is complete before the old one goes', async () => {
      await world.report.note('Secret renamed', async () => {
        await edit({ secret: { name: 'db', format: 'Environment', prefix: 'APP_' } });
        const seen: (string | undefined)[] = [];
        await eventually('the old one gone', async () => {
          const before = await composite().secret('orders-credentials');
          // What was gone at the first look has its successor at the second.
          const after = await composite().secret('db');
          seen.push(before?.password ?? after?.APP_PGPASSWORD);
          return before === undefined && after !== undefined;
        });
        expect([...new Set(seen)]).toEqual([password]);
        await composite().until('Ready', 'True');
        return `one of the two was there at each of ${seen.length} looks`;
      });
    });

    test("somebody else's Secret is not touched, and the one there was stays", async () => {
      await world.report.note('name taken', async () => {
        const { namespace, name, ...header } = STRANGER;
        await world.cluster.apply({ ...header, metadata: { namespace, name }, data: { mine: 'bWluZQ==' } });
        const before = await versionOf();
        await edit({ secret: { name } });
        const condition = await eventually('a word about it', async () => {
          const found = await composite().condition('ConnectionReady');
          return found?.reason === 'NameTaken' ? found : undefined;
        });
        expect(condition.message).toContain('Secret "theirs": a Secret that nothing controls has the name');
        expect(await versionOf()).toBe(before);
        expect(await composite().secret('db')).toMatchObject({ APP_PGPASSWORD: password });
        return 'NameTaken, both Secrets untouched';
      });
    });

    test('once the name is free, it is taken, and then nothing moves any more', async () => {
      await world.cluster.delete(STRANGER);
      const secret = await eventually('the Secret', () => composite().secret('theirs'), TTL_SECONDS);
      expect(secret).toMatchObject({ password });
      await eventually('the old one gone', async () => (await composite().secret('db')) === undefined);
      await composite().until('Ready', 'True');
      const before = await settledVersionsOf(composite());
      for (let touch = 1; touch <= TOUCHES; touch += 1) {
        const calls = (await world.fn.calls()).ok;
        await composite().touch(String(touch));
        await eventually('one more call', async () => (await world.fn.calls()).ok > calls);
      }
      expect(await versionsOf(composite())).toEqual(before);
      expect(await composite().condition('Responsive')).toMatchObject({ status: 'True' });
    });
  },
};

function manifestOf(connection: JsonObject): JsonObject {
  return bindingOf(NAMESPACE, 'orders', { cluster: { engine: 'pg' }, connection });
}
