import fc from 'fast-check';
import { DEFAULT_COMPOSITION } from '../../simulation/crossplane/default-composition.js';
import type { Call } from '../../simulation/crossplane/run-function.js';
import { live } from '../../simulation/life.js';
import { createWorld, type World } from '../../simulation/world.js';
import { ENGINES, type Engine } from '../../src/gen/binding.js';
import { at, type JsonObject } from '../../src/lib/json.js';
import { arbSpec } from '../rules/scenario.js';
import { samples } from '../support/property.js';
import { keysOf } from '../support/secrets.js';
import { type Attack, tryAll } from './attack.js';

// One binding that is edited again and again, at any moment.

interface Edits {
  readonly engine: Engine;
  readonly specs: readonly JsonObject[];
  /** How many rounds pass before each edit. */
  readonly pauses: readonly number[];
}

const EDITS = 10;

const arbEdits: fc.Arbitrary<Edits> = fc.constantFrom(...ENGINES).chain((engine) =>
  fc.record({
    engine: fc.constant(engine),
    specs: fc.array(arbSpec(engine), { minLength: EDITS, maxLength: EDITS }),
    pauses: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: EDITS, maxLength: EDITS }),
  }),
);

/** Walks of edits. */
export const edits: Attack = {
  what: 'walks of edits',
  invariant: 'no cluster, database, topic or password is lost, and no Secret that exists loses a key it needs',
  tries: 750,
  run: async (tries, seed, call) => {
    const found = await tryAll(samples(arbEdits, tries, seed), (walk) => walkOf(walk, call));
    return { ...found, of: `${tries * EDITS} edits` };
  },
};

async function walkOf({ engine, specs, pauses }: Edits, call: Call): Promise<readonly string[]> {
  const binding = {
    apiVersion: 'bindings.digitalocean.crossplane.io/v1alpha1',
    kind: 'DatabaseBinding',
    metadata: { name: 'orders', namespace: 'shop', uid: 'a' },
    spec: { cluster: { engine } },
  };
  const world = createWorld({ binding, composition: DEFAULT_COMPOSITION, call });
  await live(world);
  const breaches: string[] = world.cloud.clusters.size === 1 ? [] : [`${engine}: no cluster to begin with`];
  for (const [i, spec] of specs.entries()) {
    world.editBinding(() => spec);
    for (let round = 0; round < (pauses[i] ?? 1); round += 1) {
      const before = holdings(world);
      await world.round();
      breaches.push(...lost(before, holdings(world)), ...incomplete(world, engine));
    }
  }
  return breaches.map((breach) => `${engine}: ${breach}`);
}

/** What must not go by itself, with what must not change of it. */
function holdings({ cloud }: World): ReadonlyMap<string, string | undefined> {
  return new Map(
    [...cloud.clusters.values()].flatMap(({ id, users, databases, contents }) => [
      [id, ''] as const,
      ...[...databases].map((name) => [`database ${name}`, ''] as const),
      ...[...contents.keys()].filter((key) => key.startsWith('topic/')).map((key) => [key, ''] as const),
      // A user goes when it leaves the list; while it is there, its password stays.
      ...[...users.values()].map(({ name, password }) => [`password of ${name}`, password] as const),
    ]),
  );
}

function lost(before: ReturnType<typeof holdings>, after: ReturnType<typeof holdings>): readonly string[] {
  return [...before].flatMap(([what, state]) => {
    if (!after.has(what)) return what.startsWith('password') ? [] : [`${what} is gone`];
    return after.get(what) === state ? [] : [`${what} is another one`];
  });
}

function incomplete(world: World, engine: Engine): readonly string[] {
  return [...world.snapshot().composed].flatMap(([key, object]) => {
    if (!key.startsWith('secret-')) return [];
    const missing = keysOf(engine, object).filter((name) => !at(object, 'data', name));
    return missing.length > 0 ? [`${key} has no ${missing.join(', ')}`] : [];
  });
}
