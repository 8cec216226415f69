import { describe, expect, jest, test } from '@jest/globals';
import { decodeRequest, tagOf } from '../../src/wire/request.js';
import { decodeResource } from '../../src/wire/resource.js';
import { encodeUntagged, Ready } from '../../src/wire/response.js';
import { decodeStruct } from '../../src/wire/struct.js';
import { bytesField, stringField } from './raw-message.js';

interface Hostile {
  readonly name: string;
  readonly reason: string;
  readonly run: () => unknown;
}

const PIECES = 1000;
// How often a byte may be moved on its way: a small number, whatever the size of the message.
const MOVES = 10;
const pieces = (piece: Uint8Array): Uint8Array => Buffer.concat(Array(PIECES).fill(piece));
const PIECE = bytesField(1, stringField(1, ''));

const HOSTILE: readonly Hostile[] = [
  {
    name: 'MetaInPieces',
    reason: 'pieces of a message are joined once, not one by one',
    run: () => tagOf(pieces(PIECE)),
  },
  {
    name: 'CompositeInPieces',
    reason: 'the same for the composite of a state',
    run: () => decodeRequest(bytesField(2, pieces(PIECE))).observed.composite?.length,
  },
  {
    name: 'ObjectInPieces',
    reason: 'the same for the object of a resource',
    run: () => decodeResource(pieces(PIECE)).struct.length,
  },
  {
    name: 'ValueInPieces',
    reason: 'the same for the value of an entry',
    run: () => decodeStruct(bytesField(1, pieces(bytesField(2, stringField(3, ''))))),
  },
  {
    name: 'ManyFieldsPassedOn',
    reason: 'the fields of a composite are passed on without moving those before',
    run: () => {
      const { desired } = decodeRequest(bytesField(3, bytesField(1, pieces(bytesField(2, stringField(1, ''))))));
      const composite = { object: {}, ready: Ready.Unspecified, connectionDetails: new Map() };
      const rest = {
        ttlSeconds: 60,
        composed: [],
        results: [],
        conditions: [],
        context: undefined,
        requirements: new Map(),
        legacyRequirements: false,
      };
      return encodeUntagged({ ...rest, passed: desired, composite }).fields.length;
    },
  },
];

// Counted and not timed: what grows with the square of the size would block the server with one message of some megabytes.
describe('a message of many small pieces', () => {
  test.each(HOSTILE)('$name: $reason', ({ run }) => {
    expect(movedBy(run)).toBeLessThan(PIECES * PIECE.length * MOVES);
  });
});

/** How many bytes and list items were moved. */
function movedBy(run: () => unknown): number {
  const set = jest.spyOn(Uint8Array.prototype, 'set');
  const unshift = jest.spyOn(Array.prototype, 'unshift');
  try {
    run();
    const copied = set.mock.calls.map(([source]) => source.length);
    const shifted = unshift.mock.contexts.map((list) => (Array.isArray(list) ? list.length : 0));
    return [...copied, ...shifted].reduce((sum, length) => sum + length, 0);
  } finally {
    set.mockRestore();
    unshift.mockRestore();
  }
}
