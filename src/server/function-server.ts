import { Server, ServerCredentials } from '@grpc/grpc-js';
import { messageOf } from '../lib/message-of.js';
import { type Address, formatAddress } from './address.js';
import { FUNCTION_VERSIONS, functionService } from './function-service.js';
import { createHealth, HEALTH_SERVICE } from './health.js';
import { addLazyReflection } from './lazy-reflection.js';
import { listenWithMutualTls } from './mutual-tls.js';
import type { RotatingCertificates } from './rotating-certificates.js';
import { type CallContext, runFunctionMethod } from './run-function-method.js';
import { StartupError } from './startup-error.js';

/** Where and how a server serves. */
export interface ServerOptions extends CallContext {
  readonly address: Address;
  /** `undefined` for no transport security. */
  readonly certificates: RotatingCertificates | undefined;
  readonly maxReceiveBytes: number;
}

/** A server that listens. */
export interface FunctionServer {
  /** The address listened on, with the port that was chosen where 0 was asked for. */
  readonly address: Address;
  /**
   * Says NOT_SERVING, takes no more calls and lets the running ones finish; those that have not after `graceMs` are cut
   * off. Resolves to whether all of them finished.
   */
  drain(graceMs: number): Promise<boolean>;
}

/** Serves the function with health and reflection. Rejects with a StartupError where it cannot listen. */
export async function startServer(options: ServerOptions): Promise<FunctionServer> {
  const server = new Server({ 'grpc.max_receive_message_length': options.maxReceiveBytes });
  for (const version of FUNCTION_VERSIONS)
    server.addService(functionService(version), { runFunction: runFunctionMethod(version, options) });
  const health = createHealth();
  server.addService(HEALTH_SERVICE, health.methods);
  addLazyReflection(server);
  const { port, stopListening } = await listen(server, options);
  return {
    address: { host: options.address.host, port },
    drain(graceMs) {
      health.stopServing();
      stopListening();
      return shutDown(server, graceMs);
    },
  };
}

interface Listening {
  readonly port: number;
  /** Takes no more connections, where the gRPC server does not see to that itself. */
  readonly stopListening: () => void;
}

async function listen(server: Server, { address, certificates, logger }: ServerOptions): Promise<Listening> {
  try {
    if (!certificates) return { port: await bind(server, address), stopListening: () => undefined };
    const listener = await listenWithMutualTls(server, certificates, { address, logger });
    const bound = listener.address();
    const port = typeof bound === 'object' && bound !== null ? bound.port : address.port;
    return { port, stopListening: () => listener.close() };
  } catch (cause) {
    throw new StartupError(`cannot listen on "${formatAddress(address)}": ${listenCause(messageOf(cause))}`);
  }
}

function bind(server: Server, address: Address): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync(formatAddress(address), ServerCredentials.createInsecure(), (cause, port) => {
      if (cause === null) resolve(port);
      else reject(cause);
    });
  });
}

// grpc-js wraps the one line that matters into a list of all the addresses it tried.
function listenCause(message: string): string {
  return /listen (E[^\],]*)/.exec(message)?.[1] ?? message;
}

function shutDown(server: Server, graceMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const force = setTimeout(() => {
      server.forceShutdown();
      resolve(false);
    }, graceMs);
    server.tryShutdown(() => {
      clearTimeout(force);
      resolve(true);
    });
  });
}
