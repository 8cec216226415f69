import { createHash } from 'node:crypto';

const HASH_LENGTH = 12;
const LONGEST = 63;

/** The name that Crossplane gives a composed resource without one: its composite's, and a hash of that one's UID and the key. */
export function composedName(composite: { readonly name: string; readonly uid: string }, key: string): string {
  const hash = createHash('sha256').update(`${composite.uid}${key}`).digest('hex').slice(0, HASH_LENGTH);
  return `${composite.name.slice(0, LONGEST - HASH_LENGTH - 1)}-${hash}`;
}
