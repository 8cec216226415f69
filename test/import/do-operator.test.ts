import { describe, expect, test } from '@jest/globals';
import { parse, stringify } from 'yaml';
import { DEFAULT_COMPOSITION } from '../../simulation/crossplane/default-composition.js';
import { cloudBefore } from '../../simulation/elsewhere.js';
import { live } from '../../simulation/life.js';
import { createWorld } from '../../simulation/world.js';
import { asObject, at, type Json, type JsonObject } from '../../src/lib/json.js';
import { blocks, page } from '../docs/markdown.js';
import { callFunction } from '../support/call-function.js';
import { expectAccepted, expectGolden, importFrom, inputOf } from './support.js';

const API = 'databases.digitalocean.com/v1alpha1';
const ID = '9cc10173-e9ea-4176-9dbc-a4cee4c4ff30';

function cluster(name: string, engine: string, rest: JsonObject = {}): JsonObject {
  return {
    apiVersion: API,
    kind: 'DatabaseCluster',
    metadata: { name, namespace: 'shop' },
    spec: { engine, name, version: '8', numNodes: 1, size: 'db-s-1vcpu-1gb', region: 'fra1' },
    status: { uuid: ID },
    ...rest,
  };
}

function user(name: string, username: string, of: string, rest: JsonObject = {}): JsonObject {
  return {
    apiVersion: API,
    kind: 'DatabaseUser',
    metadata: { name, namespace: 'shop' },
    spec: { username, databaseCluster: { kind: 'DatabaseCluster', name: of } },
    ...rest,
  };
}

const importOf = (...objects: readonly JsonObject[]) =>
  importFrom('do-operator', { input: objects.map((object) => stringify(object)).join('---\n') });

test('everything that do-operator has becomes bindings, with the steps to move', () => {
  const imported = importFrom('do-operator', { files: [inputOf('do-operator.yaml')] });
  expect(imported.code).toBe(0);
  expectAccepted(imported.bindings);
  expectGolden('do-operator.yaml', imported.out);
});

test('the page shows what is written', () => {
  const given = [
    cluster('orders', 'pg', {
      spec: { engine: 'pg', name: 'shop-orders', version: '16', numNodes: 2, size: 'db-s-2vcpu-4gb', region: 'fra1' },
    }),
  ];
  const { bindings } = importOf(...given, user('orders-app', 'app', 'orders'));
  const shown = blocks(page('docs/import-do-operator.md').text).find(({ language }) => language === 'yaml')?.code;
  expect(bindings.map(({ spec }) => ({ spec }))).toEqual([parse(shown ?? '')]);
});

describe('one cluster', () => {
  test.each<{ reason: string; given: readonly JsonObject[]; want: JsonObject; told?: RegExp }>([
    {
      reason: 'a DatabaseCluster is adopted, and stays whatever happens to its binding',
      given: [cluster('orders', 'pg')],
      want: {
        cluster: { engine: 'pg', version: '8', size: 'db-s-1vcpu-1gb', nodeCount: 1, region: 'fra1', adopt: ID },
        databases: [],
        users: [{ name: 'doadmin', mode: 'Observe', secret: { name: 'orders-default-credentials' } }],
        connection: { secret: { format: 'Operator' } },
        deletionPolicy: 'Orphan',
      },
    },
    {
      reason: 'a DatabaseClusterReference is referenced; its engine is not known yet',
      given: [{ ...cluster('orders', 'pg'), kind: 'DatabaseClusterReference', spec: { uuid: ID }, status: {} }],
      want: {
        clusterRef: { uuid: ID },
        databases: [],
        users: [{ name: 'doadmin', mode: 'Observe', secret: { name: 'orders-default-credentials' } }],
        connection: { secret: { format: 'Operator' } },
      },
    },
    {
      reason: 'a user is read under its own name and keeps its Secret',
      given: [cluster('orders', 'mysql'), user('web', 'Web_1', 'orders')],
      want: {
        users: [
          { name: 'Web_1', mode: 'Observe', secret: { name: 'web-credentials' } },
          { name: 'doadmin', mode: 'Observe', secret: { name: 'orders-default-credentials' } },
        ],
      },
    },
    {
      reason: 'the administrator may have a second Secret, by a DatabaseUserReference',
      given: [cluster('orders', 'pg'), { ...user('admin', 'doadmin', 'orders'), kind: 'DatabaseUserReference' }],
      want: {
        users: [
          {
            name: 'doadmin',
            mode: 'Observe',
            secret: { name: 'admin-credentials' },
            extraSecrets: [{ name: 'orders-default-credentials', format: 'Operator' }],
          },
        ],
      },
    },
    {
      reason: 'Redis can only be referenced, and has one user',
      given: [cluster('cache', 'redis'), user('web', 'web', 'cache')],
      want: {
        clusterRef: { uuid: ID, engine: 'redis' },
        connection: { secret: { name: 'cache-default-credentials', format: 'Operator' } },
      },
      told: /a binding cannot control redis.*\n(?:.*\n)*.*Redis has only its default user/,
    },
    {
      reason: 'MongoDB shows passwords once: a new user beside those that are there, with a Secret beside theirs',
      given: [cluster('catalog', 'mongodb'), user('catalog', 'catalog', 'catalog')],
      want: { users: [{ name: 'catalog-2', secret: { name: 'catalog-credentials-2' } }] },
      told: /MongoDB shows a password only when it creates the user/,
    },
    {
      reason: 'a user of a cluster that was not given is found by the UUID that was noted',
      given: [user('web', 'web', 'orders', { status: { clusterUUID: ID } })],
      want: {
        clusterRef: { uuid: ID },
        users: [{ name: 'web', mode: 'Observe', secret: { name: 'web-credentials' } }],
      },
      told: /names DatabaseCluster "orders", which was not given/,
    },
    {
      reason: 'what is being deleted is told, since do-operator would delete it at DigitalOcean',
      given: [cluster('orders', 'pg', { metadata: { name: 'orders', namespace: 'shop', deletionTimestamp: 't' } })],
      want: { databases: [] },
      told: /metadata\.deletionTimestamp: is being deleted: do-operator deletes it at DigitalOcean/,
    },
    {
      reason: 'a setting that the function refuses is left out, and told',
      given: [
        cluster('orders', 'pg', { spec: { engine: 'pg', numNodes: 9, size: 's', region: 'fra1', version: '16' } }),
      ],
      want: { cluster: { engine: 'pg', version: '16', size: 's', region: 'fra1', adopt: ID } },
      told: /DatabaseCluster "orders": spec\.cluster\.nodeCount: /,
    },
  ])('$reason', ({ given, want, told = /^/ }) => {
    const { bindings, out } = importOf(...given);
    expect(bindings).toHaveLength(1);
    expect(bindings[0]?.spec).toMatchObject(want);
    expectAccepted(bindings);
    expect(out).toMatch(told);
  });

  test('of the same name as another has a name of its own, and so have its ConfigMaps', () => {
    const reference = { ...cluster('orders', 'pg'), kind: 'DatabaseClusterReference', spec: { uuid: ID }, status: {} };
    const { bindings, out } = importOf(cluster('orders', 'pg'), reference);
    expect(bindings.map(({ metadata }) => at(metadata, 'name'))).toEqual(['orders', 'orders-2']);
    expect(out).toContain('the ConfigMaps are called "orders-2-connection"');
  });

  test('that was not created yet, or a user of nowhere, becomes no binding, and that is said', () => {
    const { code, out, err } = importOf(cluster('young', 'pg', { status: {} }), user('web', 'web', 'nowhere'));
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain('DatabaseCluster "young": status.uuid: is empty');
    expect(err).toContain('DatabaseUser "web": spec.databaseCluster: names DatabaseCluster "nowhere"');
  });
});

test('a name that is too long for a binding is told', () => {
  const { code, err } = importOf(cluster('a'.repeat(64), 'pg'));
  expect(code).toBe(1);
  expect(err).toMatch(/metadata\.name: .*63/);
});

test('nothing in the input is not right, and not a wrong use', () => {
  const { code, err } = importOf({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a' } });
  expect({ code, err }).toEqual({
    code: 1,
    err: 'cannot import: no objects of databases.digitalocean.com in standard input\n',
  });
  expect(importFrom('do-operator', { input: 'a: [' }).code).toBe(2);
});

/** A Secret or ConfigMap that do-operator made, of which only the names and the owner matter here. */
function made(kind: string, name: string, keys: readonly string[], owner: JsonObject): JsonObject {
  const value = kind === 'Secret' ? Buffer.from('old').toString('base64') : 'old';
  return {
    apiVersion: 'v1',
    kind,
    ...(kind === 'Secret' ? { type: 'Opaque' } : {}),
    metadata: { name, namespace: 'shop', ownerReferences: [{ controller: true, ...owner }] },
    data: Object.fromEntries(keys.map((key) => [key, value])),
  };
}

// The names and keys are do-operator's own: controllers/credentials_secret.go and connection_configmap.go.
const MADE = [
  ['Secret', 'orders-default-credentials', ['username', 'password', 'uri', 'private_uri']],
  ['Secret', 'web-credentials', ['username', 'password']],
  ['ConfigMap', 'orders-connection', ['host', 'port', 'ssl', 'database']],
  ['ConfigMap', 'orders-private-connection', ['host', 'port', 'ssl', 'database']],
] as const;

test.each(['pg', 'mysql'])(
  'after the move of %s the Secrets and ConfigMaps have the same names and keys',
  async (engine) => {
    const { bindings } = importOf(cluster('orders', engine), user('web', 'web', 'orders'));
    const [first = {}] = bindings;
    const { spec = null, ...rest }: JsonObject = first;
    const confirmed = { ...asObject(at(spec, 'cluster')), adoptConfirmed: true };
    const binding: JsonObject = { ...rest, spec: { ...asObject(spec), cluster: confirmed } };
    const before = { apiVersion: API, kind: 'DatabaseCluster', name: 'orders', uid: 'of-do-operator' };
    const objects = MADE.map(([kind, name, keys]) => made(kind, name, keys, before));
    const world = createWorld({
      binding,
      objects,
      composition: DEFAULT_COMPOSITION,
      call: callFunction,
      cloud: cloudBefore([binding]),
    });
    const conditionOf = (type: string) =>
      (at(world.snapshot().binding ?? {}, 'status', 'conditions') as readonly JsonObject[]).find(
        (each) => each.type === type,
      );

    await live(world);
    expect(conditionOf('UsersReady')?.status).toBe('True');
    expect(conditionOf('ConnectionReady')).toMatchObject({ status: 'False', reason: 'NameTaken' });

    const uid = at(world.snapshot().binding ?? {}, 'metadata', 'uid') as Json;
    const owner = { apiVersion: String(binding.apiVersion), kind: 'DatabaseBinding', name: 'orders', uid };
    for (const [kind, name, keys] of MADE) world.putObject(made(kind, name, keys, owner));
    const { ready } = await live(world);
    expect(ready).toBe(true);
    const found = world.snapshot().objects;
    for (const [kind, name, keys] of MADE) {
      const object = found.find((each) => each.kind === kind && at(each, 'metadata', 'name') === name);
      const data = asObject(object?.data);
      expect(Object.keys(data)).toEqual(expect.arrayContaining([...keys]));
      expect(Object.values(data)).not.toContain(kind === 'Secret' ? Buffer.from('old').toString('base64') : 'old');
    }
  },
);
