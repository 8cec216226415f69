import { fromJSON } from '@grpc/proto-loader';
import { ReflectionService } from '@grpc/reflection';
import { PROTOCOL } from '../gen/proto.js';

/** Lets clients such as grpcurl discover what the server serves. */
export function addReflection(server: Parameters<ReflectionService['addToServer']>[0]): void {
  // Keeps names as in the .proto files; by default they would appear in camel case.
  new ReflectionService(fromJSON(PROTOCOL, { keepCase: true })).addToServer(server);
}
