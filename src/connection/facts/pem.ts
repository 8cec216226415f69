import { X509Certificate } from 'node:crypto';

/** The longest CA certificate: some twenty certificates, far below what a Secret can hold. */
export const LONGEST_CA = 32_768;

const BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----[\s\S]*?-----END \1-----/g;

/** What is wrong with a text that should be one or more PEM certificates. */
export function pemProblem(text: string): string | undefined {
  if (text.length > LONGEST_CA) return `has ${text.length} characters: at most ${LONGEST_CA} are allowed`;
  const blocks = [...text.matchAll(BLOCK)];
  if (blocks.length === 0 || text.replaceAll(BLOCK, '').trim() !== '')
    return 'is not a PEM certificate: give -----BEGIN CERTIFICATE----- to -----END CERTIFICATE----- and nothing else';
  const other = blocks.find(([, label]) => label !== 'CERTIFICATE');
  if (other) return `contains a ${other[1]}: only certificates are allowed`;
  const broken = blocks.findIndex(([block]) => !isCertificate(block));
  return broken === -1 ? undefined : `has no readable certificate in PEM block ${broken + 1}: replace it`;
}

/** The class throws for anything that is not a certificate. */
function isCertificate(block: string): boolean {
  try {
    return new X509Certificate(block).raw.length > 0;
  } catch {
    return false;
  }
}
