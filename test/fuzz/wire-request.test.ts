import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { asObject, type JsonObject } from '../../src/lib/json.js';
import { decodeRequest } from '../../src/wire/request.js';
import { decodeToJson, encodeFromJson } from '../contract/proto-json.js';
import { loadProtocol, VERSIONS } from '../contract/protocol.js';
import { holds } from '../support/property.js';
import { choices, messageJson } from './arbitraries.js';
import { canonical } from './canonical.js';
import { meaningOf, meaningOfJson } from './meaning.js';
import { outcomeOf } from './outcome.js';
import { respell } from './respell.js';

// A request is large to generate, and its parts are tested on their own.
const RUNS = 150;

describe.each(VERSIONS)('a RunFunctionRequest %s', (version) => {
  const protocol = loadProtocol(version);
  const type = protocol.lookupType('RunFunctionRequest');
  const capabilities = protocol.lookupEnum('Capability').values;
  const requests = messageJson(type);
  const want = (json: JsonObject) => canonical(meaningOfJson(json, capabilities));
  const ours = (bytes: Uint8Array) => canonical(meaningOf(decodeRequest(bytes)));

  test('of protobufjs means the same', () => {
    holds(
      fc.property(requests, (json) => expect(ours(encodeFromJson(type, json))).toBe(want(json))),
      RUNS,
    );
  });

  test('spelled differently means the same, also to protobufjs', () => {
    holds(
      fc.property(requests, choices, (json, stream) => {
        const bytes = respell(type, encodeFromJson(type, json), stream, { merges: false });
        expect(ours(bytes)).toBe(want(json));
        expect(want(asObject(decodeToJson(type, bytes)))).toBe(want(json));
      }),
      RUNS,
    );
  });

  test('whose messages come in pieces means the same', () => {
    holds(
      fc.property(requests, choices, (json, stream) => {
        const bytes = respell(type, encodeFromJson(type, json), stream, { merges: true });
        expect(ours(bytes)).toBe(want(json));
      }),
      RUNS,
    );
  });

  test('cut short or with any byte changed is decoded or refused with a DecodeError, never anything else', () => {
    holds(
      fc.property(requests, fc.nat(), fc.nat(), fc.nat(255), (json, length, position, byte) => {
        const bytes = encodeFromJson(type, json).slice();
        bytes[position % (bytes.length + 1)] = byte;
        for (const given of [bytes, bytes.subarray(0, length % (bytes.length + 1))])
          expect(() => outcomeOf(() => meaningOf(decodeRequest(given)))).not.toThrow();
      }),
      RUNS,
    );
  });
});
