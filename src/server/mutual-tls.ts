import type { X509Certificate } from 'node:crypto';
import { createServer, type TLSSocket, type Server as TlsServer } from 'node:tls';
import { type Server, ServerCredentials } from '@grpc/grpc-js';
import type { Address } from './address.js';
import { authoritiesOf } from './certificates.js';
import type { Logger } from './logger.js';
import type { RotatingCertificates } from './rotating-certificates.js';

const MINIMUM_TLS = { minVersion: 'TLSv1.2' } as const;
/** The extended key usage of a client. */
const CLIENT_AUTH = '1.3.6.1.5.5.7.3.2';
/** How TLS words that a certificate's subject is also its issuer. */
const SELF_SIGNED = 'DEPTH_ZERO_SELF_SIGNED_CERT';

/**
 * Accepts TLS connections for a gRPC server, of clients with a certificate of the authority and of nobody else.
 *
 * The library would leave the check to OpenSSL, and Crossplane's own certificates do not pass: it gives its authority and
 * its client one name and no key identifiers, so OpenSSL takes the client for self-signed and never looks at the
 * signature. Here it is looked at.
 */
export function listenWithMutualTls(
  server: Server,
  certificates: RotatingCertificates,
  { address: { host, port }, logger }: { readonly address: Address; readonly logger: Logger },
): Promise<TlsServer> {
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
    // All that the client learns is a connection that breaks. Once: whoever tries again and again fills no disk.
    if (!told.has(objection)) logger.warn('client refused', { cause: objection });
    told.add(objection);
  });
  return new Promise((resolve, reject) => {
    listener.once('error', reject);
    listener.listen(port, host, () => {
      listener.off('error', reject);
      resolve(listener);
    });
  });
}

/** Why a client is not served. */
function objectionTo(socket: TLSSocket, authorities: readonly X509Certificate[]): string | undefined {
  if (socket.authorized) return undefined;
  const certificate = socket.getPeerX509Certificate();
  if (certificate === undefined) return 'it shows no certificate';
  // The types say Error, Node.js says a code.
  const code = String(socket.authorizationError);
  const trusted =
    code === SELF_SIGNED &&
    isClient(certificate) &&
    authorities.some((authority) => isIssuedBy(certificate, authority));
  return trusted ? undefined : `its certificate is not one for clients, valid now and signed in ca.crt: ${code}`;
}

function isIssuedBy(certificate: X509Certificate, authority: X509Certificate): boolean {
  return (
    authority.ca &&
    isValidNow(authority) &&
    certificate.checkIssued(authority) &&
    certificate.verify(authority.publicKey)
  );
}

function isClient(certificate: X509Certificate): boolean {
  return !certificate.ca && isValidNow(certificate) && certificate.keyUsage?.includes(CLIENT_AUTH) === true;
}

function isValidNow({ validFrom, validTo }: X509Certificate): boolean {
  const now = Date.now();
  return Date.parse(validFrom) <= now && now <= Date.parse(validTo);
}
