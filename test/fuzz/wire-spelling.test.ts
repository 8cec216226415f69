import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../src/lib/json.js';
import { DecodeError } from '../../src/wire/decode-error.js';
import { decodeStruct } from '../../src/wire/struct.js';
import { MAX_DEPTH } from '../../src/wire/struct-tags.js';
import { canonical } from './canonical.js';
import { bytesField, concat, encodeField, nest, stringField, varint, varintField } from './raw-message.js';

const value = (...fields: readonly Uint8Array[]) => bytesField(2, ...fields);
const entry = (key: string, ...rest: readonly Uint8Array[]) => bytesField(1, stringField(1, key), ...rest);
const number = (double: number) => {
  return encodeField({ number: 2, wire: 1, value: new Uint8Array(Float64Array.of(double).buffer) });
};

interface Spelling {
  readonly name: string;
  readonly reason: string;
  readonly bytes: Uint8Array;
  readonly want: JsonObject;
}

const SPELLINGS: readonly Spelling[] = [
  {
    name: 'DuplicateKey',
    reason: 'the last entry of a map wins, whole: it is not merged with the one before',
    bytes: concat([
      entry('a', value(bytesField(5, entry('x', value(varintField(4, 1)))))),
      entry('a', value(bytesField(5))),
    ]),
    want: { a: {} },
  },
  {
    name: 'MissingKey',
    reason: 'an absent key is the empty string',
    bytes: bytesField(1, value(varintField(4, 1))),
    want: { '': true },
  },
  {
    name: 'MissingValue',
    reason: 'an absent value is a Value without a kind',
    bytes: entry('a'),
    want: { a: null },
  },
  {
    name: 'LastKindWins',
    reason: 'of a oneof the last field on the wire counts, whatever came before',
    bytes: entry('a', value(stringField(3, 'x'), number(1), bytesField(6), varintField(4, 1), number(2))),
    want: { a: 2 },
  },
  {
    name: 'NullKindWins',
    reason: 'null is a kind like the others',
    bytes: entry('a', value(stringField(3, 'x'), varintField(1, 0))),
    want: { a: null },
  },
  {
    name: 'ObjectInPieces',
    reason: 'a message of a oneof that occurs again is merged, if nothing else was set between',
    bytes: entry('a', value(bytesField(5, entry('x', value(varintField(4, 1)))), bytesField(5, entry('y', value())))),
    want: { a: { x: true, y: null } },
  },
  {
    name: 'ListInPieces',
    reason: 'merged lists are one behind the other',
    bytes: entry('a', value(bytesField(6, bytesField(1, number(1))), bytesField(6, bytesField(1, number(2))))),
    want: { a: [1, 2] },
  },
  {
    name: 'ObjectReplaced',
    reason: 'another kind between two objects ends the first',
    bytes: entry('a', value(bytesField(5, entry('x', value())), number(1), bytesField(5, entry('y', value())))),
    want: { a: { y: null } },
  },
  {
    name: 'BoolBeyond32Bits',
    reason: 'a bool is true for any bit of the varint',
    bytes: entry('a', value(varintField(4, 2n ** 63n))),
    want: { a: true },
  },
  {
    name: 'WrongWireType',
    reason: 'a known number with another wire type is an unknown field',
    bytes: concat([varintField(1, 7), entry('a', value(varintField(3, 7), bytesField(4, varint(1)), number(3)))]),
    want: { a: 3 },
  },
  {
    name: 'InvalidUtf8',
    reason: 'a character cut in half becomes U+FFFD; nothing around it is lost',
    bytes: entry('a', value(bytesField(3, Uint8Array.of(0x61, 0xf0, 0x9d, 0x84), new Uint8Array(30).fill(0x62)))),
    want: { a: `a\ufffd${'b'.repeat(30)}` },
  },
];

describe('an unusual spelling of a Struct', () => {
  test.each(SPELLINGS)('$name: $reason', ({ bytes, want }) => {
    expect(canonical(decodeStruct(bytes))).toBe(canonical(want));
  });
});

interface Malformed {
  readonly name: string;
  readonly reason: string;
  readonly bytes: Uint8Array;
}

const MALFORMED: readonly Malformed[] = [
  {
    name: 'LengthBeyondMessage',
    reason: 'a field ends inside its message, also where more bytes follow',
    bytes: concat([bytesField(1, varint((1 << 3) | 2), varint(5)), stringField(9, 'others')]),
  },
  {
    name: 'LengthBeyondBuffer',
    reason: 'a field ends inside the buffer',
    bytes: concat([varint((1 << 3) | 2), varint(2 ** 32 - 1), new Uint8Array(10)]),
  },
  {
    name: 'DoubleBeyondMessage',
    reason: 'eight bytes are needed even if the next field could lend some',
    bytes: concat([entry('a', value(varint((2 << 3) | 1), new Uint8Array(7))), stringField(9, 'others')]),
  },
  {
    name: 'VarintBeyondMessage',
    reason: 'a varint may not go on in the next field',
    bytes: entry('a', value(bytesField(5, varint(9 << 3), Uint8Array.of(0x80)), stringField(9, 'others'))),
  },
  {
    name: 'ElevenByteVarint',
    reason: 'no 64-bit number is that long',
    bytes: concat([varint(9 << 3), new Uint8Array(10).fill(0xff), Uint8Array.of(1)]),
  },
  { name: 'FieldZero', reason: 'there is no field 0', bytes: Uint8Array.of(2, 0) },
  { name: 'WireTypeSix', reason: 'wire types end with five', bytes: Uint8Array.of((9 << 3) | 6, 0) },
  { name: 'GroupEndAlone', reason: 'no group was open', bytes: varint((9 << 3) | 4) },
  { name: 'GroupNotEnded', reason: 'a group has an end', bytes: varint((9 << 3) | 3) },
  {
    name: 'GroupEndedByAnother',
    reason: 'groups are nested, not interleaved',
    bytes: concat([varint((9 << 3) | 3), varint((8 << 3) | 4)]),
  },
];

describe('a malformed Struct', () => {
  test.each(MALFORMED)('$name: $reason', ({ bytes }) => {
    expect(() => decodeStruct(bytes)).toThrow(DecodeError);
  });
});

interface Nesting {
  readonly name: string;
  readonly reason: string;
  readonly bytes: (levels: number) => Uint8Array;
  readonly allowed: number;
}

const NESTINGS: readonly Nesting[] = [
  {
    name: 'Objects',
    reason: 'each object is a Value in an entry of the one around it',
    bytes: (levels) => nest(levels, [5, 2, 1]),
    allowed: MAX_DEPTH,
  },
  {
    name: 'Lists',
    reason: 'lists count as objects do',
    bytes: (levels) => entry('a', bytesField(2, bytesField(6, nest(levels - 1, [6, 1])))),
    allowed: MAX_DEPTH,
  },
  {
    name: 'UnknownGroups',
    reason: 'a group can only be skipped by reading what is in it',
    bytes: (levels) =>
      concat([...Array(levels).fill(varint((9 << 3) | 3)), ...Array(levels).fill(varint((9 << 3) | 4))]),
    allowed: 100,
  },
];

describe.each(NESTINGS)('nesting of $name: $reason', ({ bytes, allowed }) => {
  test('is decoded as deep as allowed', () => {
    expect(() => decodeStruct(bytes(allowed))).not.toThrow();
  });

  test.each([1, 20_000])('is refused %i levels deeper, with a DecodeError', (more) => {
    expect(() => decodeStruct(bytes(allowed + more))).toThrow(DecodeError);
  });
});
