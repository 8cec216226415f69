import type { handleServerStreamingCall } from '@grpc/grpc-js';
import { HealthImplementation } from 'grpc-health-check';
import { FUNCTION_VERSIONS, functionServiceName } from './function-service.js';
import type { Registry } from './lazy-services.js';

/** The gRPC health service of the server and of its two function services. */
export interface Health {
  addTo(registry: Registry): void;
  /** Says NOT_SERVING from now on and ends the streams of those who watch: an open stream would hold up the drain. */
  stopServing(): void;
}

// The empty name stands for the whole server.
const SERVICES = ['', ...FUNCTION_VERSIONS.map(functionServiceName)];

/** A health service that says SERVING until it is told otherwise. */
export function createHealth(): Health {
  const health = new HealthImplementation(Object.fromEntries(SERVICES.map((name) => [name, 'SERVING'])));
  const watching = new Set<{ end(): void }>();
  return {
    addTo(registry) {
      health.addToServer({
        addService(definition, methods) {
          const watch = methods.watch as handleServerStreamingCall<unknown, unknown>;
          const track: typeof watch = (call) => {
            watching.add(call);
            call.on('cancelled', () => watching.delete(call));
            watch(call);
          };
          registry.addService(definition, { ...methods, watch: track });
        },
      });
    },
    stopServing() {
      for (const name of SERVICES) health.setStatus(name, 'NOT_SERVING');
      for (const call of watching) call.end();
    },
  };
}
