import { createServer, type Server as Listener } from 'node:net';
import { type Server, ServerCredentials } from '@grpc/grpc-js';
import type { Address } from './address.js';

/**
 * Accepts connections for a gRPC server, without transport security. The library could listen itself, but would load its DNS
 * resolver for that and compile a long expression for IPv6 addresses: a tenth of the start.
 */
export function listenInsecurely(server: Server, address: Address): Promise<Listener> {
  const injector = server.createConnectionInjector(ServerCredentials.createInsecure());
  return listening(
    createServer((socket) => injector.injectConnection(socket)),
    address,
  );
}

/** Starts to listen; rejects where that is not possible. */
export function listening(listener: Listener, { host, port }: Address): Promise<Listener> {
  return new Promise((resolve, reject) => {
    listener.once('error', reject);
    listener.listen(port, host, () => {
      listener.off('error', reject);
      resolve(listener);
    });
  });
}
