import { fromJSON } from '@grpc/proto-loader';
import { ReflectionService } from '@grpc/reflection';
import { PROTOCOL } from '../gen/proto.js';
import type { Registry } from './lazy-reflection.js';

/** Lets clients such as grpcurl ask what the server serves. */
export function addReflection(server: Registry): void {
  // Names stay as they are in the .proto files; the default would show them in camel case.
  new ReflectionService(fromJSON(PROTOCOL, { keepCase: true })).addToServer(server);
}
