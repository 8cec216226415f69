import { describe, expect, test } from '@jest/globals';
import { DEFAULT_COMPOSITION } from '../../simulation/crossplane/default-composition.js';
import { live } from '../../simulation/life.js';
import { createWorld, type World } from '../../simulation/world.js';
import { ENGINES } from '../../src/gen/binding.js';
import { asObject, type JsonObject } from '../../src/lib/json.js';
import { callFunction } from '../support/call-function.js';
import { BINDING } from './fake-function.js';
import { said } from './managed-resource.js';

function worldOf(spec: JsonObject): World {
  return createWorld({ binding: { ...BINDING, spec }, composition: DEFAULT_COMPOSITION, call: callFunction });
}

describe.each(ENGINES)('the life of a %s binding', (engine) => {
  test('ends ready, with a complete Secret', async () => {
    const world = worldOf({ cluster: { engine } });
    expect(await live(world)).toEqual({ ready: true, steady: true, waitsFor: [] });
    const secrets = [...world.snapshot().composed].filter(([key]) => key.startsWith('secret-'));
    expect(secrets.length).toBe(1);
    expect(Object.keys(asObject(secrets[0]?.[1].data))).toEqual(
      expect.arrayContaining(['host', 'port', 'password', 'uri']),
    );
  });

  test('is the same life every time', async () => {
    const [one, other] = [worldOf({ cluster: { engine } }), worldOf({ cluster: { engine } })];
    await live(one);
    await live(other);
    expect(one.snapshot()).toEqual(other.snapshot());
  });
});

test('A refused creation is waited for, and made once it is accepted', async () => {
  const world = worldOf({ cluster: { engine: 'pg' } });
  world.refuse('cluster', 'invalid region: ');
  const outcome = await live(world);
  expect(outcome).toMatchObject({ ready: false, steady: true });
  expect(outcome.waitsFor.join('\n')).toContain('invalid region');
  world.accept('cluster');
  expect(await live(world)).toMatchObject({ ready: true });
});

test('The provider itself tries a refused creation again', async () => {
  const world = worldOf({ cluster: { engine: 'pg' } });
  world.refuse('cluster', 'cluster name is not available');
  const messages = new Set<string>();
  for (let count = 0; count < 24; count += 1) {
    await world.round();
    messages.add(said(world.snapshot().composed.get('cluster'), 'Synced'));
  }
  const requests = [...messages].filter((message) => message.includes('cluster name is not available'));
  expect(requests.length).toBeGreaterThan(1);
});

test('A resource a person deleted is made again', async () => {
  const world = worldOf({ cluster: { engine: 'pg' } });
  await live(world);
  world.deleteComposed('secret-orders');
  expect(world.snapshot().composed.has('secret-orders')).toBe(false);
  expect(await live(world)).toMatchObject({ ready: true });
  expect(world.snapshot().composed.has('secret-orders')).toBe(true);
});

const DELETED = [
  { deletionPolicy: 'Delete', clusters: 0 },
  { deletionPolicy: 'Orphan', clusters: 1 },
];

test.each(DELETED)(
  'A deleted binding with deletionPolicy $deletionPolicy leaves $clusters cluster',
  async ({ deletionPolicy, clusters }) => {
    const world = worldOf({ cluster: { engine: 'pg' }, deletionPolicy });
    await live(world);
    world.deleteBinding();
    await live(world);
    expect(world.snapshot().objects).toEqual([]);
    expect(world.cloud.clusters.size).toBe(clusters);
  },
);

test('An edit reaches DigitalOcean', async () => {
  const world = worldOf({ cluster: { engine: 'pg' } });
  await live(world);
  world.editBinding((spec) => ({ ...spec, cluster: { ...asObject(spec.cluster), nodeCount: 2 } }));
  expect(await live(world)).toMatchObject({ ready: true });
  expect([...world.cloud.clusters.values()].map(({ fields }) => fields.nodeCount)).toEqual([2]);
});
