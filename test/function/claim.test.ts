import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { asObject, at, compact, type Json, type JsonObject } from '../../src/lib/json.js';
import { policyOf } from '../support/examples.js';
import { type ObservedState, run, type TestResponse } from '../support/run.js';
import { clusterReady, databaseReady, userSettled } from '../support/states.js';

// The cluster-scoped composite of a claim, with the Composition that comes with it.

const COMPOSITION = join(import.meta.dirname, '../../configuration/compositions/xdatabasebinding.yaml');
// Rights are a story of their own.
const { sql: _, ...POLICY } = policyOf(asObject(parse(readFileSync(COMPOSITION, 'utf8')) as Json));
const GROUP = 'database.digitalocean.crossplane.io/v1alpha1';

/** What Crossplane makes of a claim: a composite whose name it generated. */
function composite(namespace: string, name = 'orders', spec: JsonObject = { cluster: { engine: 'pg' } }): JsonObject {
  return {
    apiVersion: 'bindings.digitalocean.crossplane.io/v1alpha1',
    kind: 'XDatabaseBinding',
    metadata: { name: `${name}-${namespace === 'shop' ? 'x7k2p' : 'q9m4t'}` },
    spec: { ...spec, claimRef: { apiVersion: 'x/v1', kind: 'DatabaseBindingClaim', name, namespace } },
  };
}

/** A resource of the namespaced family as one of the other. */
function clusterScoped({ resource, ...rest }: ObservedState): ObservedState {
  const { namespace: _namespace, ...metadata } = asObject(resource.metadata);
  return { ...rest, resource: { ...resource, apiVersion: GROUP, metadata } };
}

const SETTLED: Readonly<Record<string, ObservedState>> = {
  cluster: clusterScoped(clusterReady('pg')),
  'user-orders': clusterScoped(userSettled('pg', 'orders')),
  'database-orders': clusterScoped(databaseReady('orders')),
};

function settled(namespace: string): TestResponse {
  return run({ composite: composite(namespace), policy: POLICY, observed: SETTLED });
}

/** What an object is called and where it lies, and the same of the Secret the provider writes for it. */
function places({ composed }: TestResponse): readonly Json[] {
  return Object.values(composed).flatMap(({ resource }) => {
    const { name, namespace } = asObject(resource.metadata);
    const written = at(resource, 'spec', 'writeConnectionSecretToRef');
    const own = typeof name === 'string' ? [compact({ name, namespace })] : [];
    return written === undefined ? own : [...own, written];
  });
}

describe('a claim', () => {
  test('gets its Secret beside it, under the name of the claim', () => {
    const response = settled('shop');
    expect(response.fatal).toBeUndefined();
    expect(response.composed['secret-orders']?.resource).toMatchObject({
      kind: 'Secret',
      metadata: { name: 'orders-credentials', namespace: 'shop' },
    });
    expect(response.status).toMatchObject({ binding: { name: 'orders-credentials' } });
  });

  test('gets resources of the cluster-scoped family, which keep their Secrets where the policy says', () => {
    const { composed } = settled('shop');
    for (const key of ['cluster', 'user-orders', 'database-orders']) {
      const resource = composed[key]?.resource;
      expect([key, resource?.apiVersion, at(resource, 'metadata', 'namespace')]).toEqual([key, GROUP, undefined]);
      expect(at(resource, 'spec', 'providerConfigRef')).toEqual({ name: 'default' });
    }
    expect(at(composed['user-orders']?.resource, 'spec', 'writeConnectionSecretToRef')).toEqual({
      name: 'orders-x7k2p-user-orders-conn',
      namespace: 'crossplane-system',
    });
  });

  test('names cluster, database and user after itself, not after its composite', () => {
    const { composed } = run({ composite: composite('shop'), policy: POLICY });
    expect(at(composed.cluster?.resource, 'spec', 'forProvider', 'name')).toBe('shop-orders');
    expect(Object.keys(settled('shop').composed).sort()).toEqual([
      'cluster',
      'database-orders',
      'secret-orders',
      'user-orders',
    ]);
  });

  test('never meets another of its name in another namespace', () => {
    const [shop, billing] = [places(settled('shop')), places(settled('billing'))];
    expect(shop.length).toBeGreaterThan(2);
    expect(shop.filter((place) => billing.some((other) => JSON.stringify(other) === JSON.stringify(place)))).toEqual(
      [],
    );
    const names = ['shop', 'billing'].map((namespace) =>
      at(
        run({ composite: composite(namespace), policy: POLICY }).composed.cluster?.resource,
        'spec',
        'forProvider',
        'name',
      ),
    );
    expect(new Set(names).size).toBe(2);
  });

  test.each([
    ['sharing', { cluster: { engine: 'pg' }, sharing: { namespaces: ['web'] } }, 'spec.sharing: a cluster-scoped'],
    [
      'a reference to a binding',
      { clusterRef: { binding: { name: 'x' } } },
      'spec.clusterRef.binding: a cluster-scoped',
    ],
  ])('has no %s: only namespaced bindings know each other', (_name, spec, want) => {
    expect(run({ composite: composite('shop', 'orders', spec), policy: POLICY }).fatal).toContain(want);
  });
});

test('a composite without a claim keeps its Secret with the provider’s own', () => {
  const bare = { ...composite('shop'), spec: { cluster: { engine: 'pg' } } };
  const observed = {
    ...SETTLED,
    'user-orders-x7k2p': clusterScoped(userSettled('pg', 'orders-x7k2p')),
    'database-orders-x7k2p': clusterScoped(databaseReady('orders-x7k2p')),
  };
  const secret = run({ composite: bare, policy: POLICY, observed }).composed['secret-orders-x7k2p'];
  expect(secret?.resource.metadata).toMatchObject({ name: 'orders-x7k2p-credentials', namespace: 'crossplane-system' });
});
