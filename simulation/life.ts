import type { JsonObject } from '../src/lib/json.js';
import { conditionOf, conditionsOf } from './api-server/conditions.js';
import { controllerOf, isManaged } from './provider/provider.js';
import type { Round, World } from './world.js';

/** How a life ended. */
export interface Outcome {
  readonly ready: boolean;
  /** Whether the last rounds changed nothing more, and not the bound ended it. */
  readonly steady: boolean;
  /** What the binding waits for, one line each; empty where it is ready. */
  readonly waitsFor: readonly string[];
}

const QUIET_ROUNDS = 2;
const MAX_ROUNDS = 80;

/** Turns a world until it is steady, and tells of every round. The outcome is that of all its bindings together. */
export async function live(
  world: World,
  watch: (round: Round) => void | Promise<void> = () => undefined,
  maxRounds = MAX_ROUNDS,
): Promise<Outcome> {
  let quiet = 0;
  for (let count = 0; count < maxRounds && quiet < QUIET_ROUNDS; count += 1) {
    const round = await world.round();
    quiet = round.changed || round.busy ? 0 : quiet + 1;
    await watch(round);
  }
  const steady = quiet >= QUIET_ROUNDS;
  const [first, ...others] = world.bindings.map((binding) => outcomeOf(world, steady, binding));
  return others.reduce(both, first ?? { ready: false, steady, waitsFor: [] });
}

function both(one: Outcome, other: Outcome): Outcome {
  return {
    ready: one.ready && other.ready,
    steady: one.steady && other.steady,
    waitsFor: [...one.waitsFor, ...other.waitsFor],
  };
}

/** How one binding's life ended, in a world that is steady or not. */
export function outcomeOf(world: World, steady: boolean, name: string): Outcome {
  const { binding, composed } = world.snapshot(name);
  const ready = isTrue(binding, 'Ready') && isTrue(binding, 'Synced');
  if (ready) return { ready, steady, waitsFor: steady ? [] : ['the binding to stop changing'] };
  const failing = [...composed].flatMap(([key, object]) => [
    ...(isManaged(object) && controllerOf(object) === undefined ? [`${key}: its kind is not simulated`] : []),
    ...complaintsOf(key, object, ['Synced', 'Ready']),
  ]);
  const own = complaintsOf(
    'binding',
    binding ?? {},
    conditionsOf(binding ?? {}).map(({ type }) => type),
  );
  return { ready, steady, waitsFor: [...own, ...failing] };
}

function complaintsOf(subject: string, object: JsonObject, types: readonly string[]): readonly string[] {
  return conditionsOf(object)
    .filter(({ type, status }) => types.includes(type) && status !== 'True')
    .map(
      ({ type, status, reason, message }) => `${subject} ${type}=${status} ${reason}${message ? `: ${message}` : ''}`,
    );
}

function isTrue(object: JsonObject | undefined, type: string): boolean {
  return conditionOf(object ?? {}, type)?.status === 'True';
}
