import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import protobuf from 'protobufjs';
import { DecodeError } from '../../src/wire/decode-error.js';
import {
  decodeHealthCheckRequest,
  encodeHealthCheckResponse,
  encodeHealthListResponse,
  ServingStatus,
} from '../../src/wire/health.js';
import { holds } from '../support/property.js';

const HEALTH = new protobuf.Root()
  .loadSync(join(import.meta.dirname, '../../proto/grpc/health/v1/health.proto'))
  .lookup('grpc.health.v1') as protobuf.Namespace;

const arbService = fc.string({ unit: 'grapheme', maxLength: 200 });
const arbStatus = fc.constantFrom(...Object.values(ServingStatus));

function encodeRequest(service: string): Uint8Array {
  return HEALTH.lookupType('HealthCheckRequest').encode({ service }).finish();
}

function decode(type: string, bytes: Uint8Array): object {
  return HEALTH.lookupType(type).toObject(HEALTH.lookupType(type).decode(bytes));
}

describe('a HealthCheckRequest', () => {
  test('names the service that the reference implementation wrote', () => {
    holds(
      fc.property(arbService, (service) => {
        expect(decodeHealthCheckRequest(encodeRequest(service))).toEqual({ service });
      }),
    );
  });

  test.each([
    { name: 'Empty', reason: 'the default is the whole server', bytes: [], want: '' },
    { name: 'Twice', reason: 'the last one counts', bytes: [0x0a, 1, 0x61, 0x0a, 1, 0x62], want: 'b' },
    {
      name: 'LaterFields',
      reason: 'a newer client may know more',
      bytes: [0x10, 1, 0x0a, 1, 0x61, 0x1a, 0],
      want: 'a',
    },
    { name: 'NoText', reason: 'a field of another type is another field', bytes: [0x08, 1], want: '' },
  ])('$name: $reason', ({ bytes, want }) => {
    expect(decodeHealthCheckRequest(new Uint8Array(bytes))).toEqual({ service: want });
  });

  test('of any other bytes is refused as such, or read', () => {
    holds(
      fc.property(fc.uint8Array({ maxLength: 12 }), (bytes) => {
        try {
          expect(decodeHealthCheckRequest(bytes)).toEqual({ service: expect.any(String) });
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(DecodeError);
        }
      }),
    );
  });
});

describe('a status', () => {
  test.each([
    { name: 'SERVING', status: ServingStatus.Serving },
    { name: 'NOT_SERVING', status: ServingStatus.NotServing },
    { name: 'SERVICE_UNKNOWN', status: ServingStatus.ServiceUnknown },
  ])('is numbered as grpc.health.v1 does: $name', ({ name, status }) => {
    expect(HEALTH.lookupEnum('HealthCheckResponse.ServingStatus').values[name]).toBe(status);
    expect([...encodeHealthCheckResponse(status)]).toEqual([0x08, status]);
  });

  test('of each service is listed as the reference implementation reads it', () => {
    holds(
      fc.property(fc.dictionary(arbService, arbStatus), (statuses) => {
        const bytes = encodeHealthListResponse(new Map(Object.entries(statuses)));
        const want = Object.entries(statuses).map(([service, status]) => [service, { status }]);
        expect(decode('HealthListResponse', bytes)).toEqual(
          want.length === 0 ? {} : { statuses: Object.fromEntries(want) },
        );
      }),
    );
  });
});
