import { describe, expect, test } from '@jest/globals';
import { managedResource } from '../../src/compose/managed-resource.js';
import { ENGINES, type Engine } from '../../src/gen/binding.js';
import { asObject, type Json, type JsonObject } from '../../src/lib/json.js';
import { settled } from '../rules/scenario.js';
import { compositeIn, FAMILIES, isTheProviders, observedIn } from '../support/families.js';
import { schemaProblems } from '../support/provider-schemas.js';
import { run } from '../support/run.js';
import { sinkSecrets } from '../support/sink-secrets.js';
import { OWNER, owner, resolved, withValue } from '../support/stages.js';
import { binding, clusterReady, POLICY } from '../support/states.js';

const PARTS = {
  key: 'user-Web',
  kind: 'user',
  forProvider: { clusterId: 'id' },
  managementPolicies: ['Observe'],
  hasConnectionDetails: true,
} as const;

const claimed = owner('orders-x7k2p', undefined, { name: 'orders', namespace: 'shop' });
const spec = { cluster: { engine: 'pg', version: '17', size: 'a', region: 'nyc3' } };

describe('managedResource', () => {
  test('the namespaced family', () => {
    const given = { spec, policy: { providerConfigRef: { kind: 'ProviderConfig', name: 'team' } }, owner: OWNER };
    expect(managedResource(resolved(given), { ...PARTS, externalName: 'web' })).toEqual({
      apiVersion: 'database.digitalocean.m.crossplane.io/v1alpha1',
      kind: 'User',
      metadata: { annotations: { 'crossplane.io/external-name': 'web' } },
      spec: {
        forProvider: { clusterId: 'id' },
        managementPolicies: ['Observe'],
        providerConfigRef: { kind: 'ProviderConfig', name: 'team' },
        writeConnectionSecretToRef: { name: 'orders-user-web-26472eec-conn' },
      },
    });
  });

  test('the legacy family: a configuration without a kind, and Secrets in a namespace of their own', () => {
    const given = { spec, policy: { connectionSecretNamespace: 'secrets' }, owner: claimed };
    expect(managedResource(resolved(given), PARTS)).toEqual({
      apiVersion: 'database.digitalocean.crossplane.io/v1alpha1',
      kind: 'User',
      spec: {
        forProvider: { clusterId: 'id' },
        managementPolicies: ['Observe'],
        providerConfigRef: { name: 'default' },
        writeConnectionSecretToRef: { name: 'orders-x7k2p-user-web-3b7b3723-conn', namespace: 'secrets' },
      },
    });
  });

  test('the namespaced family for a composite without a namespace', () => {
    const given = {
      spec,
      policy: { providerFamily: 'Namespaced', connectionSecretNamespace: 'databases' },
      owner: claimed,
    };
    expect(managedResource(resolved(given), PARTS)).toMatchObject({
      apiVersion: 'database.digitalocean.m.crossplane.io/v1alpha1',
      metadata: { namespace: 'databases' },
      spec: { writeConnectionSecretToRef: { name: 'orders-x7k2p-user-web-3b7b3723-conn' } },
    });
  });

  test('only what has connection details has them written', () => {
    const made = managedResource(resolved({ spec, owner: OWNER }), { ...PARTS, hasConnectionDetails: false });
    expect(asObject(made.spec)).not.toHaveProperty('writeConnectionSecretToRef');
  });
});

/** What an engine takes beside what all take: in its cluster, and beside it. */
const EVERYTHING: Readonly<Record<Engine, { readonly cluster: JsonObject; readonly beside: JsonObject }>> = {
  pg: {
    cluster: { replicas: [{ name: 'ro', region: 'fra1', size: 'db-s-1vcpu-1gb', storageSizeMib: 61440 }] },
    beside: { connectionPools: [{ name: 'web', mode: 'session', size: 5, database: 'orders', user: 'orders' }] },
  },
  mysql: {
    cluster: { sqlMode: 'ANSI,TRADITIONAL', replicas: [{ name: 'ro' }] },
    beside: { users: [{ name: 'orders', mysqlAuthPlugin: 'mysql_native_password' }] },
  },
  mongodb: { cluster: {}, beside: {} },
  valkey: { cluster: { evictionPolicy: 'volatile_ttl' }, beside: {} },
  kafka: {
    cluster: {},
    beside: {
      users: [{ name: 'orders', acl: [{ topic: 'orders.*', permission: 'consume' }] }],
      topics: [{ name: 'a', partitions: 3, replicationFactor: 2, configuration: { retentionMs: 1 } }],
      schemas: [{ subject: 'a', type: 'json', schema: '{}' }],
    },
  },
  opensearch: {
    cluster: {},
    beside: { users: [{ name: 'orders', acl: [{ index: 'logs-*', permission: 'read' }] }] },
  },
};
const COMMON: Readonly<Record<string, Json>> = {
  version: '8',
  size: 'db-s-1vcpu-1gb',
  region: 'nyc3',
  nodeCount: 3,
  storageSizeMib: 61440,
  projectId: 'dfb4c860-2f36-4656-8980-c278ecb146db',
  privateNetwork: { name: 'vpc' },
  tags: ['a'],
  maintenanceWindow: { day: 'tuesday', hour: '02:00' },
  logSinks: [
    {
      name: 'central',
      rsyslog: {
        server: 'logs.example.org',
        port: 6514,
        tls: true,
        format: 'custom',
        logline: '%msg%',
        structuredData: 'a',
        caCertificate: { name: 'logs', key: 'ca.crt' },
        clientCertificate: 'CERTIFICATE',
        clientKey: { name: 'logs', key: 'tls.key' },
      },
    },
    {
      name: 'search',
      opensearch: {
        endpoint: 'https://logs.example.org',
        indexPrefix: 'a',
        indexDaysMax: 1,
        timeoutSeconds: 1,
        caCertificate: { name: 'logs', key: 'ca.crt' },
      },
    },
  ],
};

describe("the provider's CRDs", () => {
  const cases = FAMILIES.flatMap((family) => ENGINES.map((engine) => [family, engine] as const));

  test.each(cases)('%s: all that is composed for %s fits', (family, engine) => {
    const { cluster, beside } = EVERYTHING[engine];
    const spec = { cluster: { engine, ...COMMON, ...cluster }, ...beside };
    const world = observedIn(family, settled(engine, binding(spec), POLICY));
    const { cluster: running = clusterReady(engine) } = world;
    const kinds = new Set<Json | undefined>();
    for (const observed of [{}, { cluster: running }, world]) {
      const composite = compositeIn(family, spec);
      const required = sinkSecrets(binding(spec));
      const { composed, fatal } = run({ composite, policy: POLICY, observed, required });
      expect(fatal).toBeUndefined();
      const managed = Object.entries(composed).filter(([, { resource }]) => isTheProviders(resource));
      for (const [, { resource }] of managed) kinds.add(resource.kind);
      expect(managed.flatMap(([key, { resource }]) => schemaProblems(resource).map((it) => key + it))).toEqual([]);
    }
    expect([...kinds].sort()).toEqual(KINDS[engine].toSorted());
  });

  test('a field that the provider does not know is found', () => {
    const { composed } = run({ composite: binding(spec), policy: POLICY, observed: { cluster: clusterReady('pg') } });
    const resource = composed.cluster?.resource ?? {};
    const wrong = withValue({ resource }, ['spec', 'forProvider', 'nodes'], 1).resource;
    expect(schemaProblems(wrong)).toEqual([expect.stringContaining('"nodes"')]);
  });

  test('a parameter that the provider demands and is not there is found', () => {
    const { composed } = run({ composite: binding(spec), policy: POLICY, observed: { cluster: clusterReady('pg') } });
    const resource = composed.cluster?.resource ?? {};
    const wrong = withValue({ resource }, ['spec', 'forProvider', 'engine'], undefined).resource;
    expect(schemaProblems(wrong)).toEqual([' spec.forProvider.engine is a required parameter']);
  });
});

const SINKS = ['LogSinkOpenSearch', 'LogSinkRsyslog'];
/** The kinds that all of it becomes. */
const KINDS: Readonly<Record<Engine, readonly string[]>> = {
  pg: ['Cluster', 'User', 'DB', 'ConnectionPool', 'Replica', ...SINKS],
  mysql: ['Cluster', 'User', 'DB', 'Replica', ...SINKS],
  mongodb: ['Cluster', 'User', 'DB', ...SINKS],
  valkey: ['Cluster', ...SINKS],
  kafka: ['Cluster', 'User', 'KafkaTopic', 'KafkaSchemaRegistry', ...SINKS],
  opensearch: ['Cluster', 'User', ...SINKS],
};
