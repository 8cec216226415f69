import { Reader } from './reader.js';
import { bytesTag } from './tags.js';
import { Writer } from './writer.js';

/** Whether a service can be called, as grpc.health.v1 numbers it. */
export const ServingStatus = { Serving: 1, NotServing: 2, ServiceUnknown: 3 } as const;
export type ServingStatus = (typeof ServingStatus)[keyof typeof ServingStatus];

const SERVICE = bytesTag(1);

/** Which service a client asks about; an empty name stands for the whole server. */
export interface HealthCheckRequest {
  readonly service: string;
}

/** Throws a DecodeError for bytes that are no request. */
export function decodeHealthCheckRequest(bytes: Uint8Array): HealthCheckRequest {
  const reader = new Reader(bytes);
  let service = '';
  while (reader.more()) {
    const tag = reader.tag();
    if (tag === SERVICE) service = reader.string();
    else reader.skip(tag);
  }
  return { service };
}

/** Encodes a HealthCheckResponse. */
export function encodeHealthCheckResponse(status: ServingStatus): Uint8Array {
  const writer = new Writer(2);
  writer.uint(1, status);
  return writer.finish();
}

/** Encodes a HealthListResponse: the status of each service, by its name. */
export function encodeHealthListResponse(statuses: ReadonlyMap<string, ServingStatus>): Uint8Array {
  const writer = new Writer(256);
  for (const [service, status] of [...statuses].reverse()) {
    const entry = writer.length;
    writer.bytes(2, encodeHealthCheckResponse(status));
    writer.string(1, service);
    writer.close(1, entry);
  }
  return writer.finish();
}
