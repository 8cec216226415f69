import { describe, expect, test } from '@jest/globals';
import { asObject, at, type Json, type JsonObject } from '../../../src/lib/json.js';
import { type ObservedState, run, type TestResponse } from '../../support/run.js';
import { withValue } from '../../support/stages.js';
import { binding, clusterReady, contentReady, POLICY } from '../../support/states.js';

const SINK = 'logsink-rsyslog-logs';
const COPY = `certificates-${SINK}`;
const NAME = 'orders-logsink-rsyslog-logs-7da04ccf-certificates';
const UID = 'the-binding';
const CA = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----';
const PRIVATE = '-----BEGIN PRIVATE KEY-----\nTOPSECRET\n-----END PRIVATE KEY-----';

const rsyslog = { server: 'logs.example.org', port: 6514, tls: true, caCertificate: { name: 'logs', key: 'ca.crt' } };
const withKey = { ...rsyslog, clientCertificate: 'CERTIFICATE', clientKey: { name: 'client', key: 'tls.key' } };

type Texts = Readonly<Record<string, string>>;
const encoded = (texts: Texts): JsonObject =>
  Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, Buffer.from(text).toString('base64')]));
const secret = (name: string, texts: Texts, marks: JsonObject = {}): JsonObject => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name, namespace: 'shop', ...marks },
  data: encoded(texts),
});
/** Crossplane's answers; nobody has a Secret of the copy's name. */
const answers = (...secrets: readonly JsonObject[]): Readonly<Record<string, readonly JsonObject[]>> => ({
  'log-sink-secret-logs': [],
  'log-sink-secret-client': [],
  [`existing-secret-${NAME}`]: [],
  ...Object.fromEntries(secrets.map((each) => [`log-sink-secret-${at(each, 'metadata', 'name')}`, [each]])),
});
const LINED = answers(secret('logs', { 'ca.crt': `${CA}\n` }));
const CLEAN = answers(secret('logs', { 'ca.crt': CA }));

interface Call {
  readonly sink?: JsonObject;
  readonly required?: Readonly<Record<string, readonly JsonObject[]>>;
  readonly observed?: Readonly<Record<string, ObservedState>>;
}
function call({ sink = rsyslog, required = {}, observed = {} }: Call): TestResponse {
  const logSinks = Object.keys(sink).length > 0 ? [{ name: 'logs', rsyslog: sink }] : [];
  const composite = withValue({ resource: binding({ cluster: { engine: 'pg', logSinks } }) }, ['metadata', 'uid'], UID);
  const all = { cluster: clusterReady('pg'), ...observed };
  return run({ composite: composite.resource, policy: POLICY, observed: all, required });
}
const sent = ({ composed }: TestResponse): JsonObject | undefined => {
  const resource = composed[SINK]?.resource;
  return resource && asObject(at(resource, 'spec', 'forProvider'));
};
const ca = (response: TestResponse): Json | undefined => sent(response)?.caCertSecretRef;
const told = ({ conditions }: TestResponse): string => conditions.SpecAccepted?.message ?? '';

const OWN = { name: 'logs', key: 'ca.crt' };
const COPIED = { name: NAME, key: 'ca.crt' };
const running = (response: TestResponse): ObservedState => contentReady(response.composed[SINK]?.resource ?? {});
/** A sink that refers to the user's own Secret, from before the function looked at what is in it. */
const before = running(call({ required: CLEAN }));
const copied = (texts: Texts = { 'ca.crt': CA }): ObservedState => ({ resource: secret(NAME, texts) });

describe('a text without white space at its ends', () => {
  test('is referred to where it is', () => {
    const response = call({ required: CLEAN });
    expect(ca(response)).toEqual(OWN);
    expect(response.composed).not.toHaveProperty([COPY]);
    expect(response.requirements).toMatchObject({
      'log-sink-secret-logs': { apiVersion: 'v1', kind: 'Secret', matchName: 'logs', namespace: 'shop' },
    });
  });
});

test('what is no text is not copied, and told with its field', () => {
  const binary = secret('logs', {});
  const required = answers({ ...binary, data: { 'ca.crt': Buffer.from([0x30, 0x82, 0xff, 0x0a]).toString('base64') } });
  const response = call({ required, observed: { [SINK]: before } });
  expect(response.composed).not.toHaveProperty([COPY]);
  expect(ca(response)).toEqual(OWN);
  expect(told(response)).toBe(
    'spec.cluster.logSinks[0].rsyslog.caCertificate: Secret "logs" has no text under the key "ca.crt": write it in PEM; until then the log sink keeps what it has',
  );
});

describe('a text with white space at its ends', () => {
  test('is trimmed in a Secret of the binding, once its name was seen to be free', () => {
    const { [`existing-secret-${NAME}`]: _, ...unasked } = LINED;
    const first = call({ required: unasked });
    expect(first.composed).not.toHaveProperty([COPY]);
    expect(first.requirements).toHaveProperty([`existing-secret-${NAME}`]);
    const second = call({ required: LINED });
    expect(second.composed[COPY]).toEqual({
      resource: { ...secret(NAME, { 'ca.crt': CA }), type: 'Opaque' },
      ready: true,
    });
  });

  test('has a new log sink wait until the copy is there', () => {
    const response = call({ required: LINED });
    expect(sent(response)).toBeUndefined();
    expect(response.conditions.ClusterReady).toMatchObject({
      reason: 'PartsNotReady',
      message: expect.stringContaining('log sink "logs": is about to be created'),
    });
    expect(ca(call({ required: LINED, observed: { [COPY]: copied() } }))).toEqual(COPIED);
  });

  test('has one that exists switch over, first the copy and then the reference', () => {
    const first = call({ required: LINED, observed: { [SINK]: before } });
    expect(first.composed).toHaveProperty([COPY]);
    expect(sent(first)).toEqual(at(before.resource, 'spec', 'forProvider'));
    const second = call({ required: LINED, observed: { [SINK]: before, [COPY]: copied() } });
    expect([ca(second), second.composed[COPY]?.resource.data]).toEqual([COPIED, encoded({ 'ca.crt': CA })]);
  });

  test('is read again when it changes, and the reference stays', () => {
    const observed = {
      [COPY]: copied({ 'ca.crt': 'OLD' }),
      [SINK]: running(call({ required: LINED, observed: { [COPY]: copied() } })),
    };
    const response = call({ required: LINED, observed });
    expect([ca(response), response.composed[COPY]?.resource.data]).toEqual([COPIED, encoded({ 'ca.crt': CA })]);
  });

  test('of a key is no part of any message, and waits with the whole sink for its copy', () => {
    const required = answers(secret('logs', { 'ca.crt': CA }), secret('client', { 'tls.key': ` ${PRIVATE}\n` }));
    const both = { 'ca.crt': CA, 'private-key': PRIVATE };
    const observed = { [SINK]: before, [COPY]: copied() };
    const first = call({ sink: withKey, required, observed });
    expect(first.composed[COPY]?.resource.data).toEqual(encoded(both));
    expect(sent(first)).toEqual(at(before.resource, 'spec', 'forProvider'));
    const second = call({ sink: withKey, required, observed: { ...observed, [COPY]: copied(both) } });
    expect(sent(second)).toMatchObject({
      caCertSecretRef: COPIED,
      clientCert: 'CERTIFICATE',
      clientKeySecretRef: { name: NAME, key: 'private-key' },
    });
    for (const { conditions, results } of [first, second])
      expect(JSON.stringify([conditions, results])).not.toContain('TOPSECRET');
  });
});

describe('the copy', () => {
  const onCopy = running(call({ required: LINED, observed: { [COPY]: copied() } }));

  test.each<[reason: string, given: Call]>([
    ['the text has no white space any more', { required: CLEAN }],
    ['the certificate is taken out', { sink: { server: 'logs.example.org', port: 6514 } }],
    ['the log sink is on its way out', { sink: {} }],
  ])('stays while it is referred to, though %s', (_reason, given) => {
    const response = call({ ...given, observed: { [COPY]: copied(), [SINK]: onCopy } });
    expect(response.composed[COPY]?.resource.data).toEqual(encoded({ 'ca.crt': CA }));
    expect(call({ ...given, observed: { [COPY]: copied(), [SINK]: before } }).composed).not.toHaveProperty([COPY]);
    const late = withValue(
      withValue(before, ['metadata', 'generation'], 3),
      ['status', 'conditions'],
      [
        { type: 'Ready', status: 'True' },
        { type: 'Synced', status: 'True', observedGeneration: 2 },
      ],
    );
    expect(call({ ...given, observed: { [COPY]: copied(), [SINK]: late } }).composed).toHaveProperty([COPY]);
  });

  test('goes with its log sink', () => {
    expect(call({ sink: {}, observed: { [COPY]: copied() } }).composed).not.toHaveProperty([COPY]);
  });

  test('is not written over what somebody else has under its name', () => {
    const stranger = secret(NAME, { password: 'x' });
    const required = { ...LINED, [`existing-secret-${NAME}`]: [stranger] };
    const response = call({ required });
    expect(Object.keys(response.composed)).not.toEqual(expect.arrayContaining([COPY, SINK]));
    expect(told(response)).toContain(
      `spec.cluster.logSinks[0]: Secret "${NAME}" is somebody else's: remove it; until then there is no log sink`,
    );
    const ownerReferences = [{ uid: UID, controller: true }];
    const own = { ...LINED, [`existing-secret-${NAME}`]: [secret(NAME, {}, { ownerReferences })] };
    expect(call({ required: own }).composed).toHaveProperty([COPY]);
  });
});

describe('a Secret that is not read', () => {
  const PATH = 'spec.cluster.logSinks[0].rsyslog.caCertificate';

  test.each<[reason: string, required: Call['required'], why: string]>([
    ['Crossplane does not answer', {}, 'Secret "logs" was not read, which takes Crossplane v2.0 or newer'],
    ['it does not exist', answers(), 'there is no Secret "logs" in namespace "shop": make it'],
    ['it has no such key', answers(secret('logs', { ca: CA })), 'Secret "logs" has nothing under the key "ca.crt"'],
    [
      'only white space is there',
      answers(secret('logs', { 'ca.crt': '\n' })),
      'Secret "logs" has nothing under the key',
    ],
    [
      'it is in another namespace',
      answers(secret('logs', { 'ca.crt': CA }, { namespace: 'other' })),
      'Secret "logs" was not read',
    ],
  ])('since %s', (_reason, required = {}, why) => {
    const created = call({ required });
    expect(sent(created)).toBeUndefined();
    expect(told(created)).toContain(`${PATH}: ${why}`);
    expect(told(created)).toContain('until then there is no log sink');
    expect(created.conditions.ClusterReady?.message).toContain(
      'log sink "logs": is not created, SpecAccepted says why',
    );

    const changed = call({ sink: { ...rsyslog, port: 10514 }, required, observed: { [SINK]: before } });
    expect(sent(changed)).toMatchObject({ port: 10514, caCertSecretRef: OWN });
    expect(told(changed)).toContain('until then the log sink keeps what it has');

    const more = call({ sink: withKey, required, observed: { [SINK]: before } });
    expect(sent(more)).toEqual(at(before.resource, 'spec', 'forProvider'));
  });
});
