import type { SchemaError, SchemaNode } from '../../gen/validators.js';
import { quote } from '../quote.js';
import { didYouMean } from './did-you-mean.js';
import { PATTERN_WORDS } from './pattern-words.js';

/** What is wrong with a value, or with a key or item below it. */
export interface SchemaIssue {
  readonly below: readonly (string | number)[];
  readonly message: string;
}

const WANTED: ReadonlyMap<string, string> = new Map([
  ['object', 'an object'],
  ['array', 'a list'],
  ['string', 'a string'],
  ['integer', 'a whole number'],
  ['number', 'a number'],
  ['boolean', 'true or false'],
]);

/** An error of the generated validators in words. `elsewhere` ends the message about an unknown field like no other there. */
export function schemaIssue(error: SchemaError, elsewhere: (field: string) => string): SchemaIssue {
  switch (error.keyword) {
    case 'required':
      return missingField(error.params.missingProperty, error.parentSchema);
    case 'additionalProperties':
      return unknownField(error.params.additionalProperty, error.parentSchema, elsewhere);
    case 'distinct':
      return duplicate(error.data, error.params.index, error.params.key);
    default:
      return { below: [], message: sentence(error) };
  }
}

type ValueError = Exclude<SchemaError, { readonly keyword: 'required' | 'additionalProperties' | 'distinct' }>;

function sentence(error: ValueError): string {
  const { keyword, data, parentSchema: schema } = error;
  switch (keyword) {
    case 'type':
      return `wanted ${WANTED.get(error.params.type) ?? error.params.type}, got ${kindOf(data)}${quoteIt(error.params.type, data)}`;
    case 'enum':
      return `unsupported value ${shown(data)}${meant(data, schema)}${supported(schema)}`;
    case 'pattern':
      return `${shown(data)} is not ${PATTERN_WORDS.get(error.params.pattern) ?? `of the form ${error.params.pattern}`}`;
    case 'minimum':
    case 'maximum':
      return `${data} is out of range (${schema.minimum} to ${schema.maximum})`;
    case 'minLength':
    case 'minItems':
      return error.params.limit === 1 ? 'must not be empty' : `must not be shorter than ${error.params.limit}`;
    case 'maxLength':
      return `${shown(data)} is longer than ${error.params.limit} characters`;
    case 'maxItems':
      return `more than ${error.params.limit} items`;
    case 'minProperties':
    case 'maxProperties':
      return wantedEntries(schema);
  }
}

function wantedEntries({ properties, minProperties, maxProperties }: SchemaNode): string {
  if (properties && minProperties === 1 && maxProperties === 1)
    return `wanted exactly one of ${Object.keys(properties).join(', ')}`;
  if (maxProperties === undefined)
    return minProperties === 1 ? 'must not be empty' : `wanted at least ${minProperties} entries`;
  return `wanted ${minProperties ?? 0} to ${maxProperties} entries`;
}

function missingField(key: string, { properties }: SchemaNode): SchemaIssue {
  return { below: [key], message: `required but missing${supported(properties?.[key] ?? {})}` };
}

function unknownField(key: string, { properties }: SchemaNode, elsewhere: (field: string) => string): SchemaIssue {
  const known = Object.keys(properties ?? {});
  const hint = didYouMean(key, known, 2) || elsewhere(key);
  return { below: [key], message: `unknown field${hint} (known: ${known.join(', ')})` };
}

function duplicate(list: unknown, index: number, key: string): SchemaIssue {
  const item: unknown = Array.isArray(list) ? list[index] : undefined;
  if (key === '') return { below: [index], message: `duplicate value ${shown(item)}` };
  const value: unknown = typeof item === 'object' && item !== null ? Reflect.get(item, key) : undefined;
  return { below: [index, key], message: `duplicate ${key} ${shown(value)}` };
}

// What to write is not told: YAML reads 8.0 as 8.
function quoteIt(wanted: string, value: unknown): string {
  return wanted === 'string' && typeof value === 'number' ? ': put it in quotes' : '';
}

/** A misspelt value of a few, or one that has another name here. */
function meant(value: unknown, { enum: known = [] }: SchemaNode): string {
  return typeof value === 'string' ? didYouMean(value, known, value.length > 3 ? 2 : 1) : '';
}

function supported(schema: SchemaNode): string {
  return schema.enum ? ` (supported: ${schema.enum.join(', ')})` : '';
}

function shown(value: unknown): string {
  return typeof value === 'string' ? quote(value) : kindOf(value);
}

/** What a value is. A misplaced string may be a secret, so it is not shown. */
function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'number') return `the number ${value}`;
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
