import { describe, expect, test } from '@jest/globals';
import { DEFAULT_COMPOSITION } from '../../simulation/crossplane/default-composition.js';
import { live } from '../../simulation/life.js';
import { createWorld, type World } from '../../simulation/world.js';
import { asList, asObject, asString, at, type Json, type JsonObject } from '../../src/lib/json.js';
import { callFunction } from '../support/call-function.js';
import { entriesOf, keysOf, passwordOf } from '../support/secrets.js';

type Connection = Readonly<Record<string, Json>>;

function worldOf(connection: Connection, before?: (world: World) => void): World {
  const binding = {
    apiVersion: 'bindings.digitalocean.crossplane.io/v1alpha1',
    kind: 'DatabaseBinding',
    metadata: { name: 'orders', namespace: 'shop', uid: 'a' },
    spec: { cluster: { engine: 'pg', nodeCount: 1 }, connection },
  };
  const world = createWorld({ binding, composition: DEFAULT_COMPOSITION, call: callFunction });
  before?.(world);
  return world;
}

const connect = (world: World, connection: Connection): void => world.editBinding((spec) => ({ ...spec, connection }));
const secretsIn = (world: World): readonly JsonObject[] =>
  [...world.snapshot().composed].filter(([key]) => key.startsWith('secret-')).map(([, secret]) => secret);
const names = (world: World): readonly string[] =>
  secretsIn(world)
    .map((secret) => asString(at(secret, 'metadata', 'name')) ?? '')
    .sort();
const isComplete = (secret: JsonObject): boolean =>
  keysOf('pg', secret).every((key) => (entriesOf(secret)[key] ?? '') !== '');
const said = (world: World, type: string): JsonObject =>
  asList(at(world.snapshot().binding, 'status', 'conditions'))
    .map(asObject)
    .find((condition) => condition.type === type) ?? {};
const objectOf = (world: World, kind: string, name: string): JsonObject | undefined =>
  world.snapshot().objects.find((object) => object.kind === kind && at(object, 'metadata', 'name') === name);

async function settledWorld(connection: Connection): Promise<World> {
  const world = worldOf(connection);
  expect(await live(world)).toMatchObject({ ready: true, steady: true });
  return world;
}

interface Change {
  readonly name: string;
  readonly before: Connection;
  readonly after: Connection;
  readonly want: readonly string[];
}

const CHANGES: readonly Change[] = [
  { name: 'a new name', before: {}, after: { secret: { name: 'db' } }, want: ['db'] },
  { name: 'another name', before: { secret: { name: 'a' } }, after: { secret: { name: 'b' } }, want: ['b'] },
  { name: 'no name any more', before: { secret: { name: 'a' } }, after: {}, want: ['orders-credentials'] },
  {
    name: 'its own name, spelled out',
    before: {},
    after: { secret: { name: 'orders-credentials' } },
    want: ['orders-credentials'],
  },
  {
    name: 'another format',
    before: {},
    after: { secret: { format: 'Environment' } },
    want: ['orders-credentials'],
  },
  {
    name: 'another format, name and type',
    before: { secret: { format: 'Environment', prefix: 'A_' } },
    after: { secret: { format: 'CloudNativePG', name: 'db' } },
    want: ['db'],
  },
  {
    name: 'another prefix',
    before: { secret: { format: 'Environment', prefix: 'A_' } },
    after: { secret: { format: 'Environment', prefix: 'B_' } },
    want: ['orders-credentials'],
  },
  {
    name: 'one more',
    before: {},
    after: { extraSecrets: [{ format: 'Operator' }] },
    want: ['orders-credentials', 'orders-credentials-operator'],
  },
  {
    name: 'one less',
    before: { extraSecrets: [{ format: 'Operator' }] },
    after: {},
    want: ['orders-credentials'],
  },
];

describe('a change of the Secret', () => {
  test.each(CHANGES)('to $name leaves a complete one at each moment', async ({ before, after, want }) => {
    const world = await settledWorld(before);
    const [password = ''] = secretsIn(world).map((secret) => passwordOf('pg', secret));
    connect(world, after);
    const outcome = await live(world, () => {
      const complete = secretsIn(world).filter(isComplete);
      expect(complete.length).toBeGreaterThan(0);
      expect(complete.map((secret) => passwordOf('pg', secret))).toEqual(complete.map(() => password));
      // What the status names is there.
      const bound = asString(at(world.snapshot().binding, 'status', 'binding', 'name'));
      expect(names(world)).toContain(bound);
    });
    expect(outcome).toMatchObject({ ready: true, steady: true });
    expect(names(world)).toEqual(want);
    expect(secretsIn(world).every(isComplete)).toBe(true);
  });

  test('to a new name keeps the old one until the new one is seen', async () => {
    const world = await settledWorld({});
    connect(world, { secret: { name: 'db' } });
    await world.round();
    expect(names(world)).toEqual(['db', 'orders-credentials']);
    await world.round();
    expect(names(world)).toEqual(['db']);
  });

  test('to a new name finds the password in the old one alone', async () => {
    const world = await settledWorld({ secret: { format: 'Environment', prefix: 'A_' } });
    const [before] = secretsIn(world);
    world.deleteObject({ apiVersion: 'v1', kind: 'Secret', namespace: 'shop', name: 'orders-user-orders-conn' });
    connect(world, { secret: { format: 'Operator', name: 'db' } });
    // The provider is not asked in between: it would tell the password again.
    await world.round();
    const db = secretsIn(world).find((secret) => at(secret, 'metadata', 'name') === 'db');
    expect(passwordOf('pg', db ?? {})).toBe(passwordOf('pg', before ?? {}));
  });

  test('to a format its type has no keys for is refused with the way out', async () => {
    const world = await settledWorld({ secret: { format: 'CloudNativePG' } });
    const before = secretsIn(world).map(({ data }) => data);
    connect(world, { secret: { format: 'Environment' } });
    await world.round();
    expect(said(world, 'ConnectionReady')).toMatchObject({
      status: 'False',
      reason: 'UnsupportedChange',
      message:
        'spec.connection.secret: Secret "orders-credentials" stays of type kubernetes.io/basic-auth, which the format has no keys for: give the Secret another name',
    });
    expect(secretsIn(world).map(({ data }) => data)).toEqual(before);
    connect(world, { secret: { format: 'Environment', name: 'db' } });
    expect(await live(world)).toMatchObject({ ready: true, steady: true });
    expect(secretsIn(world).map(({ type }) => type)).toEqual(['Opaque']);
  });

  test('to the name of another Secret of the binding waits until that is gone', async () => {
    const world = await settledWorld({ secret: { name: 'a' }, extraSecrets: [{ name: 'b' }] });
    connect(world, { secret: { name: 'b' }, extraSecrets: [] });
    expect(await live(world)).toMatchObject({ ready: true, steady: true });
    expect(names(world)).toEqual(['b']);
  });
});

describe('a name that something else has', () => {
  const foreign = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'db', namespace: 'shop' },
    type: 'Opaque',
    data: { mine: 'bWluZQ==' },
  };

  test('is reported, and what has it is not touched', async () => {
    const world = worldOf({ secret: { name: 'db' } }, (before) => before.putObject(foreign));
    const stored = objectOf(world, 'Secret', 'db');
    await live(world, undefined, 20);
    expect(said(world, 'ConnectionReady')).toMatchObject({
      status: 'False',
      reason: 'NameTaken',
      message: 'Secret "db": a Secret that nothing controls has the name; choose another name, or remove it',
    });
    expect(objectOf(world, 'Secret', 'db')).toEqual(stored);
  });

  test('is taken once it is free', async () => {
    const world = worldOf({ secret: { name: 'db' } }, (before) => before.putObject(foreign));
    await live(world, undefined, 20);
    world.deleteObject({ apiVersion: 'v1', kind: 'Secret', namespace: 'shop', name: 'db' });
    expect(await live(world)).toMatchObject({ ready: true, steady: true });
    expect(names(world)).toEqual(['db']);
  });

  test('keeps the old Secret for ever where a new name was wanted', async () => {
    const world = await settledWorld({});
    world.putObject(foreign);
    connect(world, { secret: { name: 'db' } });
    await live(world, undefined, 8);
    expect(names(world)).toEqual(['orders-credentials']);
    expect(secretsIn(world).every(isComplete)).toBe(true);
    expect(said(world, 'ConnectionReady')).toMatchObject({ reason: 'NameTaken' });
  });

  test('is reported for a ConfigMap too', async () => {
    const configMap = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'orders-connection', namespace: 'shop' },
      data: { a: 'b' },
    };
    const world = worldOf({ configMap: true }, (before) => before.putObject(configMap));
    await live(world, undefined, 20);
    expect(said(world, 'ConnectionReady')).toMatchObject({
      reason: 'NameTaken',
      message: expect.stringContaining('ConfigMap "orders-connection": a ConfigMap that nothing controls'),
    });
    expect(at(objectOf(world, 'ConfigMap', 'orders-connection'), 'data')).toEqual({ a: 'b' });
  });
});
