import type { Json } from '../lib/json.js';
import { type Behavior, laterOf, wordOf } from './field-behavior.js';

// What the provider does not bring to DigitalOcean is refused here, before it is written.

/** Why a field cannot be set at all, whatever its value; `undefined` where it can. */
export function fieldProblem({ set, blocks }: Behavior): string | undefined {
  if (set === 'never') return 'not supported here: the provider never sends it';
  // It crashes the provider, whether it is sent or read back.
  if (wordOf(set) === 'panic' || blocks?.read) return 'not supported here: the provider crashes on it';
  return laterOf(set) === undefined ? undefined : 'not supported here: the provider would send it again and again';
}

/** Why a single value of a field does not get to DigitalOcean as it is written; `undefined` where it does. */
export function valueProblem(behavior: Behavior, value: Json): string | undefined {
  if (behavior.notANumber !== undefined) return digitsProblem(behavior, value);
  const { json, words } = SCALARS[behavior.type === 'string' || behavior.type === 'bool' ? behavior.type : 'int'];
  if (typeof value !== json) return `wanted ${words}`;
  if (typeof value === 'number') return numberProblem(behavior, value);
  if (value === '' || value === false) return isZeroSent(behavior) ? undefined : ZEROES[`${value}`];
  return typeof value === 'string' ? wordProblem(behavior, value) : undefined;
}

/** A value as it has to be written for the provider to read the same one back: it has 32 bits for a fraction. */
export function asWritten({ inexact }: Behavior, value: Json): Json {
  return inexact !== undefined && typeof value === 'number' ? Math.fround(value) : value;
}

function digitsProblem({ signed }: Behavior, value: Json): string | undefined {
  if (typeof value === 'string' && (signed ? /^(-1|0|[1-9]\d*)$/ : /^(0|[1-9]\d*)$/).test(value))
    return BigInt(value) <= LARGEST ? undefined : `must be at most ${LARGEST}`;
  return `wanted digits in quotes, without leading zeroes${signed ? ', or "-1"' : ''}`;
}

function numberProblem(behavior: Behavior, value: number): string | undefined {
  const { type, min, max } = behavior;
  if (type === 'int' && !Number.isSafeInteger(value)) return 'wanted a whole number';
  // A fraction may be rounded to zero, or beyond all numbers.
  const written = type === 'float' ? Math.fround(value) : value;
  if (!Number.isFinite(written)) return 'wanted a number that fits into 32 bits';
  if (written < (min ?? -Infinity) || written > (max ?? Infinity))
    return max === undefined ? `must be at least ${min}` : `must be ${min} to ${max}`;
  if (written !== 0 || isZeroSent(behavior)) return undefined;
  return `the provider cannot send 0: set ${type === 'int' ? 'at least 1' : 'a number near it, such as 0.001'}`;
}

function wordProblem({ oneOf, maxLength = Infinity }: Behavior, value: string): string | undefined {
  if (oneOf && !oneOf.includes(value)) return `unsupported value (supported: ${oneOf.join(', ')})`;
  return value.length > maxLength ? `must have at most ${maxLength} characters` : undefined;
}

/** Whether zero, false or "" reaches DigitalOcean. If a creation leaves it out, the update that follows sends it. */
function isZeroSent({ zero, zeroOnUpdate }: Behavior): boolean {
  const isHealed = (effect: typeof zero) => [undefined, 'once'].includes(laterOf(effect));
  return (
    ['sent', 'noCall'].includes(wordOf(zero)) &&
    wordOf(zeroOnUpdate) === 'sent' &&
    isHealed(zero) &&
    isHealed(zeroOnUpdate)
  );
}

// YAML reads a bare `off` or `no` as false.
const SCALARS = {
  string: { json: 'string', words: 'a string in quotes' },
  int: { json: 'number', words: 'a number' },
  bool: { json: 'boolean', words: 'true or false' },
} as const;

const ZEROES = {
  '': 'must not be empty: the provider cannot send that; leave it out',
  false: 'the provider cannot send false: leave it out; what was true once stays true',
} as const;

/** What DigitalOcean's numbers have room for. */
const LARGEST = 2n ** 63n - 1n;
