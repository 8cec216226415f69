import type { SchemaNode } from '../../gen/validation-schemas.js';
import { asList, isObject, type Json, type JsonObject } from '../../lib/json.js';
import type { Location } from './location.js';

/** More than anybody reads: what comes after them is only counted, so that a huge value costs time but no memory. */
const MOST_KEPT = 1000;
/** Longer texts are left to maxLength: on megabytes a pattern runs out of stack. */
const LONGEST_MATCHED = 4096;

/** A keyword that a value does not match. */
export interface Mismatch {
  readonly location: Location;
  readonly keyword: Exclude<keyof SchemaNode, 'items' | 'properties'>;
  readonly schema: SchemaNode;
  readonly value: Json | undefined;
}

/** The first mismatches of a value, and how many there are. */
export interface Mismatches {
  readonly kept: readonly Mismatch[];
  readonly count: number;
}

/** Everything in a value that its schema does not allow. */
export function findMismatches(schema: SchemaNode, value: Json): Mismatches {
  const walk = new Walk();
  walk.value(schema, value);
  return walk;
}

class Walk implements Mismatches {
  readonly kept: Mismatch[] = [];
  count = 0;
  /** Where the walk is. */
  private readonly location: (string | number)[] = [];

  value(schema: SchemaNode, value: Json): void {
    if (!isOfType(value, schema.type)) this.mismatch('type', schema, value);
    if (typeof value === 'string') this.string(schema, value);
    else if (typeof value === 'number') this.number(schema, value);
    else if (isObject(value)) this.object(schema, value);
    else if (Array.isArray(value)) this.list(schema, asList(value));
    if (schema.enum && !(typeof value === 'string' && schema.enum.includes(value)))
      this.mismatch('enum', schema, value);
  }

  private string(schema: SchemaNode, text: string): void {
    const { minLength = 0, maxLength = Number.POSITIVE_INFINITY, pattern } = schema;
    // A character takes one or two of JavaScript's, so most texts need no count.
    if (text.length > maxLength && (text.length > maxLength * 2 || characters(text) > maxLength))
      this.mismatch('maxLength', schema, text);
    if (text.length < minLength * 2 && characters(text) < minLength) this.mismatch('minLength', schema, text);
    if (pattern !== undefined && text.length <= LONGEST_MATCHED && !expression(pattern).test(text))
      this.mismatch('pattern', schema, text);
  }

  private number(schema: SchemaNode, value: number): void {
    const { minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY } = schema;
    if (!Number.isFinite(value)) return;
    if (value > maximum) this.mismatch('maximum', schema, value);
    if (value < minimum) this.mismatch('minimum', schema, value);
  }

  private list(schema: SchemaNode, list: readonly Json[]): void {
    const { minItems = 0, maxItems = Number.POSITIVE_INFINITY, items, distinct } = schema;
    if (list.length > maxItems) this.mismatch('maxItems', schema, list);
    if (list.length < minItems) this.mismatch('minItems', schema, list);
    if (items) for (const [i, item] of list.entries()) this.below(i, items, item);
    if (distinct !== undefined && list.length > 1) this.distinct(schema, list, distinct);
  }

  private distinct(schema: SchemaNode, list: readonly Json[], key: string): void {
    const seen = new Set<string>();
    for (const [i, item] of list.entries()) {
      const value = key === '' ? item : isObject(item) ? item[key] : undefined;
      if (typeof value !== 'string') continue;
      if (seen.has(value)) this.mismatch('distinct', schema, value, i, ...(key === '' ? [] : [key]));
      seen.add(value);
    }
  }

  private object(schema: SchemaNode, object: JsonObject): void {
    const { properties = NOTHING, required = NONE } = schema;
    const { minProperties = 0, maxProperties = Number.POSITIVE_INFINITY } = schema;
    const keys = Object.keys(object);
    if (keys.length > maxProperties) this.mismatch('maxProperties', schema, object);
    if (keys.length < minProperties) this.mismatch('minProperties', schema, object);
    for (const key of required) if (!Object.hasOwn(object, key)) this.mismatch('required', schema, undefined, key);
    for (const key of keys) if (!Object.hasOwn(properties, key)) this.additional(schema, key, object[key] ?? null);
    for (const key of Object.keys(properties)) {
      const property = properties[key];
      if (property && Object.hasOwn(object, key)) this.below(key, property, object[key] ?? null);
    }
  }

  private additional(schema: SchemaNode, key: string, value: Json): void {
    const { additionalProperties = true } = schema;
    if (additionalProperties === false) this.mismatch('additionalProperties', schema, undefined, key);
    else if (additionalProperties !== true) this.below(key, additionalProperties, value);
  }

  private below(step: string | number, schema: SchemaNode, value: Json): void {
    this.location.push(step);
    this.value(schema, value);
    this.location.pop();
  }

  private mismatch(
    keyword: Mismatch['keyword'],
    schema: SchemaNode,
    value: Json | undefined,
    ...below: Location
  ): void {
    this.count++;
    if (this.count > MOST_KEPT) return;
    this.kept.push({ location: [...this.location, ...below], keyword, schema, value });
  }
}

const NOTHING: NonNullable<SchemaNode['properties']> = {};
const NONE: NonNullable<SchemaNode['required']> = [];

function isOfType(value: Json, type: SchemaNode['type']): boolean {
  switch (type) {
    case 'object':
      return isObject(value);
    case 'array':
      return Array.isArray(value);
    case 'integer':
      return Number.isInteger(value);
    case 'number':
      return Number.isFinite(value);
    default:
      return typeof value === type;
  }
}

/** The length of a text in characters: some are two of JavaScript's. */
function characters(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

const expressions = new Map<string, RegExp>();

/** Compiled when it is needed: few specs need all of them. */
function expression(pattern: string): RegExp {
  let known = expressions.get(pattern);
  if (!known) {
    known = new RegExp(pattern, 'u');
    expressions.set(pattern, known);
  }
  return known;
}
