import { describe, expect, test } from '@jest/globals';
import { at, type JsonObject } from '../../src/lib/json.js';
import { settled } from '../rules/scenario.js';
import { schemaProblems, usageSchemasAvailable } from '../support/provider-schemas.js';
import { run, type TestResponse } from '../support/run.js';
import type { Observed } from '../support/stages.js';
import { binding, CLUSTER_ID, clusterObserved, POLICY } from '../support/states.js';

const PROTECTED = binding({ cluster: { engine: 'pg' }, deletionProtection: true });
const UNPROTECTED = binding({ cluster: { engine: 'pg' } });
const LEGACY = 'database.digitalocean.crossplane.io/v1alpha1';
const KEYS = ['usage-binding', 'usage-cluster'] as const;

const usage = (kind: string, of: JsonObject): JsonObject => ({
  apiVersion: 'protection.crossplane.io/v1beta1',
  kind,
  spec: { of, reason: 'deletionProtection of the binding: set it to false first', replayDeletion: true },
});

describe('deletion protection', () => {
  test('is a Usage of the binding and one of its Cluster, by name', () => {
    const { composed, compositeReady } = run({
      composite: PROTECTED,
      policy: POLICY,
      observed: settled('pg', PROTECTED, POLICY),
    });
    expect(KEYS.map((key) => composed[key])).toEqual([
      {
        resource: usage('Usage', {
          apiVersion: 'bindings.digitalocean.crossplane.io/v1alpha1',
          kind: 'DatabaseBinding',
          resourceRef: { name: 'orders' },
        }),
        ready: true,
      },
      {
        resource: usage('Usage', {
          apiVersion: 'database.digitalocean.m.crossplane.io/v1alpha1',
          kind: 'Cluster',
          resourceRef: { name: 'orders-cluster-abc12' },
        }),
        ready: true,
      },
    ]);
    expect(compositeReady).not.toBe('READY_FALSE');
  });

  (usageSchemasAvailable ? test : test.skip)('is as Crossplane knows it', () => {
    const observed = settled('pg', PROTECTED, POLICY);
    const scoped = { ...PROTECTED, metadata: { name: 'orders-x7k2p' } };
    const { cluster = { resource: {} } } = observed;
    const legacy = { ...cluster, resource: { ...cluster.resource, apiVersion: LEGACY } };
    const composed = [
      run({ composite: PROTECTED, policy: POLICY, observed }).composed,
      run({ composite: scoped, policy: POLICY, observed: { cluster: legacy } }).composed,
    ].flatMap((it) => KEYS.map((key) => it[key]?.resource ?? {}));
    expect(composed.map(({ kind }) => kind)).toEqual(['Usage', 'Usage', 'ClusterUsage', 'ClusterUsage']);
    expect(composed.flatMap(schemaProblems)).toEqual([]);
  });

  test('of a cluster-scoped composite is cluster-scoped', () => {
    const composite = { ...PROTECTED, metadata: { name: 'orders-x7k2p' } };
    const { cluster } = settled('pg', PROTECTED, POLICY);
    const resource = { ...cluster?.resource, apiVersion: LEGACY };
    const { composed, fatal } = run({ composite, policy: POLICY, observed: { cluster: { resource } } });
    expect(fatal).toBeUndefined();
    expect(KEYS.map((key) => composed[key]?.resource.kind)).toEqual(['ClusterUsage', 'ClusterUsage']);
  });

  test('of a cluster-scoped composite with the namespaced family has its Usage beside the Cluster', () => {
    const composite = { ...PROTECTED, metadata: { name: 'orders-x7k2p' } };
    const policy = { ...POLICY, providerFamily: 'Namespaced', connectionSecretNamespace: 'databases' };
    const { cluster = { resource: {} } } = settled('pg', PROTECTED, POLICY);
    const { composed } = run({ composite, policy, observed: { cluster } });
    expect(KEYS.map((key) => composed[key]?.resource)).toMatchObject([
      { kind: 'ClusterUsage', spec: { of: { resourceRef: { name: 'orders-x7k2p' } } } },
      { kind: 'Usage', metadata: { namespace: 'databases' } },
    ]);
  });

  test('of the other family is lifted in two steps too', () => {
    const protectedOne = { ...PROTECTED, metadata: { name: 'orders-x7k2p' } };
    const { cluster } = settled('pg', PROTECTED, POLICY);
    const resource = { ...cluster?.resource, apiVersion: LEGACY };
    const made = run({ composite: protectedOne, policy: POLICY, observed: { cluster: { resource } } }).composed;
    const usages = Object.fromEntries(KEYS.map((key) => [key, { resource: made[key]?.resource ?? {} }]));
    const lifted = { ...UNPROTECTED, metadata: { name: 'orders-x7k2p' } };
    const { composed } = run({ composite: lifted, policy: POLICY, observed: { cluster: { resource }, ...usages } });
    expect(KEYS.map((key) => composed[key]?.resource)).toMatchObject(
      KEYS.map(() => ({ kind: 'ClusterUsage', spec: { replayDeletion: false } })),
    );
  });

  test('begins when there is something to lose', () => {
    expect(Object.keys(run({ composite: PROTECTED, policy: POLICY }).composed)).toEqual(['cluster']);
  });

  test("is the policy's default, which a binding can lift", () => {
    const policy = { ...POLICY, defaults: { ...Object(POLICY.defaults), deletionProtection: true } };
    const observed = { cluster: settled('pg', UNPROTECTED, POLICY).cluster ?? { resource: {} } };
    expect(run({ composite: UNPROTECTED, policy, observed }).composed['usage-cluster']).toBeDefined();
    const composite = binding({ cluster: { engine: 'pg' }, deletionProtection: false });
    expect(run({ composite, policy, observed }).composed['usage-cluster']).toBeUndefined();
  });

  test('stays while the cluster cannot be seen', () => {
    const { cluster: _, ...observed } = settled('pg', PROTECTED, POLICY);
    const { composed } = run({ composite: PROTECTED, policy: POLICY, observed });
    expect(at(composed['usage-cluster']?.resource, 'spec', 'of', 'resourceRef', 'name')).toBe('orders-cluster-abc12');
  });

  test('stays even if its own object no longer has the name', () => {
    const { cluster: _, ...observed } = settled('pg', PROTECTED, POLICY);
    const { spec: __, ...damaged } = observed['usage-cluster']?.resource ?? {};
    const { composed } = run({
      composite: PROTECTED,
      policy: POLICY,
      observed: { ...observed, 'usage-cluster': { resource: damaged } },
    });
    expect(composed['usage-cluster']?.resource.spec).toMatchObject({ replayDeletion: true });
  });

  test('is lifted in two steps, or an edit would replay a deletion that was refused long ago', () => {
    const observed = settled('pg', PROTECTED, POLICY);
    const first = run({ composite: UNPROTECTED, policy: POLICY, observed }).composed;
    expect(KEYS.map((key) => at(first[key]?.resource, 'spec', 'replayDeletion'))).toEqual([false, false]);
    const harmless = Object.fromEntries(KEYS.map((key) => [key, { resource: first[key]?.resource ?? {} }]));
    const second = run({ composite: UNPROTECTED, policy: POLICY, observed: { ...observed, ...harmless } }).composed;
    expect(KEYS.map((key) => second[key])).toEqual([undefined, undefined]);
  });

  test('holds until a cluster that is handed over is out of danger', () => {
    const observed = settled('pg', PROTECTED, POLICY);
    const policy = { ...POLICY, references: { uuids: ['*'] } };
    const handOver = (state: Observed): TestResponse =>
      run({ composite: binding({ clusterRef: { uuid: CLUSTER_ID } }), policy, observed: state });
    const first = handOver(observed);
    const harmless = Object.fromEntries(KEYS.map((key) => [key, { resource: first.composed[key]?.resource ?? {} }]));
    const pending = handOver({ ...observed, ...harmless });
    for (const response of [first, pending]) {
      expect(response.conditions.SpecAccepted?.reason).toBe('HandoverPending');
      expect(KEYS.map((key) => at(response.composed[key]?.resource, 'spec', 'replayDeletion'))).toEqual([false, false]);
    }
    const over = handOver({ ...observed, ...harmless, cluster: clusterObserved('pg') });
    expect(over.conditions.SpecAccepted?.reason).toBe('Accepted');
    expect(KEYS.map((key) => over.composed[key])).toEqual([undefined, undefined]);
  });

  test('of a referenced cluster is refused', () => {
    const policy = { ...POLICY, references: { uuids: ['*'] } };
    const composite = binding({ clusterRef: { uuid: CLUSTER_ID }, deletionProtection: true });
    expect(run({ composite, policy }).fatal).toContain(
      'spec.deletionProtection: only the binding that controls the cluster can protect it',
    );
  });
});
