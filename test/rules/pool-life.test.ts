import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DEFAULT_COMPOSITION } from '../../simulation/crossplane/default-composition.js';
import type { Call } from '../../simulation/crossplane/run-function.js';
import { live } from '../../simulation/life.js';
import { createWorld, type World } from '../../simulation/world.js';
import { asList, asObject, at, type Json, type JsonObject } from '../../src/lib/json.js';
import { decodeToJson, encodeFromJson } from '../contract/proto-json.js';
import { loadProtocol } from '../contract/protocol.js';
import { callFunction } from '../support/call-function.js';
import { holds } from '../support/property.js';
import { entriesOf } from '../support/secrets.js';

// Whatever is done to the pools of a binding, and in the middle of what: its Secret leads to something that is there.

/** The pools of a spec, and the one that Secrets should go through. */
interface Wish {
  readonly pools: readonly { readonly name: string; readonly size: number }[];
  readonly through: string | undefined;
  /** How many rounds it has until the next wish. */
  readonly rounds: number;
}

const arbWish: fc.Arbitrary<Wish> = fc
  .uniqueArray(fc.record({ name: fc.constantFrom('web', 'jobs'), size: fc.integer({ min: 1, max: 3 }) }), {
    selector: ({ name }) => name,
  })
  .chain((pools) =>
    fc.record({
      pools: fc.constant(pools),
      through: fc.constantFrom(undefined, ...pools.map(({ name }) => name)),
      rounds: fc.integer({ min: 1, max: 6 }),
    }),
  );

const specOf = ({ pools, through }: Wish): Readonly<Record<string, Json>> => ({
  cluster: { engine: 'pg' },
  connectionPools: pools,
  connection: through === undefined ? {} : { pool: through },
});

/** Lives through the wishes, and tells each moment at which the Secret led to nothing. */
async function violations(wishes: readonly Wish[], call: Call = callFunction): Promise<readonly string[]> {
  const binding = {
    apiVersion: 'bindings.digitalocean.crossplane.io/v1alpha1',
    kind: 'DatabaseBinding',
    metadata: { name: 'orders', namespace: 'shop', uid: 'a' },
    spec: { cluster: { engine: 'pg' } },
  };
  const world = createWorld({ binding, composition: DEFAULT_COMPOSITION, call });
  await live(world);
  const wrong: string[] = [];
  for (const wish of wishes) {
    world.editBinding(() => specOf(wish));
    for (let round = 0; round < wish.rounds; round++) {
      await world.round();
      wrong.push(...astray(world));
    }
  }
  await live(world, () => {
    wrong.push(...astray(world));
  });
  const last = wishes.at(-1)?.through ?? 'orders';
  const [ends] = leadsTo(world).split('_');
  return ends === last ? wrong : [...wrong, `the Secret leads to ${ends} in the end, not to ${last}`];
}

function leadsTo(world: World): string {
  return entriesOf(world.snapshot().composed.get('secret-orders')).database ?? 'nothing';
}

function astray(world: World): readonly string[] {
  const name = leadsTo(world);
  if (name === 'orders') return [];
  const [cluster] = world.cloud.clusters.values();
  if (!cluster?.contents.has(`pool/${name}`)) return [`the Secret leads to ${name}, which is not there`];
  return isReady(world.snapshot().composed.get(`pool-${name.replace('_', '.')}`)) ? [] : [`${name} is not ready`];
}

function isReady(pool: JsonObject | undefined): boolean {
  return asList(at(pool, 'status', 'conditions')).some(
    (condition) => at(condition, 'type') === 'Ready' && at(condition, 'status') === 'True',
  );
}

test('a Secret leads to a pool that is there and ready, or to the cluster', async () => {
  const wishes = fc.array(arbWish, { minLength: 1, maxLength: 5 });
  const kept = fc.asyncProperty(wishes, async (life) => expect(await violations(life)).toEqual([]));
  await holds(kept, 15);
});

/** A function that sees some of the resources in another way. */
function seeing(key: RegExp, as: (resource: JsonObject) => JsonObject): Call {
  const type = loadProtocol('v1').lookupType('RunFunctionRequest');
  return (bytes) => {
    const request = asObject(decodeToJson(type, bytes));
    const observed = asObject(request.observed);
    const resources = Object.entries(asObject(observed.resources)).map(([name, entry]) => [
      name,
      key.test(name) ? { ...asObject(entry), resource: as(asObject(at(entry, 'resource'))) } : entry,
    ]);
    return callFunction(
      encodeFromJson(type, { ...request, observed: { ...observed, resources: Object.fromEntries(resources) } }),
    );
  };
}

const silent = seeing(/^pool-/, ({ status: _, ...pool }) => pool);
const TRUE = ['Ready', 'Synced'].map((type) => ({ type, status: 'True' }));
const hopeful = seeing(/^pool-/, (pool) => ({
  ...pool,
  status: {
    atProvider: { host: 'early.example.org', privateHost: 'early.example.org', port: 25061 },
    conditions: TRUE,
  },
}));

test.each<readonly [string, Call, string]>([
  ['a pool is taken for ready at once', hopeful, 'the Secret leads to web, which is not there'],
  ['a pool is never taken for ready', silent, 'the Secret leads to orders in the end, not to web'],
])('which would be found out: %s', async (_name, call, found) => {
  const life = [{ pools: [{ name: 'web', size: 1 }], through: 'web', rounds: 3 }];
  expect(await violations(life)).toEqual([]);
  expect((await violations(life, call)).join()).toContain(found);
});
