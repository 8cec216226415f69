import fc from 'fast-check';
import type protobuf from 'protobufjs';
import type { Json, JsonObject } from '../../src/lib/json.js';
import { jsonName } from '../contract/proto-json.js';
import { enumOf, fieldsOf, messageTypeOf } from '../contract/protocol.js';

/** Keys that are traps in JavaScript or on the wire, beside ordinary ones. */
const KEYS = [
  '',
  'a',
  'b',
  '0',
  '__proto__',
  'constructor',
  'toString',
  '\ufeff',
  '\u0000',
  '\u007f\u0080',
  'é',
  '𝄞'.repeat(12),
  'k'.repeat(200),
];
const NUMBERS = [0, -0, 1, -1, 0.1, Number.MAX_VALUE, Number.MIN_VALUE, 2 ** 53, -(2 ** 63), 1e21];

const key: fc.Arbitrary<string> = fc.oneof(fc.constantFrom(...KEYS), fc.string({ unit: 'binary', maxLength: 30 }));

/** Any string that is well formed. */
export const text = key;

/** A string in which surrogates may stand alone: JavaScript allows it, UTF-8 does not. */
export const brokenText: fc.Arbitrary<string> = fc
  .tuple(key, fc.constantFrom('\ud800', '\udfff', '\udc00\ud800'), key)
  .map((parts) => parts.join(''));

/** Any JSON object, NaN and the infinities included, nested as deeply as protobufjs can follow. */
export function jsonObject(string: fc.Arbitrary<string> = text, maxDepth = 6): fc.Arbitrary<JsonObject> {
  const { object } = fc.letrec<{ value: Json; list: readonly Json[]; object: JsonObject }>((tie) => ({
    value: fc.oneof(
      { maxDepth, withCrossShrink: true },
      fc.constant(null),
      fc.boolean(),
      fc.oneof(fc.constantFrom(...NUMBERS), fc.double()),
      string,
      tie('list'),
      tie('object'),
    ),
    list: fc.array(tie('value'), { maxLength: 4 }),
    object: record(string, tie('value')),
  }));
  return object;
}

/** A message in protobuf's JSON form, any of its fields set or not. */
export function messageJson(type: protobuf.Type): fc.Arbitrary<JsonObject> {
  if (type.fullName === '.google.protobuf.Struct') return jsonObject(text, 3);
  const fields = fieldsOf(type).map((field) => [jsonName(field), fieldJson(field)] as const);
  const all = fc.record<Record<string, Json>>(Object.fromEntries(fields), { requiredKeys: [] });
  // Of a oneof only one field can be set.
  const oneofs = type.oneofsArray.filter(({ oneof }) => oneof.length > 1);
  return all.map((json) => {
    const surplus = oneofs.flatMap(({ fieldsArray }) =>
      fieldsArray
        .map(jsonName)
        .filter((name) => Object.hasOwn(json, name))
        .slice(1),
    );
    return Object.fromEntries(Object.entries(json).filter(([name]) => !surplus.includes(name)));
  });
}

function fieldJson(field: protobuf.Field): fc.Arbitrary<Json> {
  const value = valueJson(field);
  if (field.map) return record(text, value);
  return field.repeated ? fc.array(value, { maxLength: 4 }) : value;
}

function valueJson(field: protobuf.Field): fc.Arbitrary<Json> {
  const type = messageTypeOf(field);
  if (type?.fullName === '.google.protobuf.Duration') return fc.nat(86_400).map((seconds) => `${seconds}.000s`);
  if (type) return messageJson(type);
  const numbers = enumOf(field)?.values;
  if (numbers) return fc.oneof(fc.constantFrom(...Object.keys(numbers)), fc.integer({ min: 100, max: 2 ** 31 - 1 }));
  if (field.type === 'bytes')
    return fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes).toString('base64'));
  return text;
}

// Not fc.dictionary, which has no `__proto__` among its keys.
function record<Value>(keys: fc.Arbitrary<string>, values: fc.Arbitrary<Value>): fc.Arbitrary<Record<string, Value>> {
  return fc.array(fc.tuple(keys, values), { maxLength: 4 }).map((entries) => Object.fromEntries(entries));
}

/** An endless row of choices, of which a property takes as many as it needs. */
export const choices: fc.Arbitrary<fc.Stream<number>> = fc.infiniteStream(fc.nat(2 ** 16 - 1));
