import type { Server as Listener } from 'node:net';
import { Server } from '@grpc/grpc-js';
import { messageOf } from '../lib/message-of.js';
import { type Address, boundPort, formatAddress } from './address.js';
import { FUNCTION_VERSIONS, functionService } from './function-service.js';
import { createHealth, HEALTH_SERVICE } from './health.js';
import { addLazyReflection } from './lazy-reflection.js';
import { listenInsecurely } from './listening.js';
import { listenWithMutualTls } from './mutual-tls.js';
import type { RotatingCertificates } from './rotating-certificates.js';
import { type CallContext, runFunctionMethod } from './run-function-method.js';
import { StartupError } from './startup-error.js';

/** Where and how a server serves. */
export interface ServerOptions extends CallContext {
  readonly address: Address;
  /** `undefined` to serve without transport security. */
  readonly certificates: RotatingCertificates | undefined;
  readonly maxReceiveBytes: number;
}

/** A server that listens. */
export interface FunctionServer {
  /** The address it listens on, with the port that was chosen if 0 was asked for. */
  readonly address: Address;
  /**
   * Reports NOT_SERVING, accepts no more calls and lets the running ones finish; after `graceMs` it cuts off the rest.
   * Resolves to whether all calls finished.
   */
  drain(graceMs: number): Promise<boolean>;
}

/** Serves the function with health and reflection. Rejects with a StartupError if it cannot listen. */
export async function startServer(options: ServerOptions): Promise<FunctionServer> {
  const server = new Server({ 'grpc.max_receive_message_length': options.maxReceiveBytes });
  for (const version of FUNCTION_VERSIONS)
    server.addService(functionService(version), { runFunction: runFunctionMethod(version, options) });
  const health = createHealth();
  server.addService(HEALTH_SERVICE, health.methods);
  addLazyReflection(server);
  const listener = await listen(server, options);
  return {
    address: { host: options.address.host, port: boundPort(listener.address(), options.address.port) },
    drain(graceMs) {
      health.stopServing();
      // The gRPC server does not know who accepts its connections.
      listener.close();
      return shutDown(server, graceMs);
    },
  };
}

async function listen(server: Server, { address, certificates, logger }: ServerOptions): Promise<Listener> {
  try {
    return certificates
      ? await listenWithMutualTls(server, certificates, { address, logger })
      : await listenInsecurely(server, address);
  } catch (cause) {
    throw new StartupError(`cannot listen on "${formatAddress(address)}": ${messageOf(cause).replace(/^listen /, '')}`);
  }
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
