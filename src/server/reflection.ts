import { fromJSON, loadSync } from '@grpc/proto-loader';
import { ReflectionService } from '@grpc/reflection';
import { protoPath as healthProtoPath } from 'grpc-health-check';
import { PROTOCOL } from '../gen/proto.js';
import type { Registry } from './lazy-services.js';

/** Lets clients such as grpcurl ask what the server serves. */
export function addReflection(server: Registry): void {
  // Names stay as they are in the .proto files; the default would show them in camel case.
  const options = { keepCase: true };
  new ReflectionService({ ...fromJSON(PROTOCOL, options), ...loadSync(healthProtoPath, options) }).addToServer(server);
}
