import fc from 'fast-check';
import { DEFAULT_COMPOSITION } from '../../simulation/crossplane/default-composition.js';
import type { Call } from '../../simulation/crossplane/run-function.js';
import { live } from '../../simulation/life.js';
import { createWorld, type World } from '../../simulation/world.js';
import type { Engine } from '../../src/gen/binding.js';
import { asString, at, type Json, type JsonObject } from '../../src/lib/json.js';
import { callFunction } from '../support/call-function.js';
import { sameJson } from '../support/same-json.js';
import { entriesOf, keysOf, passwordOf } from '../support/secrets.js';
import { arbConnection } from './scenario.js';

/** What somebody does to a world. */
export type Deed =
  | { readonly does: 'edit'; readonly connection: Json }
  /** Somebody else's Secret appears, where there is none of that name. */
  | { readonly does: 'squat'; readonly name: string }
  /** The provider's connection secrets are deleted; it writes them again, if it still knows what. */
  | { readonly does: 'forget' }
  | { readonly does: 'wait' };

/** A binding that is settled, and then edited. */
export interface Life {
  readonly engine: Engine;
  readonly deeds: readonly Deed[];
}

const LIVED: readonly Engine[] = ['pg', 'kafka', 'mongodb', 'valkey'];
const NAMES = ['orders-db', 'my.secret', 'orders-extra', 'orders-credentials', 'orders-doadmin-credentials'];

export const arbLife: fc.Arbitrary<Life> = fc.constantFrom(...LIVED).chain((engine) =>
  fc.record({
    engine: fc.constant(engine),
    deeds: fc.array(
      fc.oneof(
        { weight: 4, arbitrary: arbConnection(engine).map<Deed>((connection) => ({ does: 'edit', connection })) },
        { weight: 2, arbitrary: fc.constantFrom(...NAMES).map<Deed>((name) => ({ does: 'squat', name })) },
        { weight: 1, arbitrary: fc.constant<Deed>({ does: 'forget' }) },
        { weight: 3, arbitrary: fc.constant<Deed>({ does: 'wait' }) },
      ),
      { minLength: 2, maxLength: 10 },
    ),
  }),
);

const SQUATTER = { apiVersion: 'v1', kind: 'Secret', type: 'Opaque', data: { mine: 'bWluZQ==' } };
const USER: Readonly<Partial<Record<Engine, string>>> = { valkey: 'default' };

/** Lives a life, and tells what went wrong in it: nothing with a function that keeps the rules. */
export async function violations({ engine, deeds }: Life, call: Call = callFunction): Promise<readonly string[]> {
  const world = createWorld({ binding: bindingOf(engine), composition: DEFAULT_COMPOSITION, call });
  await live(world);
  const password = passwordOf(engine, secretsOf(world, engine)[0] ?? {});
  const strangers = new Map<string, JsonObject>();
  const wrong: string[] = password === '' ? ['there never was a Secret'] : [];
  for (const deed of [...deeds, ...Array<Deed>(3).fill({ does: 'wait' })]) {
    perform(world, deed, strangers);
    await world.round();
    wrong.push(...wrongNow(world, engine, password), ...touched(world, strangers));
  }
  return wrong;
}

function perform(world: World, deed: Deed, strangers: Map<string, JsonObject>): void {
  switch (deed.does) {
    case 'edit':
      world.editBinding((spec) => ({ ...spec, connection: deed.connection }));
      return;
    case 'squat': {
      if (secretNamed(world, deed.name)) return;
      world.putObject({ ...SQUATTER, metadata: { name: deed.name, namespace: 'shop' } });
      strangers.set(deed.name, secretNamed(world, deed.name) ?? {});
      return;
    }
    case 'forget':
      for (const name of allSecrets(world).map(nameOf))
        if (name.endsWith('-conn')) world.deleteObject({ apiVersion: 'v1', kind: 'Secret', namespace: 'shop', name });
      return;
    case 'wait':
  }
}

function wrongNow(world: World, engine: Engine, password: string): readonly string[] {
  const complete = secretsOf(world, engine).filter((secret) =>
    keysOf(engine, secret).every((key) => (entriesOf(secret)[key] ?? '') !== ''),
  );
  if (complete.length === 0) return ['there is no complete Secret'];
  return complete.every((secret) => passwordOf(engine, secret) === password) ? [] : ['there is another password'];
}

function touched(world: World, strangers: ReadonlyMap<string, JsonObject>): readonly string[] {
  return [...strangers]
    .filter(([name, before]) => !sameJson(secretNamed(world, name), before))
    .map(([name]) => `the Secret "${name}" of somebody else was touched`);
}

/** The Secrets of the first user. */
function secretsOf(world: World, engine: Engine): readonly JsonObject[] {
  const first = `secret-${USER[engine] ?? 'orders'}`;
  return [...world.snapshot().composed].flatMap(([key, object]) => (key.split(':')[0] === first ? [object] : []));
}

function allSecrets(world: World): readonly JsonObject[] {
  return world.snapshot().objects.filter(({ kind }) => kind === 'Secret');
}

function secretNamed(world: World, name: string): JsonObject | undefined {
  return allSecrets(world).find((secret) => nameOf(secret) === name);
}

function nameOf(object: JsonObject): string {
  return asString(at(object, 'metadata', 'name')) ?? '';
}

function bindingOf(engine: Engine): JsonObject {
  return {
    apiVersion: 'bindings.digitalocean.crossplane.io/v1alpha1',
    kind: 'DatabaseBinding',
    metadata: { name: 'orders', namespace: 'shop', uid: 'a' },
    spec: { cluster: { engine } },
  };
}
