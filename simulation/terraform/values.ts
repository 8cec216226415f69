import { isDeepStrictEqual } from 'node:util';
import { asList, type Json } from '../../src/lib/json.js';
import type { Field } from './fields.js';

/** Whether Terraform takes a value for none: absent, empty, zero or false. */
export function isZero(value: Json | undefined): boolean {
  return (
    value === undefined ||
    value === null ||
    value === '' ||
    value === 0 ||
    value === false ||
    (Array.isArray(value) && value.length === 0)
  );
}

/** What Terraform holds of a value that nobody told. */
export function zeroOf({ row: { type } }: Field): Json | undefined {
  return { string: '', int: 0, float: 0, bool: false, set: undefined, listBlock: undefined, setBlock: undefined }[type];
}

/** Whether there is no difference between what is written and what Terraform holds. */
export function isSame(field: Field, written: Json | undefined, held: Json | undefined): boolean {
  if (isZero(written) || isZero(held)) return isZero(written) && isZero(held);
  return isDeepStrictEqual(comparable(field, written), comparable(field, held));
}

/** A value as it stands in a request; nothing for a word where digits are meant. */
export function toRequest({ row }: Field, value: Json | undefined): Json | undefined {
  if (row.inexact !== undefined) return shortest(Number(value));
  if (typeof value !== 'string') return value;
  if (isNumber(row)) return (row.signed ? /^-?\d+$/ : /^\d+$/).test(value) ? Number(value) : undefined;
  return row.sentAs === 'trimmed' ? value.trim() : value;
}

/** A value of an answer as Terraform holds it. */
export function fromAnswer({ row }: Field, value: Json | undefined): Json | undefined {
  if (value === undefined || value === null) return undefined;
  if (row.inexact !== undefined) return Math.fround(Number(value));
  return row.type === 'string' ? String(value) : value;
}

/** Whether a string stands for a number of the API. */
function isNumber({ type, notANumber }: Field['row']): boolean {
  return type === 'string' && notANumber !== undefined;
}

/** A number of 32 bits as it is printed: with as few digits as tell it. */
function shortest(value: number): number {
  const exact = Math.fround(value);
  for (let digits = 1; digits < 9; digits += 1) {
    const printed = Number(exact.toPrecision(digits));
    if (Math.fround(printed) === exact) return printed;
  }
  return exact;
}

function comparable({ row }: Field, value: Json | undefined): unknown {
  const same = { case: lowerCase, seconds: withoutSeconds, engineFamily: family };
  const one = row.same === undefined ? String : same[row.same];
  if (row.type === 'set') return asList(value).map(String).map(one).sort();
  if (row.type === 'setBlock')
    return asList(value)
      .map((block) => JSON.stringify(sorted(block)))
      .sort();
  return typeof value === 'string' ? one(value) : value;
}

function lowerCase(text: string): string {
  return text.toLowerCase();
}

function withoutSeconds(time: string): string {
  return time.split(':').slice(0, 2).join(':');
}

function family(engine: string): string {
  return engine === 'redis' ? 'valkey' : engine;
}

function sorted(block: Json): Json {
  return Object.entries(block ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
}
