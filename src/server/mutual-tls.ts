import type { X509Certificate } from 'node:crypto';
import type { Server as Listener } from 'node:net';
import { createServer, type TLSSocket } from 'node:tls';
import { type Server, ServerCredentials } from '@grpc/grpc-js';
import type { Address } from './address.js';
import { authoritiesOf } from './certificates.js';
import { listening } from './listening.js';
import type { Logger } from './logger.js';
import type { RotatingCertificates } from './rotating-certificates.js';

const MINIMUM_TLS = { minVersion: 'TLSv1.2' } as const;
/** The extended key usage of a client. */
const CLIENT_AUTH = '1.3.6.1.5.5.7.3.2';
/** The code for a certificate whose subject is also its issuer. */
const SELF_SIGNED = 'DEPTH_ZERO_SELF_SIGNED_CERT';

/**
 * Accepts TLS connections for a gRPC server, only from clients with a certificate of the authority.
 *
 * The library would leave the check to OpenSSL, which Crossplane's own certificates do not pass: its authority and its
 * client have the same name and no key identifiers, so OpenSSL takes the client for self-signed and never checks the
 * signature. It is checked here.
 */
export function listenWithMutualTls(
  server: Server,
  certificates: RotatingCertificates,
  { address, logger }: { readonly address: Address; readonly logger: Logger },
): Promise<Listener> {
  const told = new Set<string>();
  const injector = server.createConnectionInjector(ServerCredentials.createInsecure());
  const listener = createServer({
    ...certificates.current,
    ...MINIMUM_TLS,
    requestCert: true,
    rejectUnauthorized: false,
    ALPNProtocols: ['h2'],
  });
  certificates.onChange((changed) => listener.setSecureContext({ ...changed, ...MINIMUM_TLS }));
  listener.on('secureConnection', (socket) => {
    const objection = objectionTo(socket, authoritiesOf(certificates.current));
    if (objection === undefined) return injector.injectConnection(socket);
    socket.destroy();
    // The client only sees a broken connection. Logged once, so that retries do not fill the disk.
    if (!told.has(objection)) logger.warn('client refused', { cause: objection });
    told.add(objection);
  });
  return listening(listener, address);
}

/** Why a client is refused; `undefined` if it is not. */
function objectionTo(socket: TLSSocket, authorities: readonly X509Certificate[]): string | undefined {
  if (socket.authorized) return undefined;
  const certificate = socket.getPeerX509Certificate();
  if (certificate === undefined) return 'it presents no certificate';
  // The types say Error, but Node.js sets a code.
  const code = String(socket.authorizationError);
  const trusted =
    code === SELF_SIGNED &&
    isClient(certificate) &&
    authorities.some((authority) => isIssuedBy(certificate, authority));
  return trusted
    ? undefined
    : `its certificate must be for clients, currently valid and signed by an authority in ca.crt: ${code}`;
}

function isIssuedBy(certificate: X509Certificate, authority: X509Certificate): boolean {
  if (!authority.ca || !isValidNow(authority)) return false;
  return certificate.checkIssued(authority) && certificate.verify(authority.publicKey);
}

function isClient(certificate: X509Certificate): boolean {
  return !certificate.ca && isValidNow(certificate) && certificate.keyUsage?.includes(CLIENT_AUTH) === true;
}

function isValidNow({ validFrom, validTo }: X509Certificate): boolean {
  const now = Date.now();
  return Date.parse(validFrom) <= now && now <= Date.parse(validTo);
}
