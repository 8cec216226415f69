import type { SchemaNode } from '../../gen/validation-schemas.js';
import { asList, at, isObject, type Json, type JsonObject } from '../../lib/json.js';
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
    if (!IS_OF_TYPE[schema.type](value)) this.mismatch('type', schema, value);
    if (typeof value === 'string') this.string(schema, value);
    else if (typeof value === 'number') this.limits(schema, value, value, 'maximum', 'minimum');
    else if (isObject(value)) this.object(schema, value);
    else if (Array.isArray(value)) this.list(schema, asList(value));
    if (schema.enum?.some((allowed) => allowed === value) === false) this.mismatch('enum', schema, value);
  }

  private limits(schema: SchemaNode, value: Json, size: number, most: Most, least: Least): void {
    if (!Number.isFinite(size)) return;
    if (size > (schema[most] ?? size)) this.mismatch(most, schema, value);
    if (size < (schema[least] ?? size)) this.mismatch(least, schema, value);
  }

  private string(schema: SchemaNode, text: string): void {
    // Some characters are two of JavaScript's.
    const length = SURROGATE.test(text) ? [...text].length : text.length;
    this.limits(schema, text, length, 'maxLength', 'minLength');
    if (schema.pattern !== undefined && text.length <= LONGEST_MATCHED && !expression(schema.pattern).test(text))
      this.mismatch('pattern', schema, text);
  }

  private list(schema: SchemaNode, list: readonly Json[]): void {
    const { items, distinct } = schema;
    this.limits(schema, list, list.length, 'maxItems', 'minItems');
    if (items) for (const [i, item] of list.entries()) this.below(i, items, item);
    if (distinct !== undefined && list.length > 1) this.distinct(schema, list, distinct === '' ? [] : [distinct]);
  }

  private distinct(schema: SchemaNode, list: readonly Json[], below: readonly string[]): void {
    const seen = new Set<Json>();
    for (const [i, item] of list.entries()) {
      const value = at(item, ...below);
      if (typeof value !== 'string') continue;
      if (seen.has(value)) this.mismatch('distinct', schema, value, i, ...below);
      seen.add(value);
    }
  }

  private object(schema: SchemaNode, object: JsonObject): void {
    const { properties = NOTHING, required = NONE, additionalProperties: others = true } = schema;
    const keys = Object.keys(object);
    this.limits(schema, object, keys.length, 'maxProperties', 'minProperties');
    for (const key of required) if (!Object.hasOwn(object, key)) this.mismatch('required', schema, undefined, key);
    if (others !== true) for (const key of keys) if (!Object.hasOwn(properties, key)) this.other(schema, key, object);
    for (const key of Object.keys(properties)) {
      const property = properties[key];
      if (property && Object.hasOwn(object, key)) this.below(key, property, object[key] ?? null);
    }
  }

  private other(schema: SchemaNode, key: string, object: JsonObject): void {
    if (typeof schema.additionalProperties === 'object')
      this.below(key, schema.additionalProperties, object[key] ?? null);
    else this.mismatch('additionalProperties', schema, undefined, key);
  }

  private below(step: string | number, schema: SchemaNode, value: Json): void {
    this.location.push(step);
    this.value(schema, value);
    this.location.pop();
  }

  private mismatch(keyword: Mismatch['keyword'], schema: SchemaNode, value?: Json, ...below: Location): void {
    this.count++;
    if (this.count > MOST_KEPT) return;
    this.kept.push({ location: [...this.location, ...below], keyword, schema, value });
  }
}

type Most = 'maximum' | 'maxLength' | 'maxItems' | 'maxProperties';
type Least = 'minimum' | 'minLength' | 'minItems' | 'minProperties';

const NOTHING: NonNullable<SchemaNode['properties']> = {};
const NONE: NonNullable<SchemaNode['required']> = [];
const SURROGATE = /[\ud800-\udfff]/;

const IS_OF_TYPE: Readonly<Record<SchemaNode['type'], (value: Json) => boolean>> = {
  object: isObject,
  array: Array.isArray,
  integer: Number.isInteger,
  number: Number.isFinite,
  string: (value) => typeof value === 'string',
  boolean: (value) => typeof value === 'boolean',
};

const expressions = new Map<string, RegExp>();

/** Compiled when it is needed: few specs need all of them. */
function expression(pattern: string): RegExp {
  const known = expressions.get(pattern) ?? new RegExp(pattern, 'u');
  expressions.set(pattern, known);
  return known;
}
