import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { inAnotherOrder } from '../../bench/requests/as-encoded-by-go.js';
import { randomFrom } from '../../bench/requests/random.js';
import { asObject, type JsonObject } from '../../src/lib/json.js';
import { canonicalRequest } from '../../src/wire/canonical-request.js';
import { decodeRequest } from '../../src/wire/request.js';
import { decodeResource } from '../../src/wire/resource.js';
import { AllBut, decodeStruct, type Projection, united } from '../../src/wire/struct.js';
import { decodeToJson, encodeFromJson } from '../contract/proto-json.js';
import { loadProtocol } from '../contract/protocol.js';
import { holds } from '../support/property.js';
import { choices, jsonObject, messageJson, text } from './arbitraries.js';
import { canonical } from './canonical.js';
import { meaningOf, meaningOfJson } from './meaning.js';
import { outcomeOf } from './outcome.js';
import { bytesField, concat, stringField, varintField } from './raw-message.js';
import { respell } from './respell.js';

const RUNS = 150;

const protocol = loadProtocol('v1');
const type = protocol.lookupType('RunFunctionRequest');
const capabilities = protocol.lookupEnum('Capability').values;
const requests = messageJson(type);

const everything = canonicalRequest({ composite: true, composed: true, required: true });
const meaning = (bytes: Uint8Array) => canonical(meaningOf(decodeRequest(bytes)));
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

/** Keys of up to 127 bytes, as nearly all are: an object with a longer one stays as it is. */
const isUsual = (json: JsonObject) => !/[^"]{100,}"/.test(JSON.stringify(json));

describe('the canonical form of a request', () => {
  test('means the same, however the request is spelled', () => {
    holds(
      fc.property(requests, choices, (json, stream) => {
        const bytes = respell(type, encodeFromJson(type, json), stream, { merges: true });
        expect(meaning(everything(bytes))).toBe(canonical(meaningOfJson(json, capabilities)));
      }),
      RUNS,
    );
  });

  test('is its own canonical form', () => {
    holds(
      fc.property(requests, (json) => {
        const form = everything(encodeFromJson(type, json));
        expect(hex(everything(form))).toBe(hex(form));
      }),
      RUNS,
    );
  });

  test('is the same for entries of maps in another order, and for another tag', () => {
    holds(
      fc.property(requests.filter(isUsual), text, fc.nat(), (json, tag, seed) => {
        const bytes = encodeFromJson(type, json);
        const other = encodeFromJson(type, { ...json, meta: { ...asObject(json.meta), tag } });
        const want = hex(everything(encodeFromJson(type, { ...json, meta: asObject(json.meta) })));
        expect(hex(everything(inAnotherOrder(other, randomFrom(seed))))).toBe(want);
        expect(meaning(everything(bytes))).toBe(meaning(bytes));
      }),
      RUNS,
    );
  });

  test('has of an object what the projection reads, and nothing else', () => {
    const projections: readonly Projection[] = [
      { a: true, b: { a: { '': true } }, é: { b: true } },
      new AllBut('a', 'constructor'),
      { ['__proto__']: true, a: new AllBut('b') },
      {},
    ];
    const object = jsonObject();
    holds(
      fc.property(object, object, fc.constantFrom(...projections), choices, (composite, composed, read, stream) => {
        const json = { observed: { composite: { resource: composite }, resources: { it: { resource: composed } } } };
        const bytes = respell(type, encodeFromJson(type, json), stream, { merges: false });
        const form = canonicalRequest({ composite: read, composed: read, required: true })(bytes);
        const { observed } = decodeRequest(form);
        const readOf = (resource: Uint8Array | undefined, projection: Projection) =>
          canonical(decodeStruct(decodeResource(resource ?? new Uint8Array()).struct, projection));
        const before = decodeRequest(bytes).observed;
        expect(readOf(observed.composite, read)).toBe(readOf(before.composite, read));
        expect(readOf(observed.resources.get('it'), read)).toBe(readOf(before.resources.get('it'), read));
        // What is spelled unusually may stay whole, so only the usual spelling shows what was left out.
        const usual = decodeRequest(
          canonicalRequest({ composite: read, composed: read, required: true })(encodeFromJson(type, json)),
        ).observed;
        if (isUsual(json)) expect(readOf(usual.composite, true)).toBe(readOf(before.composite, read));
      }),
      RUNS,
    );
  });

  test('of a request that is cut short or has any byte changed is refused where the request is', () => {
    holds(
      fc.property(requests, fc.nat(), fc.nat(), fc.nat(255), (json, length, position, byte) => {
        const bytes = encodeFromJson(type, json).slice();
        bytes[position % (bytes.length + 1)] = byte;
        for (const given of [bytes, bytes.subarray(0, length % (bytes.length + 1))])
          expect(outcomeOf(() => meaning(everything(given)))).toEqual(outcomeOf(() => meaning(given)));
      }),
      RUNS,
    );
  });

  test('of a value whose length takes more bytes than it needs is that of the value', () => {
    const value = [0x12, 0x83, 0x80, 0x80, 0x00, 0x1a, 0x01, 0x78];
    const entry = [0x0a, 0x01, 0x61, ...value];
    const request = Uint8Array.from([0x2a, entry.length + 2, 0x0a, entry.length, ...entry]);
    expect(meaning(everything(request))).toBe(canonical(meaningOfJson({ context: { a: 'x' } }, capabilities)));
  });

  test('does not depend on memory that was used before', () => {
    const memory = new Uint8Array(1000);
    holds(
      fc.property(requests, (json) => {
        const bytes = encodeFromJson(type, json);
        expect(hex(everything(bytes, memory))).toBe(hex(everything(bytes)));
      }),
      RUNS,
    );
  });

  test('keeps what earlier functions desire, fields that nobody knows included', () => {
    const unknown = concat([stringField(9, 'a'), varintField(10, 1), stringField(9, 'b')]);
    const desired = concat([bytesField(1, bytesField(1), unknown), unknown]);
    expect(hex(everything(bytesField(3, desired)))).toBe(hex(bytesField(3, desired)));
  });

  test('has no credentials, which nobody reads', () => {
    const json = { credentials: { a: { credentialData: { data: { b: '' } } } } };
    expect(decodeToJson(type, everything(encodeFromJson(type, json)))).toEqual({});
  });
});

describe('projections united', () => {
  test.each([
    { given: [{ a: true }, { b: true }], want: { a: true, b: true }, reason: 'both keys' },
    { given: [{ a: { b: true } }, { a: { c: true } }], want: { a: { b: true, c: true } }, reason: 'also below' },
    { given: [{ a: { b: true } }, { a: true }], want: { a: true }, reason: 'everything is more than a part' },
    { given: [new AllBut('a'), { a: true }], want: true, reason: 'at least what each reads' },
    { given: [{}], want: {}, reason: 'nothing stays nothing' },
  ] as const)('$reason', ({ given, want }) => {
    expect(united(...given)).toEqual(want);
  });
});
