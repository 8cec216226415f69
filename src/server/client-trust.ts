import { X509Certificate } from 'node:crypto';
import type { TLSSocket } from 'node:tls';

const CLIENT_AUTHENTICATION = '1.3.6.1.5.5.7.3.2';
const PEM_CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/**
 * Whether a client that has finished its handshake showed a certificate of the authority.
 *
 * Crossplane gives its client certificate the very subject of the authority that signs it. OpenSSL takes such a certificate
 * for a self-signed one and looks no further, so where that is its only objection, the signature itself decides.
 */
export function isTrusted(socket: TLSSocket, authorities: Buffer): boolean {
  if (socket.authorized) return true;
  const certificate = socket.getPeerX509Certificate();
  if (certificate === undefined || String(socket.authorizationError) !== 'DEPTH_ZERO_SELF_SIGNED_CERT') return false;
  return isClient(certificate) && certificatesIn(authorities).some((authority) => isSignedBy(certificate, authority));
}

function isClient(certificate: X509Certificate): boolean {
  return !certificate.ca && certificate.keyUsage?.includes(CLIENT_AUTHENTICATION) === true && isCurrent(certificate);
}

function isSignedBy(certificate: X509Certificate, authority: X509Certificate): boolean {
  return (
    authority.ca &&
    isCurrent(authority) &&
    certificate.checkIssued(authority) &&
    certificate.verify(authority.publicKey)
  );
}

function isCurrent({ validFrom, validTo }: X509Certificate): boolean {
  const now = Date.now();
  return Date.parse(validFrom) <= now && now <= Date.parse(validTo);
}

function certificatesIn(bundle: Buffer): readonly X509Certificate[] {
  return [...bundle.toString('latin1').matchAll(PEM_CERTIFICATE)].map(([pem]) => new X509Certificate(pem));
}
