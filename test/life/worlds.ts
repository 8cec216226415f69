import { expect, jest } from '@jest/globals';
import { DEFAULT_COMPOSITION } from '../../simulation/crossplane/default-composition.js';
import { live } from '../../simulation/life.js';
import { DigitalOcean } from '../../simulation/provider/digitalocean.js';
import { createWorld, type World } from '../../simulation/world.js';
import { asList, asObject, asString, at, type Json, type JsonObject } from '../../src/lib/json.js';
import { callFunction } from '../support/call-function.js';

// A life is some hundred calls: on a busy machine that takes its time.
jest.setTimeout(60_000);

/** The UUID of a cluster that was made elsewhere. */
export const ELSEWHERE = '9cc10173-e9ea-4176-9dbc-a4cee4c4ff30';

/** A binding, `shop/orders` where nothing else is said. */
export function bindingOf(spec: JsonObject, name = 'orders', namespace = 'shop'): JsonObject {
  return {
    apiVersion: 'bindings.digitalocean.crossplane.io/v1alpha1',
    kind: 'DatabaseBinding',
    metadata: { name, namespace },
    spec,
  };
}

/** A world with bindings, the first of which is meant where none is said. */
export function worldWith(binding: JsonObject, neighbours: readonly JsonObject[] = [], cloud?: DigitalOcean): World {
  const inhabitants = { binding, neighbours, composition: DEFAULT_COMPOSITION, call: callFunction };
  return createWorld(cloud === undefined ? inhabitants : { ...inhabitants, cloud });
}

/** A DigitalOcean with one cluster, that was made elsewhere. */
export function cloudWith(engine: string): DigitalOcean {
  const cloud = new DigitalOcean();
  cloud.makeElsewhere(ELSEWHERE, engine);
  return cloud;
}

/** The resource keys of what is composed; what only looks at users apart, which guests have, and what gives rights. */
export function keys(world: World, name?: string): readonly string[] {
  return [...world.snapshot(name).composed.keys()].filter((key) => !/^(?:watch|sql)-/.test(key)).sort();
}

/** The resource keys of what gives rights. */
export function rightsKeys(world: World, name?: string): readonly string[] {
  return [...world.snapshot(name).composed.keys()].filter((key) => key.startsWith('sql-')).sort();
}

/** A condition of a binding. */
export function said(world: World, type: string, name?: string): JsonObject {
  return (
    asList(at(world.snapshot(name).binding, 'status', 'conditions'))
      .map(asObject)
      .find((condition) => condition.type === type) ?? {}
  );
}

/** The password in every Secret that applications mount, by `<binding> <resource key>`. */
export function passwords(world: World): ReadonlyMap<string, string> {
  const secrets = world.bindings.flatMap((name) =>
    [...world.snapshot(name).composed]
      .filter(([key]) => key.startsWith('secret-'))
      .map(([key, secret]) => [`${name} ${key}`, asString(at(secret, 'data', 'password')) ?? ''] as const),
  );
  return new Map(secrets);
}

/** All that DigitalOcean holds, one line each: clusters, databases, users with their passwords. */
export function holdings({ cloud }: World): readonly string[] {
  return [...cloud.clusters.values()].flatMap(({ id, users, databases }) => [
    id,
    ...[...databases].map((name) => `${id} database ${name}`),
    ...[...users.values()].map(({ name, password }) => `${id} user ${name} ${password}`),
  ]);
}

/** Lives until nothing moves; after each round every password that was there and all that DigitalOcean held is still there. */
export async function liveWithoutLoss(world: World): Promise<void> {
  let known = passwords(world);
  let held = holdings(world);
  const { steady } = await live(world, () => {
    const now = passwords(world);
    for (const [key, password] of known) expect([key, now.get(key)]).toEqual([key, password]);
    expect([...now.values()]).not.toContain('');
    expect(holdings(world)).toEqual(expect.arrayContaining([...held]));
    known = now;
    held = holdings(world);
  });
  expect(steady).toBe(true);
}

/** Lives like that, and ends with every binding ready. */
export async function liveHappily(world: World): Promise<void> {
  await liveWithoutLoss(world);
  for (const name of world.bindings) {
    const waiting = ['Ready', 'Synced', 'SpecAccepted']
      .map((type) => said(world, type, name))
      .filter(({ status }) => status !== 'True');
    expect([name, waiting]).toEqual([name, []]);
  }
}

/** Replaces the spec of a binding. */
export function respecify(world: World, spec: Readonly<Record<string, Json>>, name?: string): void {
  world.editBinding(() => spec, name);
}
