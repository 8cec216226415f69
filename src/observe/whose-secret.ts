import type { ObservedResource } from './observed-resource.js';
import { isSecretAnothers } from './presence.js';

/**
 * The keys of resources whose connection Secret is not their own: what is read from it are somebody else's passwords. Of
 * several with one Secret, the provider writes it for only one.
 */
export function withOthersSecrets(resources: ReadonlyMap<string, ObservedResource>): ReadonlySet<string> {
  const others = new Set<string>();
  const claims = new Map<string, Claim[]>();
  for (const [key, resource] of resources) {
    const { connectionSecret: name, creationBegun: since = '' } = resource;
    if (name === undefined) continue;
    const known = claims.get(name);
    if (isSecretAnothers(resource)) others.add(key);
    else if (known) known.push({ key, since });
    else claims.set(name, [{ key, since }]);
  }
  for (const of of claims.values()) if (of.length > 1) for (const { key } of losing(of)) others.add(key);
  return others;
}

/** That a resource has a Secret, and when it was created. */
interface Claim {
  readonly key: string;
  readonly since: string;
}

/** Whatever was created first has written the Secret. If that cannot be told, nothing of it is believed. */
function losing(claims: readonly Claim[]): readonly Claim[] {
  const [first, second, ...more] = claims.toSorted((a, b) => (a.since < b.since ? -1 : 1));
  if (!first || !second) return [];
  return first.since !== '' && first.since < second.since ? [second, ...more] : claims;
}
