import type { AddressInfo, Server as NetServer } from 'node:net';
import { createServer, type TlsOptions } from 'node:tls';
import { type Server, ServerCredentials } from '@grpc/grpc-js';
import type { Address } from './address.js';
import type { Certificates } from './certificates.js';
import { isTrusted } from './client-trust.js';
import type { RotatingCertificates } from './rotating-certificates.js';

const ENCRYPTED = 'h2';

/**
 * Serves over TLS to clients that show a certificate of the authority; all others are hung up on before they can say a
 * word of HTTP. grpc-js leaves that decision to OpenSSL, which does not know Crossplane's certificate for what it is.
 */
export function listenWithTls(server: Server, address: Address, rotating: RotatingCertificates): Promise<NetServer> {
  const connections = server.createConnectionInjector(ServerCredentials.createInsecure());
  const asked = { requestCert: true, rejectUnauthorized: false, ALPNProtocols: [ENCRYPTED] };
  const listener = createServer({ ...asked, ...contextOf(rotating.current) }, (socket) => {
    const welcome = socket.alpnProtocol === ENCRYPTED && isTrusted(socket, rotating.current.ca);
    if (welcome) connections.injectConnection(socket);
    else socket.destroy();
  });
  rotating.onChange((certificates) => listener.setSecureContext(contextOf(certificates)));
  return new Promise((resolve, reject) => {
    listener.once('error', reject);
    listener.listen(address, () => resolve(listener));
  });
}

/** The port that a server listens on. */
export function portOf(listener: NetServer): number {
  return (listener.address() as AddressInfo).port;
}

function contextOf(certificates: Certificates): TlsOptions {
  return { ...certificates, minVersion: 'TLSv1.2' };
}
