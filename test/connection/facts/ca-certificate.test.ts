import { describe, expect, test } from '@jest/globals';
import type { Provider } from '../../../src/api/binding.js';
import { httpRequirement } from '../../../src/connection/compose-ca-request.js';
import { ENGINES } from '../../../src/gen/binding.js';
import { at, type JsonObject } from '../../../src/lib/json.js';
import { CERTIFICATE } from '../../support/certificate.js';
import { type ObservedState, run, type TestRequest, type TestResponse } from '../../support/run.js';
import { CLUSTER_ID, POLICY } from '../../support/states.js';
import { connected, entriesWith, secretOf, unconnected } from '../connected.js';

const VERIFY = { tls: 'VerifyFull' } as const;
const INLINE = { caCertificate: { inline: CERTIFICATE } } as const;
const BY_CONFIG_MAP = { caCertificate: { configMapRef: { name: 'ca' } } } as const;

const configMap = (data: JsonObject, namespace = 'shop'): JsonObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'ca', namespace },
  data,
});
const connection = ({ conditions }: TestResponse) => conditions.ConnectionReady;
const withPolicy = (request: TestRequest, policy: JsonObject): TestRequest => ({
  ...request,
  policy: { ...POLICY, ...policy },
});

describe('a CA certificate', () => {
  test.each([...ENGINES])('given inline is in the Secret of %s', (engine) => {
    const entries = entriesWith(engine, INLINE);
    expect(entries['ca.crt']).toBe(CERTIFICATE);
    // A user of Kafka has a certificate of its own there.
    expect(entries.certificates).toBe(engine === 'kafka' ? 'CERTIFICATE' : CERTIFICATE);
  });

  test.each([
    ['Operator', 'ca.crt'],
    ['Environment', 'DATABASE_CA_CERT'],
    ['CloudNativePG', 'ca.crt'],
  ])('is in the format %s as %s', (format, key) => {
    const response = run(unconnected('pg', { ...INLINE, secret: { format } }));
    expect(secretOf(response, 'secret-orders')[key]).toBe(CERTIFICATE);
  });

  test('comes from a ConfigMap that Crossplane is asked for, in the namespace of the binding', () => {
    const asked = run(unconnected('pg', BY_CONFIG_MAP));
    expect(asked.requirements['ca-certificate']).toEqual({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      matchName: 'ca',
      namespace: 'shop',
    });
    const answered = run({
      ...unconnected('pg', BY_CONFIG_MAP),
      required: { 'ca-certificate': [configMap({ 'ca.crt': CERTIFICATE })] },
    });
    expect(secretOf(answered, 'secret-orders')['ca.crt']).toBe(CERTIFICATE);
  });

  test('comes from a Secret, under the key that is named', () => {
    const secret = {
      ...configMap({ root: Buffer.from(CERTIFICATE).toString('base64') }),
      kind: 'Secret',
    };
    const request = unconnected('pg', { caCertificate: { secretRef: { name: 'ca', key: 'root' } } });
    const response = run({ ...request, required: { 'ca-certificate': [secret] } });
    expect(secretOf(response, 'secret-orders')['ca.crt']).toBe(CERTIFICATE);
  });

  test("comes from the policy's namespace where the binding says nothing, and from the binding's where it does", () => {
    const policy = { caCertificate: { configMapRef: { name: 'ca', namespace: 'platform' } } };
    const byPolicy = run(withPolicy(unconnected('pg', {}), policy));
    expect(at(byPolicy.requirements, 'ca-certificate', 'namespace')).toBe('platform');
    const byBinding = run(withPolicy(unconnected('pg', BY_CONFIG_MAP), policy));
    expect(at(byBinding.requirements, 'ca-certificate', 'namespace')).toBe('shop');
  });

  test('of another object than the one asked for is not taken', () => {
    const other = configMap({ 'ca.crt': CERTIFICATE }, 'other');
    const response = run({ ...unconnected('pg', BY_CONFIG_MAP), required: { 'ca-certificate': [other] } });
    expect(response.composed['secret-orders']).toBeUndefined();
  });
});

describe('a CA certificate that is not there', () => {
  test.each<readonly [string, readonly JsonObject[] | undefined, string]>([
    ['NotAnswered', undefined, 'ConfigMap "ca" in namespace "shop" was not read, which takes Crossplane v2.0 or newer'],
    ['Absent', [], 'ConfigMap "ca" in namespace "shop" does not exist'],
    ['NoKey', [configMap({ 'tls.crt': 'x' })], 'ConfigMap "ca" in namespace "shop" has no key "ca.crt"'],
    ['NoPem', [configMap({ 'ca.crt': 'hello' })], 'key "ca.crt", is not a PEM certificate'],
    ['Huge', [configMap({ 'ca.crt': CERTIFICATE.repeat(2000) })], 'key "ca.crt", has '],
  ])('%s: a new Secret waits and says for what', (_name, answer, why) => {
    const response = run({
      ...unconnected('pg', BY_CONFIG_MAP),
      ...(answer ? { required: { 'ca-certificate': answer } } : {}),
    });
    expect(response.composed['secret-orders']).toBeUndefined();
    expect(connection(response)).toMatchObject({ status: 'FALSE', reason: 'WaitingForCaCertificate' });
    expect(connection(response)?.message).toContain(why);
  });

  test('leaves a Secret that exists as it is, the certificate in it', () => {
    const before = connected('pg', INLINE);
    const { composite } = connected('pg', BY_CONFIG_MAP);
    const response = run({ ...before, composite, required: { 'ca-certificate': [] } });
    expect(secretOf(response, 'secret-orders')['ca.crt']).toBe(CERTIFICATE);
    expect(connection(response)).toMatchObject({ status: 'TRUE', reason: 'CredentialsKept' });
  });

  test('leaves a Secret without one as it is', () => {
    const before = connected('pg', {});
    const { composite } = connected('pg', BY_CONFIG_MAP);
    const response = run({ ...before, composite, required: { 'ca-certificate': [] } });
    expect(response.composed['secret-orders']?.resource.data).toEqual(
      before.observed?.['secret-orders']?.resource.data,
    );
    expect(connection(response)).toMatchObject({ status: 'TRUE', reason: 'CredentialsKept' });
  });

  test('leaves the Secret when it has no source any more', () => {
    const response = run({ ...connected('pg', INLINE), composite: connected('pg', {}).composite });
    expect(secretOf(response, 'secret-orders')).not.toHaveProperty(['ca.crt']);
    expect(connection(response)).toMatchObject({ status: 'TRUE', reason: 'Available' });
  });
});

describe('full verification', () => {
  test('is in every URI that has a word for it', () => {
    const entries = secretOf(run(unconnected('pg', { ...VERIFY, ...INLINE })), 'secret-orders');
    for (const key of ['uri', 'public-uri', 'private-uri', 'jdbc-url', 'jdbc-uri'])
      expect(entries[key]).toContain('sslmode=verify-full');
    const mysql = secretOf(run(unconnected('mysql', { ...VERIFY, ...INLINE })), 'secret-orders');
    expect([mysql.uri, mysql['jdbc-url']].join()).toMatch(/ssl-mode=VERIFY_IDENTITY.*sslMode=VERIFY_IDENTITY/);
  });

  test.each(ENGINES.filter((engine) => engine !== 'valkey'))(
    'waits for a certificate with %s, and says how to provide one',
    (engine) => {
      const response = run(unconnected(engine, VERIFY));
      expect(Object.keys(response.composed).filter((key) => key.startsWith('secret-'))).toEqual([]);
      expect(connection(response)).toEqual({
        status: 'FALSE',
        reason: 'WaitingForCaCertificate',
        message:
          'Secret "orders-credentials": waits for the CA certificate; spec.connection.tls VerifyFull needs one: set caCertificate in spec.connection or in the policy',
      });
    },
  );

  test('does not wait with valkey, whose certificate everybody trusts', () => {
    expect(run(unconnected('valkey', VERIFY)).composed).toHaveProperty('secret-default');
  });

  test('leaves a Secret that exists as it is until the certificate is there', () => {
    const before = connected('pg', {});
    const waiting = run({ ...before, composite: connected('pg', VERIFY).composite });
    expect(waiting.composed['secret-orders']?.resource.data).toEqual(before.observed?.['secret-orders']?.resource.data);
    expect(connection(waiting)).toMatchObject({ status: 'FALSE', reason: 'WaitingForCaCertificate' });
  });
});

describe('a certificate from the API, through provider-http', () => {
  const policy = {
    caCertificate: { fetch: { tokenSecretRef: { name: 'token', namespace: 'platform', key: 'token' } } },
  };
  const key = `ca-request-${CLUSTER_ID}`;
  const request = (state?: JsonObject): TestRequest => {
    const asked = withPolicy(unconnected('pg', VERIFY), policy);
    const composed = run(asked).composed[key]?.resource ?? {};
    const observed: Readonly<Record<string, ObservedState>> = {
      ...asked.observed,
      ...(state ? { [key]: { resource: { ...composed, ...state } } } : {}),
    };
    return { ...asked, observed };
  };

  test('is fetched with the token as a placeholder', () => {
    expect(run(request()).composed[key]?.resource).toEqual({
      apiVersion: 'http.m.crossplane.io/v1alpha2',
      kind: 'DisposableRequest',
      spec: {
        forProvider: {
          url: `https://api.digitalocean.com/v2/databases/${CLUSTER_ID}/ca`,
          method: 'GET',
          headers: { Authorization: ['Bearer {{ token:platform:token }}'] },
          shouldLoopInfinitely: true,
          nextReconcile: '1h0m0s',
        },
        providerConfigRef: { kind: 'ClusterProviderConfig', name: 'default' },
      },
    });
    expect(connection(run(request()))).toMatchObject({ reason: 'WaitingForCaCertificate' });
  });

  test('is not fetched unless the policy says so', () => {
    expect(run(unconnected('pg', VERIFY)).composed).not.toHaveProperty([key]);
  });

  test('is read from the answer', () => {
    const body = JSON.stringify({ ca: { certificate: Buffer.from(CERTIFICATE).toString('base64') } });
    const response = run(request({ status: { response: { statusCode: 200, body } } }));
    expect(secretOf(response, 'secret-orders')['ca.crt']).toBe(CERTIFICATE);
  });

  test.each([
    ['Nothing', { response: { body: '' } }, 'DigitalOcean has not returned one yet'],
    ['NoJson', { response: { body: '<html>' } }, 'DigitalOcean has not returned one yet'],
    ['AnotherShape', { response: { body: '{"ca":[]}' } }, 'DigitalOcean has not returned one yet'],
    [
      'NoPem',
      { response: { body: '{"ca":{"certificate":"aGVsbG8="}}' } },
      "DigitalOcean's answer is not a PEM certificate",
    ],
    [
      'Refused',
      { conditions: [{ type: 'Synced', status: 'False', reason: 'ReconcileError', message: 'observe failed: 401' }] },
      'policy.caCertificate.fetch: 401',
    ],
  ])('%s is told, and waited for', (_name, status, why) => {
    const response = run(request({ status }));
    expect(response.composed['secret-orders']).toBeUndefined();
    expect(connection(response)?.message).toContain(why);
  });
});

describe('a certificate that is fetched where it can be', () => {
  const fetch = {
    tokenSecretRef: { name: 'token', namespace: 'platform', key: 'token' },
    engines: ['kafka', 'mongodb'],
    optional: true,
  };
  const policy = { caCertificate: { fetch } };
  const key = `ca-request-${CLUSTER_ID}`;
  const CRD = {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'disposablerequests.http.m.crossplane.io' },
  };
  const INSTALLED = { required: { 'provider-http': [CRD] } };
  const ABSENT = { required: { 'provider-http': [] } };
  const body = JSON.stringify({ ca: { certificate: Buffer.from(CERTIFICATE).toString('base64') } });
  const ANSWERED = { response: { statusCode: 200, body } };
  const FAILING = {
    conditions: [
      { type: 'Synced', status: 'False', reason: 'ReconcileError', message: 'no such Secret' },
      { type: 'Ready', status: 'False', reason: 'Unavailable' },
    ],
  };

  const asked = (request: TestRequest): TestRequest => withPolicy(request, policy);
  /** With the request as the function composed it, in this state. */
  function observing(request: TestRequest, status: JsonObject): TestRequest {
    const composed = run({ ...request, ...INSTALLED }).composed[key]?.resource;
    if (!composed) throw new Error('wanted a request');
    return { ...request, observed: { ...request.observed, [key]: { resource: { ...composed, status } } } };
  }
  const firstSecret = ({ composed }: TestResponse) =>
    Object.keys(composed).find((name) => name.startsWith('secret-')) ?? 'none';

  test('asks whether provider-http is there, and composes nothing before it knows', () => {
    const response = run(asked(unconnected('kafka', {})));
    expect(response.requirements['provider-http']).toEqual({
      apiVersion: CRD.apiVersion,
      kind: CRD.kind,
      matchName: CRD.metadata.name,
    });
    expect(response.composed).not.toHaveProperty([key]);
  });

  test.each(['kafka', 'mongodb'] as const)(
    'without it %s has its Secret, and the binding says what is missing',
    (engine) => {
      const response = run({ ...asked(unconnected(engine, {})), ...ABSENT });
      expect(firstSecret(response)).not.toBe('none');
      expect(secretOf(response, firstSecret(response))).not.toHaveProperty(['ca.crt']);
      const settledThere = run({ ...asked(connected(engine, {})), ...ABSENT });
      expect(connection(settledThere)).toMatchObject({ status: 'TRUE', reason: 'Available' });
      expect(connection(settledThere)?.message).toMatch(
        /^no CA certificate is in the Secrets.*policy\.caCertificate\.fetch: provider-http is not installed$/,
      );
    },
  );

  test('with it a new Secret waits for the answer, and has the certificate', () => {
    const request = asked(unconnected('kafka', {}));
    const waiting = run({ ...request, ...INSTALLED });
    expect(waiting.composed).toHaveProperty([key]);
    expect(firstSecret(waiting)).toBe('none');
    expect(connection(waiting)?.reason).toBe('WaitingForCaCertificate');
    const answered = run(observing(request, ANSWERED));
    expect(secretOf(answered, firstSecret(answered))['ca.crt']).toBe(CERTIFICATE);
    // It is there, so nobody has to ask again.
    expect(answered.requirements).not.toHaveProperty(['provider-http']);
  });

  test('a request that fails holds nothing up, stays, and is told', () => {
    const response = run(observing(asked(connected('kafka', {})), FAILING));
    expect(response.composed[key]?.ready).toBe(true);
    expect(connection(response)).toMatchObject({ status: 'TRUE', reason: 'Available' });
    expect(connection(response)?.message).toContain('no CA certificate is in the Secrets');
    expect(connection(response)?.message).toContain('no such Secret');
    const anew = run(observing(asked(unconnected('kafka', {})), FAILING));
    expect(firstSecret(anew)).not.toBe('none');
  });

  test('a Secret that has the certificate keeps it when provider-http is gone or fails', () => {
    const before = connected('kafka', INLINE);
    const { composite } = connected('kafka', {});
    const name = Object.keys(before.observed ?? {}).find((each) => each.startsWith('secret-')) ?? '';
    for (const response of [
      run({ ...asked({ ...before, composite }), ...ABSENT }),
      run(observing(asked({ ...before, composite }), FAILING)),
    ]) {
      expect(secretOf(response, name)['ca.crt']).toBe(CERTIFICATE);
      expect(connection(response)?.reason).toBe('CredentialsKept');
    }
  });

  test('full verification waits all the same', () => {
    const response = run({ ...asked(unconnected('kafka', VERIFY)), ...ABSENT });
    expect(firstSecret(response)).toBe('none');
    expect(connection(response)?.message).toContain('provider-http is not installed');
  });

  test('other engines are not concerned', () => {
    const response = run({ ...asked(connected('pg', {})), ...INSTALLED });
    expect(response.requirements).not.toHaveProperty(['provider-http']);
    expect(response.composed).not.toHaveProperty([key]);
    expect(connection(response)).toMatchObject({ reason: 'Available', message: '' });
  });

  test.each([
    ['Namespaced', 'disposablerequests.http.m.crossplane.io'],
    ['ClusterScoped', 'disposablerequests.http.crossplane.io'],
  ] as const)('of the family %s the definition is %s', (family, matchName) => {
    const provider = { family, configRef: {}, resourceNamespace: undefined } as unknown as Provider;
    expect(httpRequirement(provider)[1]).toMatchObject({ matchName });
  });
});
