import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fakePem } from '../../simulation/fake.js';
import type { World } from '../../simulation/world.js';
import { asObject, asString, type Json, type JsonObject } from '../../src/lib/json.js';
import { behaviorOf } from '../../src/provider/field-behavior.js';
import { valueProblem } from '../../src/provider/value-problem.js';
import { fieldAt, zeroValue } from '../simulation/field-cases.js';
import { holds } from '../support/property.js';
import { PARTS, type Part } from './parts.js';
import { bindingOf, respecify, said, worldWith } from './worlds.js';

// Every field of every kind is set, changed, taken out, refused and made good. Whenever nothing moves any more and the binding
// says that it is ready, DigitalOcean has what the spec asks for.

const CONDITIONS = ['Ready', 'Synced', 'SpecAccepted', 'ClusterReady', 'UsersReady', 'ConnectionReady'];
const QUIET = 2;
const MANY = 25;

/** Lets a world turn until nothing moves, or for some minutes: some engines are never quiet. */
async function settle(world: World): Promise<void> {
  for (let quiet = 0, round = 0; quiet < QUIET && round < MANY; round += 1) {
    const { changed, busy } = await world.round();
    quiet = changed || busy ? 0 : quiet + 1;
  }
}

/** Until the provider has tried again what it failed at, and everything after that is quiet. */
async function retried(world: World): Promise<void> {
  for (let round = 0; round < 8; round += 1) await world.round();
  await settle(world);
}

/** A binding with a part of its spec, of which every field goes its way. */
class Walk {
  readonly world: World;
  readonly wrong: string[] = [];
  #values: JsonObject = {};

  constructor(readonly part: Part) {
    this.world = worldWith(bindingOf(part.spec({})));
  }

  async set(what: string, values: JsonObject): Promise<void> {
    this.#values = values;
    respecify(this.world, this.part.spec(values));
    await this.settled(what);
  }

  /** All fields, at a step. */
  at(step: number, fields: readonly string[] = this.part.fields): JsonObject {
    return Object.fromEntries(fields.map((field) => [field, this.part.value(field, step)]));
  }

  async settled(what: string, how: typeof settle = settle): Promise<void> {
    await how(this.world);
    this.wrong.push(...this.untrue().map((field) => `${what}: ready, but ${field}`));
  }

  /** That the binding is ready, unless what it asks for is refused. */
  reached(what: string): void {
    const isRefused = said(this.world, 'SpecAccepted').status !== 'True';
    if (!this.isReady && !isRefused) this.wrong.push(`${what}: not ready, ${JSON.stringify(this.messages())}`);
  }

  /** That the binding is not ready, unless nothing that is asked for is missing. */
  missed(what: string): void {
    const { part, world } = this;
    const isThere = Object.entries(this.#values).every(([field, value]) => same(part.held(world, field), value));
    if (this.isReady && !isThere) this.wrong.push(`${what}: ready`);
  }

  messages(): JsonObject {
    const all = CONDITIONS.map((type) => [type, said(this.world, type)] as const);
    return Object.fromEntries(
      all.filter(([, { status }]) => status !== 'True').map(([type, { message = '' }]) => [type, message]),
    );
  }

  /** Zeroes of the fields that can be zero, or of all others. */
  zeroes(isAccepted: boolean): JsonObject {
    const values: Record<string, Json> = {};
    for (const field of this.part.fields) {
      const zero = zeroOf(this.part, field);
      const usual = this.part.value(field, 1);
      values[field] = zero !== undefined && zero.isAccepted === isAccepted ? zero.value : usual;
    }
    return values;
  }

  get isReady(): boolean {
    return CONDITIONS.every((type) => said(this.world, type).status === 'True');
  }

  /** What DigitalOcean has otherwise than the spec asks for, while the binding says that all is well. */
  untrue(): readonly string[] {
    const { part, world } = this;
    if (!this.isReady) return [];
    const told = asString(said(world, 'SpecAccepted').message) ?? '';
    return Object.entries(this.#values)
      .filter(([field, value]) => !told.includes(`${part.path}.${field}:`) && !same(part.held(world, field), value))
      .map(
        ([field, value]) =>
          `${field} is ${JSON.stringify(part.held(world, field))} instead of ${JSON.stringify(value)}`,
      );
  }
}

/** The zero of a field of the provider, and whether the function takes it. */
function zeroOf({ provider }: Part, name: string): { readonly value: Json; readonly isAccepted: boolean } | undefined {
  const [kind, path] = provider?.(name) ?? [];
  const behavior = kind && path ? behaviorOf(kind, path) : undefined;
  const value = kind && path && behavior?.notANumber === undefined ? zeroValue(fieldAt(kind, path)) : undefined;
  if (behavior === undefined || value === undefined) return undefined;
  return { value, isAccepted: valueProblem(behavior, value) === undefined };
}

/** Whether DigitalOcean has a value, which it may write in another way. */
function same(held: Json | undefined, value: Json): boolean {
  return isDeepStrictEqual(plain(held), plain(value));
}

function plain(value: Json | undefined): Json {
  if (Array.isArray(value)) return value.map(plain);
  const { name, key, ...others } = asObject(value);
  // What stands in such a Secret, without the newline.
  if (name !== undefined && key !== undefined) return fakePem('CERTIFICATE', 'shop', String(name), String(key)).trim();
  if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(others).sort());
  return typeof value === 'number' || /^-?[\d.]+$/.test(String(value)) ? Math.fround(Number(value)) : (value ?? null);
}

const REFUSED = { status: 422, message: 'not now' } as const;

describe.each(PARTS)('$name', (part) => {
  test('is what DigitalOcean has, whenever the binding is ready', async () => {
    const walk = new Walk(part);
    const { traffic } = walk.world.cloud;
    await walk.settled('at first');
    walk.reached('at first');
    await walk.set('set', walk.at(0));
    walk.reached('set');
    await walk.set('changed', walk.at(1));
    walk.reached('changed');
    await walk.set('zero', walk.zeroes(true));
    walk.reached('zero');
    await walk.set('a zero that is not sent', walk.zeroes(false));
    await walk.set('changed back', walk.at(1));
    traffic.fault({ ...REFUSED, count: 1 });
    await walk.set('refused once', walk.at(2));
    await walk.settled('tried again', retried);
    walk.reached('tried again');
    const lift = traffic.fault(REFUSED);
    await walk.set('refused', walk.at(3));
    walk.missed('refused');
    await walk.settled('refused again', retried);
    walk.missed('refused again');
    lift();
    await walk.settled('healed', retried);
    walk.reached('healed');
    await walk.set('taken out', walk.at(3, part.required));
    await walk.set('set again', walk.at(4));
    walk.reached('set again');
    expect(walk.wrong).toEqual([]);
  });
});

/** Fields whose changes count as done once a request failed, alone: with others they are sent again. */
const LOST = PARTS.flatMap(
  (part) =>
    part.fields.flatMap((field) => {
      const [kind, path] = part.provider?.(field) ?? [];
      const phases = (kind && path && behaviorOf(kind, path)?.lostOnFailure) || [];
      return phases.flatMap((phase) => (phase === 'added' || phase === 'changed' ? [{ part, field, phase }] : []));
    }),
  // A template is added together with its format, which is read back: so it is sent again.
).filter(({ field }) => field !== 'logline');

test('Fields that can be lost are known', () => {
  expect(LOST.map(({ part, field, phase }) => `${part.name} ${field} ${phase}`).sort()).toEqual([
    'KafkaConfig logCleanerMinCompactionLagMs changed',
    'KafkaConfig logFlushIntervalMs changed',
    'KafkaConfig logMessageTimestampDifferenceMaxMs changed',
    'KafkaConfig logRetentionBytes added',
    'KafkaConfig logRetentionBytes changed',
    'KafkaConfig logRetentionMs changed',
    'KafkaConfig logRollJitterMs changed',
    'LogSinkOpenSearch caCertificate added',
    'LogSinkOpenSearch indexDaysMax added',
    'LogSinkRsyslog caCertificate added',
    'LogSinkRsyslog structuredData added',
    'topic partitions added',
    'topic partitions changed',
  ]);
});

test.each(LOST)(
  'A lost change is told until it is made good: $field of $part.name, $phase',
  async ({ part, field, phase }) => {
    const walk = new Walk(part);
    const value = (step: number): JsonObject => ({
      ...walk.at(0, part.required),
      ...part.beside?.(field),
      ...walk.at(step, [field]),
    });
    const { [field]: _, ...without } = value(0);
    await walk.set('before', phase === 'added' ? without : value(0));
    walk.reached('before');
    walk.world.cloud.traffic.fault({ ...REFUSED, count: 1 });
    await walk.set('lost', value(1));
    walk.missed('lost');
    await walk.settled('nothing tried again', retried);
    walk.missed('nothing tried again');
    expect(Object.values(walk.messages()).join()).toContain(`${part.path}.${field}`);
    await walk.set('changed again', value(2));
    // That a Secret has another text the provider finds at its next look.
    await walk.settled('looked at again', retried);
    walk.reached('looked at again');
    expect(walk.wrong).toEqual([]);
  },
);

/** Something that is done to a binding, or that DigitalOcean does. */
interface Step {
  readonly what: 'set' | 'take out' | 'refuse' | 'accept';
  readonly fields: readonly number[];
  readonly once: boolean;
}

const arbStep: fc.Arbitrary<Step> = fc.record({
  what: fc.constantFrom('set', 'set', 'take out', 'refuse', 'accept'),
  fields: fc.array(fc.nat(), { minLength: 1, maxLength: 4 }),
  once: fc.boolean(),
});

/** The values of a part after a step. */
function after(walk: Walk, values: JsonObject, { what, fields }: Step, count: number): JsonObject {
  const { part } = walk;
  const named = fields.map((nat) => part.fields[nat % part.fields.length] ?? '');
  if (what === 'set') return { ...values, ...walk.at(count, named) };
  if (what !== 'take out') return values;
  const isLeft = (field: string): boolean => part.required.includes(field) || !named.includes(field);
  return Object.fromEntries(Object.entries(values).filter(([field]) => isLeft(field)));
}

async function go(part: Part, steps: readonly Step[]): Promise<readonly string[]> {
  const walk = new Walk(part);
  const { traffic } = walk.world.cloud;
  await walk.settled('at first');
  let values = walk.at(0, part.required);
  let lift = (): void => undefined;
  for (const [i, step] of steps.entries()) {
    values = after(walk, values, step, i);
    if (step.what === 'refuse') lift = traffic.fault(step.once ? { ...REFUSED, count: 1 } : REFUSED);
    if (step.what === 'accept') lift();
    await walk.set(`${i} ${step.what}`, values);
  }
  return walk.wrong;
}

test('Whatever happens, ready means that DigitalOcean has it', async () => {
  const steps = fc.array(arbStep, { minLength: 3, maxLength: 6 });
  await holds(
    fc.asyncProperty(fc.constantFrom(...PARTS), steps, async (part, taken) => {
      expect(await go(part, taken)).toEqual([]);
    }),
    10,
  );
});
