import { describe, expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import { at, type JsonObject } from '../../src/lib/json.js';
import { expectAccepted, expectGolden, importFrom, inputOf } from './support.js';

const GROUP = 'database.digitalocean.m.crossplane.io';
const LEGACY = 'database.digitalocean.crossplane.io';
const ID = '66bd85d7-5f57-428b-a009-7ac6d0506aad';

function resource(
  kind: string,
  name: string,
  forProvider: JsonObject,
  rest: JsonObject = {},
  metadata: JsonObject = {},
): JsonObject {
  return {
    apiVersion: `${GROUP}/v1alpha1`,
    kind,
    metadata: { name, namespace: 'shop', ...metadata },
    spec: { forProvider, ...rest },
  };
}

const CLUSTER = {
  engine: 'pg',
  name: 'shop-orders',
  nodeCount: 1,
  region: 'nyc3',
  size: 'db-s-1vcpu-1gb',
  version: '17',
};
const cluster = (rest: JsonObject = {}, metadata: JsonObject = {}): JsonObject => ({
  ...resource('Cluster', 'orders', CLUSTER, rest, metadata),
  status: { atProvider: { id: ID } },
});
const legacy = (object: JsonObject): JsonObject => ({
  ...object,
  apiVersion: `${LEGACY}/v1alpha1`,
  metadata: { name: at(object, 'metadata', 'name') ?? '' },
});

const importOf = (...objects: readonly JsonObject[]) =>
  importFrom('provider', { input: objects.map((object) => stringify(object)).join('---\n'), mode: 'controlled' });

test.each(['controlled', 'referenced'] as const)('resources of both groups become bindings: %s', (mode) => {
  const imported = importFrom('provider', { files: [inputOf('provider.yaml')], mode, namespace: 'legacy' });
  expect(imported.code).toBe(0);
  expectAccepted(imported.bindings);
  expectGolden(`provider-${mode}.yaml`, imported.out);
});

describe('a user', () => {
  test.each([
    { reason: 'imported', external: `${ID},app` },
    { reason: 'just created', external: 'app' },
    { reason: 'stuck after its creation', external: `${ID}/user/app` },
  ])('$reason has its name from its external name', ({ external }) => {
    const annotations = { 'crossplane.io/external-name': external };
    const user = resource('User', 'some-name', { clusterId: ID }, {}, { annotations });
    expect(at(importOf(cluster(), user).bindings[0], 'spec', 'users')).toEqual([{ name: 'app', mode: 'Observe' }]);
  });

  test('whose old Secret has the usual name gets another one, since nobody writes over that', () => {
    const annotations = { 'crossplane.io/external-name': `${ID},app` };
    const secret = { writeConnectionSecretToRef: { name: 'orders-credentials' } };
    const user = resource('User', 'app', { clusterId: ID }, secret, { annotations });
    expect(at(importOf(cluster(), user).bindings[0], 'spec', 'users')).toEqual([
      { name: 'app', mode: 'Observe', secret: { name: 'orders-credentials-2' } },
    ]);
  });
});

test('what a binding composes is left alone: the binding that is written would be applied over it', () => {
  const api = 'bindings.digitalocean.crossplane.io/v1alpha1';
  const of = (kind: string, name: string) => ({ ownerReferences: [{ apiVersion: api, kind, name, controller: true }] });
  const user = resource('User', 'orders-1', { clusterId: ID }, {}, of('DatabaseBinding', 'orders'));
  const bound = [cluster({}, of('DatabaseBinding', 'orders')), user];
  const claimed = legacy(cluster());
  const composed = { ...claimed, metadata: { name: 'cache', ...of('XDatabaseBinding', 'cache-x1') } };
  expect(importOf(...bound, composed)).toMatchObject({
    code: 1,
    out: '',
    err: ['DatabaseBinding "shop/orders"', 'XDatabaseBinding "cache-x1"']
      .map((binding) => `cannot import: ${binding}: is a binding already: it stays as it is\n`)
      .join(''),
  });
  const beside = importOf(...bound, resource('User', 'app', { clusterId: ID }));
  expect(beside.bindings.map(({ metadata }) => at(metadata, 'name'))).not.toContain('orders');
});

describe('the old resources only look before the binding takes control', () => {
  const inOrder = (out: string, ...texts: readonly string[]) => {
    const places = texts.map((text) => out.indexOf(text));
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  };

  test('of a namespace, by a patch', () => {
    const { out } = importOf(cluster());
    inOrder(
      out,
      `patch cluster.${GROUP} orders --type=merge -p '{"spec":{"managementPolicies":["Observe"]}}'`,
      'adoptConfirmed',
      `delete cluster.${GROUP} orders`,
    );
  });

  test('cluster-scoped, where deletionPolicy counts too', () => {
    const { out } = importOf(legacy(cluster()));
    inOrder(
      out,
      `kubectl patch cluster.${LEGACY} orders --type=merge -p '{"spec":{"managementPolicies":["Observe"],"deletionPolicy":"Orphan"}}'`,
      'adoptConfirmed',
      `kubectl delete cluster.${LEGACY} orders`,
    );
  });

  test('composed, in the Composition, all that the composite has', () => {
    const owned = { ownerReferences: [{ kind: 'Shop', name: 'it', controller: true }] };
    const stray = resource('KafkaSchemaRegistry', 'schema', { clusterId: ID }, {}, owned);
    const { out, bindings } = importOf(cluster({}, owned), stray);
    expect(at(bindings[0], 'metadata', 'name')).toBe('it');
    expect(out).not.toMatch(/patch cluster\.|kubectl .*delete/);
    inOrder(
      out,
      'Let everything that Shop "it" composes only look',
      'get cluster.',
      'get kafkaschemaregistry.',
      'adoptConfirmed',
      'those of Shop "it" by deleting that',
    );
  });
});

test.each<{ reason: string; given: readonly JsonObject[]; want: JsonObject; told?: RegExp }>([
  {
    reason: 'a cluster that is only looked at is referenced: something else controls it',
    given: [{ ...cluster({ managementPolicies: ['Observe'] }), status: { atProvider: { id: ID, engine: 'pg' } } }],
    want: { clusterRef: { uuid: ID, engine: 'pg' } },
  },
  {
    reason: 'a cluster is found by the resource that is named',
    given: [cluster(), resource('DB', 'db', { clusterIdRef: { name: 'orders' }, name: 'orders' })],
    want: { databases: [{ name: 'orders' }] },
  },
  {
    reason: 'a field of a newer provider is told',
    given: [cluster(), resource('DB', 'db', { clusterId: ID, name: 'orders', owner: 'x' })],
    want: { databases: [{ name: 'orders' }] },
    told: /DB "shop\/db": spec\.forProvider\.owner: no binding has it/,
  },
  {
    reason: 'a kind that no binding has is told',
    given: [cluster(), resource('Snapshot', 's', { clusterId: ID })],
    want: { cluster: { adopt: ID } },
    told: /Snapshot "shop\/s": no binding has anything of this kind/,
  },
])('$reason', ({ given, want, told = /^/ }) => {
  const { bindings, out } = importOf(...given);
  expect(bindings).toHaveLength(1);
  expect(bindings[0]?.spec).toMatchObject(want);
  expectAccepted(bindings);
  expect(out).toMatch(told);
});

test('a cluster that is not there yet becomes no binding', () => {
  const { code, err } = importOf(resource('Cluster', 'young', CLUSTER));
  expect({ code, err }).toEqual({
    code: 1,
    err: 'cannot import: Cluster "shop/young": id: is not known: the cluster is not there yet; wait until it is\n',
  });
});
