import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isObject, type Json, type JsonObject } from '../../src/lib/json.js';
import { Base64Texts } from '../../src/wire/base64-texts.js';
import { AllBut, decodeStruct, type Named, type Projection } from '../../src/wire/struct.js';
import { type Manifest, writeStruct } from '../../src/wire/write-struct.js';
import { Writer } from '../../src/wire/writer.js';
import { decodeToJson, encodeFromJson } from '../contract/proto-json.js';
import { loadProtocol } from '../contract/protocol.js';
import { holds } from '../support/property.js';
import { brokenText, choices, jsonObject, text } from './arbitraries.js';
import { canonical } from './canonical.js';
import { outcomeOf, peerOutcomeOf } from './outcome.js';
import { type Liberties, respell } from './respell.js';

const STRUCT = loadProtocol('v1').root.lookupType('google.protobuf.Struct');
const WITHOUT_MERGES: Liberties = { merges: false };
const WITH_MERGES: Liberties = { merges: true };

describe('a Struct', () => {
  test('of protobufjs is decoded to the same JSON', () => {
    holds(
      fc.property(jsonObject(), (json) => {
        expect(canonical(decodeStruct(encodeFromJson(STRUCT, json)))).toBe(canonical(json));
      }),
    );
  });

  test('of ours is decoded by protobufjs to the same JSON, with U+FFFD for lone surrogates', () => {
    holds(
      fc.property(jsonObject(fc.oneof(text, brokenText)), (json) => {
        expect(canonical(decodeToJson(STRUCT, encode(json)))).toBe(canonical(wellFormed(json)));
      }),
    );
  });

  test.each([127, 128, 16_383, 16_384, 100_000, 2 ** 20])(
    'of ours with strings of %i characters is whole',
    (length) => {
      const json = {
        ascii: 'a'.repeat(length),
        wide: 'ä'.repeat(length),
        ['k'.repeat(length)]: ['é', 'z'.repeat(length)],
      };
      expect(decodeToJson(STRUCT, encode(json))).toEqual(json);
    },
  );

  test('has texts in base64 just as if they had been encoded before', () => {
    const value = fc.oneof(text, brokenText, fc.string({ maxLength: 300 }), fc.constant(undefined));
    const entry = fc.tuple(fc.oneof(text, brokenText), value);
    holds(
      fc.property(fc.uniqueArray(entry, { selector: ([key]) => key }), (entries) => {
        const texts = new Base64Texts(
          entries.map(([key]) => key),
          entries.map(([, value]) => value),
        );
        const encoded = Object.fromEntries(
          entries.flatMap(([key, value]) =>
            value === undefined ? [] : [[key, Buffer.from(value).toString('base64')] as const],
          ),
        );
        expect(texts.toJson()).toEqual(encoded);
        expect(canonical(decodeStruct(encode({ data: texts })))).toBe(
          canonical(decodeStruct(encode({ data: encoded }))),
        );
      }),
    );
  });

  test.each([0, 1, 2, 3, 46, 47, 48, 49, 91, 92, 93, 94, 95, 100_000])(
    'has texts of %i characters in base64, ASCII or not',
    (length) => {
      const texts = { ascii: 'a'.repeat(length), wide: 'ä'.repeat(length), last: `${'a'.repeat(length)}ä` };
      const encoded = Object.entries(texts).map(([key, value]) => [key, Buffer.from(value).toString('base64')]);
      const data = new Base64Texts(Object.keys(texts), Object.values(texts));
      expect(decodeToJson(STRUCT, encode({ data }))).toEqual({ data: Object.fromEntries(encoded) });
    },
  );

  test('spelled differently is still the same JSON, also to protobufjs', () => {
    holds(
      fc.property(jsonObject(), choices, (json, stream) => {
        const bytes = respell(STRUCT, encodeFromJson(STRUCT, json), stream, WITHOUT_MERGES);
        expect(canonical(decodeStruct(bytes))).toBe(canonical(json));
        expect(canonical(decodeToJson(STRUCT, bytes))).toBe(canonical(json));
      }),
    );
  });

  test('whose messages come in pieces is still the same JSON', () => {
    holds(
      fc.property(jsonObject(), choices, (json, stream) => {
        const bytes = respell(STRUCT, encodeFromJson(STRUCT, json), stream, WITH_MERGES);
        expect(canonical(decodeStruct(bytes))).toBe(canonical(json));
      }),
    );
  });

  test('read through a projection has what the whole has under these keys', () => {
    holds(
      fc.property(jsonObject(), jsonObject(), (json, keys) => {
        const projection = projectionOf(keys);
        expect(canonical(decodeStruct(encodeFromJson(STRUCT, json), projection))).toBe(
          canonical(project(json, projection)),
        );
      }),
    );
  });

  test('read but for some keys has all of the others', () => {
    holds(
      fc.property(jsonObject(), fc.array(fc.string()), fc.nat(), (json, others, count) => {
        const left = [...others, ...Object.keys(json).slice(0, count % 4)];
        const expected = Object.fromEntries(Object.entries(json).filter(([key]) => !left.includes(key)));
        expect(canonical(decodeStruct(encodeFromJson(STRUCT, json), new AllBut(...left)))).toBe(canonical(expected));
      }),
    );
  });

  test.each([
    ['a byte that is no UTF-8, after the character of that code', 'Ã', [0xc3], '\ufffd'],
    ['another key of that place', 'name', [...Buffer.from('nbme')], 'nbme'],
    ['a key that has another for its beginning', 'name', [...Buffer.from('names')], 'names'],
  ])('never takes a key for one that was read before: %s', (_, before, key, expected) => {
    const entry = (bytes: readonly number[]) => new Uint8Array([10, bytes.length + 2, 10, bytes.length, ...bytes]);
    decodeStruct(entry([...Buffer.from(before)]));
    expect(Object.keys(decodeStruct(entry(key)))).toEqual([expected]);
  });

  test('cut short is decoded or refused just as protobufjs does', () => {
    holds(
      fc.property(jsonObject(), fc.nat(), (json, length) => {
        const bytes = encodeFromJson(STRUCT, json);
        const cut = bytes.slice(0, length % (bytes.length + 1));
        expect(outcomeOf(() => decodeStruct(cut))).toBe(peerOutcomeOf(() => decodeToJson(STRUCT, cut)));
      }),
    );
  });

  test('with any byte changed is decoded or refused with a DecodeError, never anything else', () => {
    holds(
      fc.property(jsonObject(), fc.nat(), fc.nat(255), (json, position, byte) => {
        const bytes = encodeFromJson(STRUCT, json).slice();
        bytes[position % (bytes.length + 1)] = byte;
        expect(() => outcomeOf(() => decodeStruct(bytes))).not.toThrow();
      }),
    );
  });

  test('of random bytes is decoded or refused with a DecodeError', () => {
    holds(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) =>
        expect(() => outcomeOf(() => decodeStruct(bytes))).not.toThrow(),
      ),
    );
  });
});

function encode(json: Manifest): Uint8Array {
  const writer = new Writer();
  writeStruct(writer, json);
  return writer.finish();
}

/** What is left of a value when it went through UTF-8. */
function wellFormed(value: JsonObject): JsonObject {
  const text = (string: string) => Buffer.from(string).toString();
  const visit = (json: Json): Json => {
    if (typeof json === 'string') return text(json);
    if (Array.isArray(json)) return json.map(visit);
    return isObject(json) ? object(json) : json;
  };
  const object = (json: JsonObject): JsonObject =>
    Object.fromEntries(Object.entries(json).map(([key, item]) => [text(key), visit(item)]));
  return object(value);
}

/** Any object as a projection: its objects name keys, all else stands for everything below. */
function projectionOf(keys: JsonObject): Named {
  return Object.fromEntries(
    Object.entries(keys).map(([key, item]) => [key, isObject(item) ? projectionOf(item) : true]),
  );
}

function project(json: Json, projection: Projection): Json {
  if (projection === true || projection instanceof AllBut) return json;
  if (Array.isArray(json)) return json.map((item) => project(item, projection));
  if (!isObject(json)) return json;
  const wanted = Object.entries(json).filter(([key]) => Object.hasOwn(projection, key));
  return Object.fromEntries(wanted.map(([key, item]) => [key, project(item, projection[key] ?? true)]));
}
