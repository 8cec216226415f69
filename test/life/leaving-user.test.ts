import { describe, expect, test } from '@jest/globals';
import { live } from '../../simulation/life.js';
import type { World } from '../../simulation/world.js';
import { asString, at, type Json, type JsonObject } from '../../src/lib/json.js';
import { bindingOf, keys, said, worldWith } from './worlds.js';

// A user leaves the list while applications connect as it.

type Spec = Readonly<Record<string, Json>>;

const entry = (secret: JsonObject, key: string): string =>
  Buffer.from(asString(at(secret, 'data', key)) ?? '', 'base64').toString();
const secretsIn = (world: World): readonly JsonObject[] =>
  [...world.snapshot().composed].filter(([key]) => key.startsWith('secret-')).map(([, secret]) => secret);
const nameOf = (secret: JsonObject): string => asString(at(secret, 'metadata', 'name')) ?? '';
const bound = (world: World): Json | undefined => at(world.snapshot().binding, 'status', 'binding', 'name');
const usersAt = ({ cloud }: World): readonly string[] =>
  [...cloud.clusters.values()].flatMap(({ users: held }) => [...held.keys()]).sort();

/** Whether DigitalOcean lets somebody in with a Secret. */
function opens({ cloud }: World, secret: JsonObject): boolean {
  const [cluster] = cloud.clusters.values();
  const user = cluster?.users.get(entry(secret, 'username'));
  return user !== undefined && user.password === entry(secret, 'password');
}

async function settledWorld(spec: Spec): Promise<World> {
  const world = worldWith(bindingOf(spec));
  expect(await live(world)).toMatchObject({ steady: true });
  expect(secretsIn(world).map(nameOf)).toContain(bound(world));
  return world;
}

interface Seen {
  /** The keys of users and Secrets, one after the other. */
  readonly steps: readonly string[];
  /** In how many rounds the Secret that the status names was not there. */
  readonly gaps: number;
}

/** Edits the binding and lives on; at each moment every Secret that is there opens the cluster. */
async function edited(world: World, spec: Spec, rounds?: number): Promise<Seen> {
  const steps: string[] = [];
  let gaps = 0;
  world.editBinding(() => spec);
  const watch = (): void => {
    const secrets = secretsIn(world);
    expect(secrets.filter((secret) => !opens(world, secret)).map(nameOf)).toEqual([]);
    if (!secrets.some((secret) => nameOf(secret) === bound(world))) gaps += 1;
    const now = keys(world).filter((key) => /^(?:user|secret)-/.test(key));
    if (steps.at(-1) !== now.join(' ')) steps.push(now.join(' '));
  };
  await live(world, watch, rounds);
  return { steps, gaps };
}

const users = (...names: readonly string[]): Spec => ({
  cluster: { engine: 'pg' },
  users: names.map((name) => ({ name })),
});

describe('a user that leaves the list', () => {
  test('stays until the Secrets of those that come are there; first its Secret goes, then the user', async () => {
    const world = await settledWorld(users('b', 'a'));
    expect(await edited(world, users('b', 'c'))).toEqual({
      steps: [
        'secret-a secret-b user-a user-b user-c',
        'secret-a secret-b secret-c user-a user-b user-c',
        'secret-b secret-c user-a user-b user-c',
        'secret-b secret-c user-b user-c',
      ],
      gaps: 0,
    });
    expect(usersAt(world)).toEqual(['b', 'c', 'doadmin']);
  });

  test('stays as long as the one that comes cannot be made', async () => {
    const world = await settledWorld(users('a'));
    world.refuse('user-b', 'user name is not available');
    expect(await edited(world, users('b'), 12)).toEqual({ steps: ['secret-a user-a user-b'], gaps: 0 });
    expect(bound(world)).toBe('orders-credentials');
    expect(said(world, 'ConnectionReady')).toMatchObject({ status: 'False', reason: 'WaitingForUsers' });
    world.accept('user-b');
    expect((await edited(world, users('b'))).steps.at(-1)).toBe('secret-b user-b');
  });

  test('goes at once, after its Secret, where nothing comes', async () => {
    const world = await settledWorld(users('a', 'b'));
    const { steps } = await edited(world, users('b'));
    expect(steps).toEqual(['secret-b user-a user-b', 'secret-b user-b']);
  });

  test('goes once somebody deletes its Secret: so access can be taken away whatever else waits', async () => {
    const world = await settledWorld(users('a'));
    world.refuse('user-b', 'user name is not available');
    world.deleteObject({ apiVersion: 'v1', kind: 'Secret', namespace: 'shop', name: 'orders-credentials' });
    await edited(world, users('b'), 3);
    expect(usersAt(world)).toEqual(['doadmin']);
  });

  test('comes back, before it went, as it was', async () => {
    const world = await settledWorld(users('a'));
    const before = secretsIn(world).map(({ data }) => data);
    await edited(world, users('b'), 1);
    const { steps, gaps } = await edited(world, users('a'));
    expect([steps.at(-1), gaps]).toEqual(['secret-a user-a', 0]);
    expect(secretsIn(world).map(({ data }) => data)).toEqual(before);
  });

  test('that was only looked at stays at DigitalOcean', async () => {
    const observed = { name: 'doadmin', mode: 'Observe' };
    const world = await settledWorld({ cluster: { engine: 'pg' }, users: [{ name: 'a' }, observed] });
    expect((await edited(world, users('b'))).steps.at(-1)).toBe('secret-b user-b');
    expect(usersAt(world)).toEqual(['b', 'doadmin']);
  });
});

describe('the name of its Secret', () => {
  test.each<[string, string, (user: string) => Spec]>([
    ['the first user has', 'orders-credentials', users],
    ['the binding gives', 'db', (user) => ({ ...users(user), connection: { secret: { name: 'db' } } })],
    ['the user has', 'db', (name) => ({ cluster: { engine: 'pg' }, users: [{ name, secret: { name: 'db' } }] })],
  ])('that %s passes on to the user that comes: "%s"', async (_whose, name, spec) => {
    const world = await settledWorld(spec('a'));
    const [secret = ''] = keys(world).filter((key) => key.startsWith('secret-'));
    const next = secret.replace('secret-a', 'secret-b');
    // No object passes from one resource key to another: Crossplane deletes it, and makes it anew in its next round. The
    // user gets the right to be deleted before it goes.
    expect(await edited(world, spec('b'))).toEqual({
      steps: [`${secret} user-a user-b`, 'user-a user-b', `${next} user-a user-b`, `${next} user-b`],
      gaps: 1,
    });
    expect(secretsIn(world).map((it) => [nameOf(it), entry(it, 'username')])).toEqual([[name, 'b']]);
  });

  test('is mounted by the workload as long as the Secret is there', async () => {
    const spec = (user: string, secret: string): Spec => ({
      ...users(user),
      connection: { secret: { name: secret }, workload: { kind: 'Deployment', name: 'web' } },
    });
    const world = await settledWorld(spec('a', 'one'));
    world.editBinding(() => spec('b', 'two'));
    const mounted = new Set<Json | undefined>();
    await live(world, () => {
      const name = at(world.snapshot().composed.get('workload'), 'spec', 'service', 'name');
      expect(secretsIn(world).map(nameOf)).toContain(name);
      mounted.add(name);
    });
    expect([...mounted]).toEqual(['one', 'two']);
  });
});
