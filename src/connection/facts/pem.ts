import { X509Certificate } from 'node:crypto';

/** The most a CA certificate may have: some twenty certificates, far below what a Secret holds. */
export const LONGEST_CA = 32_768;

const BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----[\s\S]*?-----END \1-----/g;

/** Why a text is no PEM certificate, or several of them; `undefined` where it is. */
export function pemProblem(text: string): string | undefined {
  if (text.length > LONGEST_CA) return `has ${text.length} characters, a CA certificate has at most ${LONGEST_CA}`;
  const blocks = [...text.matchAll(BLOCK)];
  if (blocks.length === 0 || text.replaceAll(BLOCK, '').trim() !== '')
    return 'is no PEM certificate: wanted -----BEGIN CERTIFICATE----- to -----END CERTIFICATE----- and nothing beside it';
  const other = blocks.find(([, label]) => label !== 'CERTIFICATE');
  if (other) return `holds a ${other[1]}, which has no place there: wanted certificates only`;
  const broken = blocks.findIndex(([block]) => !isCertificate(block));
  return broken === -1 ? undefined : `holds no certificate in PEM block ${broken + 1}: it cannot be read`;
}

/** The class has no other way to say no than to throw. */
function isCertificate(block: string): boolean {
  try {
    return new X509Certificate(block).raw.length > 0;
  } catch {
    return false;
  }
}
