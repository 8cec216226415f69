import { describe, expect, test } from '@jest/globals';
import { managedResource } from '../../src/compose/managed-resource.js';
import { ENGINES, type Engine } from '../../src/gen/binding.js';
import { asObject, at, type Json, type JsonObject } from '../../src/lib/json.js';
import { settled } from '../rules/scenario.js';
import { schemaProblems, schemasAvailable } from '../support/provider-schemas.js';
import { run } from '../support/run.js';
import { OWNER, resolved, withValue } from '../support/stages.js';
import { binding, clusterReady, POLICY } from '../support/states.js';

const PARTS = {
  key: 'user-Web',
  kind: 'User',
  forProvider: { clusterId: 'id' },
  managementPolicies: ['Observe'],
  hasConnectionDetails: true,
} as const;

const claimed = {
  compositeName: 'orders-x7k2p',
  compositeNamespace: undefined,
  claim: { name: 'orders', namespace: 'shop' },
};
const spec = { cluster: { engine: 'pg', size: 'a', region: 'nyc3' } };

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
        writeConnectionSecretToRef: { name: 'orders-user-web-conn' },
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
        writeConnectionSecretToRef: { name: 'orders-x7k2p-user-web-conn', namespace: 'secrets' },
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
      spec: { writeConnectionSecretToRef: { name: 'orders-x7k2p-user-web-conn' } },
    });
  });

  test('nothing without connection details has them written', () => {
    const made = managedResource(resolved({ spec, owner: OWNER }), { ...PARTS, hasConnectionDetails: false });
    expect(asObject(made.spec)).not.toHaveProperty('writeConnectionSecretToRef');
  });
});

/** A spec that says all that an engine takes. */
const EVERYTHING: Readonly<Record<Engine, JsonObject>> = {
  pg: {},
  mysql: { sqlMode: 'ANSI,TRADITIONAL' },
  mongodb: {},
  valkey: { evictionPolicy: 'volatile_ttl' },
  kafka: {},
  opensearch: {},
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
};

/** The composite of a family: with a namespace, or with a claim. */
const COMPOSITES: Readonly<Record<'Namespaced' | 'ClusterScoped', (spec: JsonObject) => JsonObject>> = {
  Namespaced: (it) => binding(it),
  ClusterScoped: (it) => ({
    ...binding({ ...it, claimRef: { name: 'orders', namespace: 'shop' } }),
    metadata: { name: 'orders-x7k2p' },
  }),
};

(schemasAvailable ? describe : describe.skip)("the provider's CRDs, where ../shared has them", () => {
  const families = ['Namespaced', 'ClusterScoped'] as const;
  const cases = families.flatMap((family) => ENGINES.map((engine) => [family, engine] as const));

  test.each(cases)('%s: all that is composed for %s fits', (family, engine) => {
    const cluster = { engine, ...COMMON, ...EVERYTHING[engine] };
    const composite = COMPOSITES[family]({ cluster });
    const ready = settled(engine, binding({ cluster: { engine } }), POLICY);
    const legacy = Object.entries(ready).map(([key, state]) => [key, inFamily(family, state)] as const);
    for (const observed of [{}, Object.fromEntries(legacy)]) {
      const { composed, fatal } = run({ composite, policy: POLICY, observed });
      expect(fatal).toBeUndefined();
      const managed = Object.entries(composed).filter(([, { resource }]) => isTheProviders(resource));
      expect(managed.flatMap(([key, { resource }]) => schemaProblems(resource).map((it) => key + it))).toEqual([]);
    }
  });

  test('a field that the provider does not know is found', () => {
    const { composed } = run({ composite: binding(spec), policy: POLICY, observed: { cluster: clusterReady('pg') } });
    const resource = composed.cluster?.resource ?? {};
    const wrong = withValue({ resource }, ['spec', 'forProvider', 'nodes'], 1).resource;
    expect(schemaProblems(wrong)).toEqual([expect.stringContaining('"nodes"')]);
  });
});

const isTheProviders = ({ apiVersion }: JsonObject): boolean => String(apiVersion).startsWith('database.digitalocean.');

function inFamily(
  family: 'Namespaced' | 'ClusterScoped',
  state: ReturnType<typeof clusterReady>,
): ReturnType<typeof clusterReady> {
  if (family === 'Namespaced' || !isTheProviders(state.resource)) return state;
  return withValue(state, ['apiVersion'], String(at(state.resource, 'apiVersion')).replace('.m.', '.'));
}
