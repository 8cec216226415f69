import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { messageOf } from '../lib/message-of.js';
import { type Address, boundPort, formatAddress } from './address.js';
import type { Metrics } from './observed-call.js';
import { StartupError } from './startup-error.js';

/** A running HTTP server for `/metrics`. */
export interface MetricsServer {
  readonly address: Address;
  close(): void;
}

/** Serves the metrics over plain HTTP. Rejects with a StartupError if it cannot listen. */
export function serveMetrics(metrics: Metrics, { host, port }: Address): Promise<MetricsServer> {
  const server = createServer((request, response) => respond(metrics, request, response));
  return new Promise((resolve, reject) => {
    server.once('error', (cause) =>
      reject(new StartupError(`cannot serve metrics on "${formatAddress({ host, port })}": ${messageOf(cause)}`)),
    );
    server.listen(port, host, () => {
      resolve({
        address: { host, port: boundPort(server.address(), port) },
        close() {
          server.close();
          server.closeAllConnections();
        },
      });
    });
  });
}

function respond(metrics: Metrics, request: IncomingMessage, response: ServerResponse): void {
  if (request.url?.split('?')[0] !== '/metrics') {
    response.writeHead(404).end();
    return;
  }
  metrics.render().then(
    ({ contentType, text }) => response.writeHead(200, { 'content-type': contentType }).end(text),
    () => response.writeHead(500).end(),
  );
}
