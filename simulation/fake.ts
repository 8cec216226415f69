import { createHash } from 'node:crypto';

/** A stable hexadecimal digest of some words: everything the simulation makes up is derived from names. */
export function digest(...words: readonly string[]): string {
  return createHash('sha256').update(words.join('\n')).digest('hex');
}

/** A made-up UUID that is the same for the same words. */
export function fakeUuid(...words: readonly string[]): string {
  const hex = digest('uuid', ...words);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** A made-up secret in PEM armour; its body says that it is none. */
export function fakePem(label: string, ...words: readonly string[]): string {
  const body = Buffer.from(`simulated ${label.toLowerCase()} ${digest(label, ...words)}`).toString('base64');
  const lines = body.match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}
