import { describe, expect, test } from '@jest/globals';
import { live } from '../../simulation/life.js';
import { createWorld, type World } from '../../simulation/world.js';
import { asObject, at, type JsonObject } from '../../src/lib/json.js';
import { BINDING, COMPOSITION, type FakeRequest, type FakeResponse, fakeFunction } from './fake-function.js';
import { said } from './managed-resource.js';

const CONFIG_MAP: JsonObject = { apiVersion: 'v1', kind: 'ConfigMap', data: { a: '1' } };

const DATABASE: JsonObject = {
  apiVersion: 'database.digitalocean.m.crossplane.io/v1alpha1',
  kind: 'DB',
  spec: { managementPolicies: ['*'], forProvider: { clusterId: 'c0ffee00-0000-4000-8000-000000000000', name: 'app' } },
};

function worldOf(run: (request: FakeRequest) => FakeResponse): World {
  return createWorld({ binding: BINDING, composition: COMPOSITION, call: fakeFunction(run) });
}

/** A world whose function answers what stands in the box; a test changes it between rounds. */
function worldWith(first: FakeResponse) {
  const box = { response: first };
  return { box, world: worldOf(() => box.response) };
}

describe('composed resources', () => {
  test('get a name that is the same in every run, and keep it', async () => {
    const { world } = worldWith({ desired: { a: { object: CONFIG_MAP } } });
    await world.round();
    const created = world.snapshot().composed.get('a');
    await world.round();
    expect(at(created, 'metadata', 'name')).toMatch(/^orders-[0-9a-f]{12}$/);
    expect(at(created, 'metadata', 'namespace')).toBe('shop');
    expect(world.snapshot().composed.get('a')).toEqual(created);
  });

  test('lose the fields that are no longer desired', async () => {
    const { box, world } = worldWith({ desired: { a: { object: { ...CONFIG_MAP, data: { a: '1', b: '2' } } } } });
    await world.round();
    box.response = { desired: { a: { object: CONFIG_MAP } } };
    await world.round();
    expect(world.snapshot().composed.get('a')?.data).toEqual({ a: '1' });
  });

  test('are deleted when they are left out', async () => {
    const { box, world } = worldWith({ desired: { a: { object: CONFIG_MAP }, b: { object: CONFIG_MAP } } });
    await world.round();
    box.response = { desired: { b: { object: CONFIG_MAP } } };
    const { changes } = await world.round();
    expect([...world.snapshot().composed.keys()]).toEqual(['b']);
    expect(changes).toContainEqual(expect.objectContaining({ what: 'deleted', resource: 'a', kind: 'ConfigMap' }));
  });

  test('that the API server refuses are reported, the others are applied', async () => {
    const cluster = { apiVersion: 'database.digitalocean.m.crossplane.io/v1alpha1', kind: 'Cluster', spec: {} };
    const { world } = worldWith({ desired: { bad: { object: cluster }, good: { object: CONFIG_MAP } } });
    await world.round();
    expect([...world.snapshot().composed.keys()]).toEqual(['good']);
    expect(said(world.snapshot().binding, 'Synced')).toBe('False ReconcileError: Unsynced resources: bad');
  });

  test('that are emptied become null, which is refused: what was applied before stays in force', async () => {
    const observed = { ...DATABASE, spec: { managementPolicies: ['Observe'], forProvider: {} } };
    const { box, world } = worldWith({ desired: { db: { object: DATABASE }, good: { object: CONFIG_MAP } } });
    await world.round();
    const before = world.snapshot().composed.get('db')?.spec;
    box.response = { desired: { db: { object: observed }, good: { object: { ...CONFIG_MAP, data: { a: '2' } } } } };
    const { results } = await world.round();
    const { binding, composed } = world.snapshot();
    expect(composed.get('db')?.spec).toMatchObject({ ...asObject(before), managementPolicies: ['*'] });
    expect(composed.get('good')?.data).toEqual({ a: '2' });
    expect(said(binding, 'Synced')).toBe('False ReconcileError: Unsynced resources: db');
    expect(results.map(({ message }) => message)).toEqual([
      expect.stringMatching(
        /^cannot apply composed resource "db": DB\..* is invalid: \[spec\.forProvider: Invalid value: "null"/,
      ),
    ]);
  });

  test('of kinds that Kubernetes itself knows may be emptied', async () => {
    const { box, world } = worldWith({ desired: { a: { object: CONFIG_MAP } } });
    await world.round();
    box.response = { desired: { a: { object: { ...CONFIG_MAP, data: {} } } } };
    await world.round();
    expect(world.snapshot().composed.get('a')?.data).toBeUndefined();
    expect(said(world.snapshot().binding, 'Synced')).toBe('True ReconcileSuccess');
  });

  test('keep the type of a Secret', async () => {
    const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, type: 'a/b', data: {} };
    const { box, world } = worldWith({ desired: { s: { object: secret } } });
    await world.round();
    box.response = { desired: { s: { object: { ...secret, type: 'c/d' } } } };
    await world.round();
    expect(world.snapshot().composed.get('s')?.type).toBe('a/b');
    expect(said(world.snapshot().binding, 'Synced')).toContain('Unsynced resources: s');
  });

  test('that somebody else controls are left alone', async () => {
    const theirs = [{ apiVersion: 'v1', kind: 'Other', name: 'o', uid: 'theirs', controller: true }];
    const named = { ...CONFIG_MAP, metadata: { name: 'taken', namespace: 'shop' } };
    const { world } = worldWith({ desired: { a: { object: named } } });
    world.putObject({ ...named, data: {}, metadata: { ...named.metadata, ownerReferences: theirs } });
    await world.round();
    expect(world.snapshot().objects.find(({ kind }) => kind === 'ConfigMap')?.data).toEqual({});
    expect(said(world.snapshot().binding, 'Synced')).toContain('Unsynced resources: a');
  });

  test('go with the binding', async () => {
    const { world } = worldWith({ desired: { a: { object: CONFIG_MAP } } });
    await world.round();
    world.deleteBinding();
    await live(world);
    expect(world.snapshot().objects).toEqual([]);
  });
});

describe('a fatal result', () => {
  const condition = (type: string) => ({ type, status: 'STATUS_CONDITION_TRUE', reason: 'Fine' });

  test('applies and deletes nothing, and shows in the conditions', async () => {
    const { box, world } = worldWith({
      desired: { a: { object: CONFIG_MAP, ready: true } },
      status: { seen: true },
      conditions: [condition('Told'), condition('Lost')],
    });
    await world.round();
    const before = world.snapshot();
    box.response = { results: [{ severity: 'SEVERITY_FATAL', message: 'no' }], conditions: [condition('Told')] };
    await world.round();
    const { binding, composed } = world.snapshot();
    expect(composed).toEqual(before.composed);
    expect(asObject(binding?.status).seen).toBe(true);
    expect(said(binding, 'Ready')).toBe('True Available');
    expect(said(binding, 'Told')).toBe('True Fine');
    expect(said(binding, 'Lost')).toContain('Unknown FatalError');
    expect(said(binding, 'Synced')).toBe(
      'False ReconcileError: cannot compose resources: pipeline step "only" returned a fatal result: no',
    );
  });

  test('a call that fails loses nothing either', async () => {
    let broken = false;
    const call = fakeFunction(() => ({ desired: { a: { object: CONFIG_MAP } } }));
    const world = createWorld({
      binding: BINDING,
      composition: COMPOSITION,
      call: (request) => (broken ? Promise.reject(new Error('unavailable')) : call(request)),
    });
    await world.round();
    broken = true;
    await world.round();
    expect([...world.snapshot().composed.keys()]).toEqual(['a']);
    expect(said(world.snapshot().binding, 'Synced')).toContain(
      'cannot run Composition pipeline step "only": unavailable',
    );
  });
});

const READINESS: readonly { name: string; response: FakeResponse; want: string }[] = [
  {
    name: 'EveryResourceReady',
    response: { desired: { a: { object: CONFIG_MAP, ready: true } } },
    want: 'True Available',
  },
  {
    name: 'OneNotReady',
    response: { desired: { a: { object: CONFIG_MAP } } },
    want: 'False Creating: Unready resources: a',
  },
  { name: 'ToldNotReady', response: { ready: 'READY_FALSE' }, want: 'False Creating' },
  {
    name: 'ToldReady',
    response: { ready: 'READY_TRUE', desired: { a: { object: CONFIG_MAP } } },
    want: 'True Available',
  },
];

test.each(READINESS)('The binding is ready as Crossplane finds it: $name', async ({ response, want }) => {
  const { world } = worldWith(response);
  await world.round();
  expect(said(world.snapshot().binding, 'Ready')).toBe(want);
});

test("Functions cannot set Crossplane's own conditions", async () => {
  const { world } = worldWith({ conditions: [{ type: 'Synced', status: 'STATUS_CONDITION_FALSE', reason: 'Mine' }] });
  await world.round();
  expect(said(world.snapshot().binding, 'Synced')).toBe('True ReconcileSuccess');
});

test('A status that is emptied becomes null, and none of it is applied', async () => {
  const { box, world } = worldWith({ status: { users: { app: 'ready' } } });
  await world.round();
  box.response = { status: { users: {} } };
  await world.round();
  const { binding } = world.snapshot();
  expect(at(binding, 'status', 'users')).toEqual({ app: 'ready' });
  expect(said(binding, 'Synced')).toMatch(
    /cannot apply composite resource status: .*status\.users: Invalid value: "null"/,
  );
});

test('Status fields that are no longer desired go, conditions stay', async () => {
  const told = [{ type: 'Told', status: 'STATUS_CONDITION_TRUE', reason: 'Fine' }];
  const { box, world } = worldWith({ status: { a: 1, b: { c: 1 } }, conditions: told });
  await world.round();
  box.response = { status: { a: 1 } };
  await world.round();
  const { conditions: _, ...fields } = asObject(world.snapshot().binding?.status);
  expect(fields).toEqual({ a: 1 });
  expect(said(world.snapshot().binding, 'Told')).toBe('True Fine');
});

describe('required resources', () => {
  const wanted = { api_version: 'v1', kind: 'ConfigMap', match_name: 'other', namespace: 'shop' };
  const other = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'other', namespace: 'shop' } };

  test('are answered from the cluster', async () => {
    const world = worldOf(({ required }) => ({
      requires: { other: wanted },
      status: { found: required.get('other')?.length ?? -1 },
    }));
    await world.round();
    expect(at(world.snapshot().binding, 'status', 'found')).toBe(0);
    world.putObject(other);
    await world.round();
    expect(at(world.snapshot().binding, 'status', 'found')).toBe(1);
  });

  test('that never settle are an error', async () => {
    let calls = 0;
    const world = worldOf(() => ({ requires: { [`need-${calls++}`]: wanted } }));
    await world.round();
    expect(said(world.snapshot().binding, 'Synced')).toContain('requirements did not settle');
  });
});

test('A life ends when two rounds in a row change nothing, and says what it waits for', async () => {
  const { world } = worldWith({ desired: { a: { object: CONFIG_MAP } } });
  const rounds: number[] = [];
  const outcome = await live(world, ({ number }) => void rounds.push(number));
  expect(rounds).toEqual([1, 2, 3]);
  expect(outcome).toEqual({
    ready: false,
    steady: true,
    waitsFor: ['binding Ready=False Creating: Unready resources: a'],
  });
});

test('A function that never answers the same is never steady', async () => {
  let calls = 0;
  const world = worldOf(() => ({ status: { calls: calls++ }, ready: 'READY_TRUE' }));
  const outcome = await live(world, () => undefined, 10);
  expect(outcome).toMatchObject({ ready: true, steady: false });
});
