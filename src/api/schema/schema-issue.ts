import type { SchemaNode } from '../../gen/validation-schemas.js';
import type { Json } from '../../lib/json.js';
import { quote } from '../quote.js';
import { didYouMean } from './did-you-mean.js';
import type { Mismatch } from './mismatches.js';
import { PATTERN_WORDS } from './pattern-words.js';

const WANTED: Readonly<Record<SchemaNode['type'], string>> = {
  object: 'an object',
  array: 'a list',
  string: 'a string',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
};

/** A mismatch in words. `elsewhere` ends the message about an unknown field like no other there. */
export function messageOf(
  { keyword, schema, value, location }: Mismatch,
  elsewhere: (field: string) => string,
): string {
  const last = String(location.at(-1));
  switch (keyword) {
    case 'type':
      return `wanted ${WANTED[schema.type]}, got ${kindOf(value)}${quoteIt(schema.type, value)}`;
    case 'enum':
      return `unsupported value ${shown(value)}${meant(value, schema)}${supported(schema)}`;
    case 'pattern':
      return `${shown(value)} is not ${PATTERN_WORDS.get(schema.pattern ?? '') ?? `of the form ${schema.pattern}`}`;
    case 'minimum':
    case 'maximum':
      return `${value} is out of range (${schema.minimum} to ${schema.maximum})`;
    case 'minLength':
      return tooShort(schema.minLength);
    case 'minItems':
      return tooShort(schema.minItems);
    case 'maxLength':
      return `${shown(value)} is longer than ${schema.maxLength} characters`;
    case 'maxItems':
      return `more than ${schema.maxItems} items`;
    case 'minProperties':
    case 'maxProperties':
      return wantedEntries(schema);
    case 'required':
      return `required but missing${supported(schema.properties?.[last])}`;
    case 'additionalProperties':
      return unknownField(last, Object.keys(schema.properties ?? {}), elsewhere);
    case 'distinct':
      return `duplicate ${schema.distinct || 'value'} ${shown(value)}`;
  }
}

function tooShort(least: number | undefined): string {
  return least === 1 ? 'must not be empty' : `must not be shorter than ${least}`;
}

function wantedEntries({ properties, minProperties, maxProperties }: SchemaNode): string {
  if (properties && minProperties === 1 && maxProperties === 1)
    return `wanted exactly one of ${Object.keys(properties).join(', ')}`;
  if (maxProperties === undefined)
    return minProperties === 1 ? 'must not be empty' : `wanted at least ${minProperties} entries`;
  return `wanted ${minProperties ?? 0} to ${maxProperties} entries`;
}

function unknownField(key: string, known: readonly string[], elsewhere: (field: string) => string): string {
  return `unknown field${didYouMean(key, known, 2) || elsewhere(key)} (known: ${known.join(', ')})`;
}

// What to write is not told: YAML reads 8.0 as 8, and no as false.
function quoteIt(wanted: string, value: Json | undefined): string {
  const isScalar = typeof value === 'number' || typeof value === 'boolean';
  return wanted === 'string' && isScalar ? ': put it in quotes' : '';
}

/** A misspelt value of a few, or one that has another name here. */
function meant(value: Json | undefined, { enum: known = [] }: SchemaNode): string {
  return typeof value === 'string' ? didYouMean(value, known, value.length > 3 ? 2 : 1) : '';
}

function supported(schema: SchemaNode | undefined): string {
  return schema?.enum ? ` (supported: ${schema.enum.join(', ')})` : '';
}

function shown(value: Json | undefined): string {
  return typeof value === 'string' ? quote(value) : kindOf(value);
}

/** What a value is. A misplaced string may be a secret, so it is not shown. */
function kindOf(value: Json | undefined): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'number') return `the number ${value}`;
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
