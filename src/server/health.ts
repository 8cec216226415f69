import {
  type handleServerStreamingCall,
  type handleUnaryCall,
  type MethodDefinition,
  type ServerWritableStream,
  status,
} from '@grpc/grpc-js';
import {
  decodeHealthCheckRequest,
  encodeHealthCheckResponse,
  encodeHealthListResponse,
  type HealthCheckRequest,
  ServingStatus,
} from '../wire/health.js';
import { FUNCTION_VERSIONS, functionServiceName } from './function-service.js';

// The empty name stands for the whole server.
const SERVICES = ['', ...FUNCTION_VERSIONS.map(functionServiceName)];

type Statuses = ReadonlyMap<string, ServingStatus>;

/** The gRPC health service of the server and of its two function services. */
export interface Health {
  readonly methods: {
    readonly check: handleUnaryCall<HealthCheckRequest, ServingStatus>;
    readonly watch: handleServerStreamingCall<HealthCheckRequest, ServingStatus>;
    readonly list: handleUnaryCall<HealthCheckRequest, Statuses>;
  };
  /** Says NOT_SERVING from now on and ends the streams of those who watch: an open stream would hold up the drain. */
  stopServing(): void;
}

/** The definition of the health service. */
export const HEALTH_SERVICE = {
  check: method('Check', encodeHealthCheckResponse),
  watch: { ...method('Watch', encodeHealthCheckResponse), responseStream: true },
  list: method('List', encodeHealthListResponse),
};

/** A health service that says SERVING until it is told otherwise. */
export function createHealth(): Health {
  let current: ServingStatus = ServingStatus.Serving;
  const watching = new Set<ServerWritableStream<HealthCheckRequest, ServingStatus>>();
  return {
    methods: {
      check({ request: { service } }, callback) {
        if (SERVICES.includes(service)) callback(null, current);
        else callback({ code: status.NOT_FOUND, details: `Health status unknown for service ${service}` });
      },
      watch(call) {
        call.write(SERVICES.includes(call.request.service) ? current : ServingStatus.ServiceUnknown);
        watching.add(call);
        // However it ends: cancelled, out of time, disconnected or stopped.
        call.on('close', () => watching.delete(call));
        if (current === ServingStatus.NotServing) call.end();
      },
      list: (_, callback) => callback(null, new Map(SERVICES.map((service) => [service, current]))),
    },
    stopServing() {
      current = ServingStatus.NotServing;
      for (const call of watching) {
        if (SERVICES.includes(call.request.service)) call.write(current);
        call.end();
      }
    },
  };
}

function method<Response>(
  name: string,
  encode: (response: Response) => Uint8Array,
): MethodDefinition<HealthCheckRequest, Response> {
  return {
    path: `/grpc.health.v1.Health/${name}`,
    requestStream: false,
    responseStream: false,
    // A HealthListRequest has no fields; reading it as if it had one also finds out bytes that are no message.
    requestDeserialize: decodeHealthCheckRequest,
    responseSerialize: (response) => Buffer.from(encode(response)),
    requestSerialize: clientsOnly,
    responseDeserialize: clientsOnly,
  };
}

function clientsOnly(): never {
  throw new Error('the health service is not called from here');
}
