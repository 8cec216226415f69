import type { MethodDefinition, ServiceDefinition } from '@grpc/grpc-js';

/** The protocol versions served: Crossplane up to v1.16 calls v1beta1. They are the same on the wire. */
export const FUNCTION_VERSIONS = ['v1', 'v1beta1'] as const;
export type FunctionVersion = (typeof FUNCTION_VERSIONS)[number];

/** The service as grpc-js knows it: encoded messages in and out, since the server decodes nothing. */
export type FunctionService = ServiceDefinition<{ readonly runFunction: MethodDefinition<Uint8Array, Uint8Array> }>;

/** The full name of a version's service. */
export function functionServiceName(version: FunctionVersion): string {
  return `apiextensions.fn.proto.${version}.FunctionRunnerService`;
}

/** The definition of a version's service. */
export function functionService(version: FunctionVersion): FunctionService {
  return {
    runFunction: {
      path: `/${functionServiceName(version)}/RunFunction`,
      requestStream: false,
      responseStream: false,
      requestSerialize: asBuffer,
      requestDeserialize: asBytes,
      responseSerialize: asBuffer,
      responseDeserialize: asBytes,
    },
  };
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

// No Buffers beyond this point: code that sees both classes is slower on each byte.
function asBytes(buffer: Buffer): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
}
