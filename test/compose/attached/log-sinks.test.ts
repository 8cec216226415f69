import { describe, expect, test } from '@jest/globals';
import { at, type Json, type JsonObject } from '../../../src/lib/json.js';
import { type ObservedState, run, type TestResponse } from '../../support/run.js';
import { withValue } from '../../support/stages.js';
import { binding, clusterReady, contentReady, POLICY } from '../../support/states.js';

const spec = (...logSinks: readonly JsonObject[]): JsonObject => binding({ cluster: { engine: 'valkey', logSinks } });
const SECRET: JsonObject = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'logs', namespace: 'shop' },
  data: { 'ca.crt': Buffer.from('CA').toString('base64'), 'tls.key': Buffer.from('KEY').toString('base64') },
};
const required = { 'log-sink-secret-logs': [SECRET] };
const respond = (composite: JsonObject, observed: Readonly<Record<string, ObservedState>> = {}): TestResponse =>
  run({ composite, policy: POLICY, observed: { cluster: clusterReady('valkey'), ...observed }, required });
const sinks = ({ composed }: TestResponse): readonly string[] =>
  Object.keys(composed).filter((key) => key.startsWith('logsink-'));
const sent = ({ composed }: TestResponse, key: string): Json | undefined =>
  at(composed[key]?.resource, 'spec', 'forProvider');

const KEPT = ['Observe', 'Create', 'Update'];
const rsyslog = {
  server: 'logs.example.org',
  port: 6514,
  tls: true,
  clientCertificate: 'CERTIFICATE',
  clientKey: { name: 'logs', key: 'tls.key' },
  caCertificate: { name: 'logs', key: 'ca.crt' },
};
const opensearch = { endpoint: 'https://logs.example.org:9200', indexPrefix: 'orders', indexDaysMax: 7 };

describe('a log sink', () => {
  test('of rsyslog takes its secrets from the namespace of the binding', () => {
    expect(sent(respond(spec({ name: 'logs', rsyslog })), 'logsink-rsyslog-logs')).toMatchObject({
      name: 'logs',
      server: 'logs.example.org',
      port: 6514,
      tls: true,
      clientCert: 'CERTIFICATE',
      clientKeySecretRef: { name: 'logs', key: 'tls.key' },
      caCertSecretRef: { name: 'logs', key: 'ca.crt' },
    });
  });

  test('cluster-scoped names the namespace: of the claim, no other', () => {
    const claim = { claimRef: { name: 'orders', namespace: 'shop' } };
    const composite = { ...spec(), metadata: { name: 'orders-x1' } };
    const legacy = {
      ...composite,
      spec: { ...claim, cluster: { engine: 'valkey', logSinks: [{ name: 'logs', rsyslog }] } },
    };
    const cluster = clusterReady('valkey');
    const resource = { ...cluster.resource, apiVersion: 'database.digitalocean.crossplane.io/v1alpha1' };
    const response = run({
      composite: legacy,
      policy: POLICY,
      observed: { cluster: { ...cluster, resource } },
      required,
    });
    expect(at(sent(response, 'logsink-rsyslog-logs'), 'caCertSecretRef', 'namespace')).toBe('shop');
  });

  describe('of opensearch', () => {
    const key = 'logsink-opensearch-logs';
    const first = respond(spec({ name: 'logs', opensearch })).composed[key]?.resource ?? {};
    const ready = contentReady(first);
    const policiesOf = ({ composed }: TestResponse): Json | undefined =>
      at(composed[key]?.resource, 'spec', 'managementPolicies');

    test('is deleted with its cluster', () => expect(at(first, 'spec', 'managementPolicies')).toEqual(KEPT));

    test('is changed in place', () => {
      const second = respond(spec({ name: 'logs', opensearch: { ...opensearch, indexDaysMax: 14 } }), { [key]: ready });
      expect(sent(second, key)).toMatchObject({ ...opensearch, indexDaysMax: 14 });
    });

    test.each<[reason: string, composite: JsonObject, others: readonly string[]]>([
      ['is taken off the list', spec(), []],
      ['becomes one of rsyslog', spec({ name: 'logs', rsyslog }), ['logsink-rsyslog-logs']],
    ])('goes in two steps when it %s', (_reason, composite, others) => {
      const leaving = respond(composite, { [key]: ready });
      expect(policiesOf(leaving)).toEqual([...KEPT, 'Delete']);
      expect(sent(leaving, key)).toEqual(at(first, 'spec', 'forProvider'));
      const deletable = withValue(ready, ['spec', 'managementPolicies'], [...KEPT, 'Delete']);
      expect(sinks(respond(composite, { [key]: deletable }))).toEqual(others);
    });
  });
});

describe('refused', () => {
  test.each<[name: string, sink: JsonObject, message: string]>([
    ['two kinds at once', { name: 'a', rsyslog, opensearch }, '[0]: exactly one of opensearch and rsyslog is needed'],
    ['no kind', { name: 'a' }, 'spec.cluster.logSinks[0]: exactly one of opensearch and rsyslog is needed'],
    [
      'a custom format without a line',
      { name: 'a', rsyslog: { server: 'a', port: 1, format: 'custom' } },
      'spec.cluster.logSinks[0].rsyslog.logline: required with the format custom',
    ],
    [
      'a client certificate without its key',
      { name: 'a', rsyslog: { server: 'a', port: 1, tls: true, clientCertificate: 'x' } },
      'spec.cluster.logSinks[0].rsyslog.clientKey: required with clientCertificate',
    ],
    [
      'a CA certificate on a connection that is not encrypted',
      { name: 'a', rsyslog: { server: 'a', port: 1, caCertificate: { name: 'logs', key: 'ca.crt' } } },
      'spec.cluster.logSinks[0].rsyslog.tls: must be true with a certificate',
    ],
    [
      'a blank line of the custom format',
      { name: 'a', rsyslog: { server: 'a', port: 1, format: 'custom', logline: '  ' } },
      'spec.cluster.logSinks[0].rsyslog.logline: must not be blank',
    ],
    [
      'a blank client certificate',
      { name: 'a', rsyslog: { ...rsyslog, clientCertificate: '  \n' } },
      'spec.cluster.logSinks[0].rsyslog.clientCertificate: must not be blank',
    ],
    [
      'a URL that is not https, without telling its password',
      { name: 'a', opensearch: { endpoint: 'http://me:secret@logs.example.org', indexPrefix: 'a' } },
      '"http://[redacted]@logs.example.org" is not a URL that begins with https://',
    ],
  ])('%s', (_name, sink, message) => {
    expect(run({ composite: spec(sink), policy: POLICY }).fatal).toContain(message);
  });

  test('without tls, a certificate leaves the log sink that runs as it is', () => {
    const key = 'logsink-rsyslog-logs';
    const running = contentReady(respond(spec({ name: 'logs', rsyslog })).composed[key]?.resource ?? {});
    const { tls: _, ...without } = rsyslog;
    const response = respond(spec({ name: 'logs', rsyslog: without }), { [key]: running });
    expect(response.conditions.SpecAccepted).toMatchObject({
      reason: 'InvalidSpec',
      message: 'spec.cluster.logSinks[0].rsyslog.tls: must be true with a certificate',
    });
    // With a fatal result Crossplane changes nothing.
    expect(response.fatal).toBeDefined();
  });
});
