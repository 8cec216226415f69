import type { AclProfile, EngineProfile } from '../../engines/engine-profile.js';
import type { AclEntry } from '../../gen/binding.js';
import { type AclBound, type AclLevel, commonEntry, defaultBound, isWithinBound } from '../acl-bound.js';
import { isForeign, type Target, type TopicIntent } from '../binding.js';
import type { Guest } from '../guest-names.js';

/** Whose user it is, and where. */
interface Place extends Guest {
  readonly target: Target;
  readonly topics: readonly TopicIntent[];
}

/**
 * The ACL that a level of access is short for; `undefined` where the engine has none, or nobody knows yet what the owner of the
 * cluster allows. It goes by patterns rather than by topics: it is fixed when the user is created, and topics come later.
 */
export function levelAcl(
  { permission }: AclLevel,
  profile: EngineProfile,
  place: Place,
): readonly AclEntry[] | undefined {
  const { acl } = profile;
  return acl && reachOf(profile, acl, place)?.flatMap((entry) => commonEntry(entry, permission, acl) ?? []);
}

/** All that is the binding's: the whole of its own cluster, else what bears its prefix, or what the owner allows a guest. */
function reachOf(profile: EngineProfile, { scope }: AclProfile, place: Place): AclBound | undefined {
  const { target, namespace, template, topics } = place;
  const all = (about: string): AclEntry => ({ [scope]: about, permission: 'admin' });
  // Without a namespace names have no prefix.
  if (target.architecture === 'Controlled' || namespace === undefined) return [all('*')];
  if (isForeign(target)) return target.access.state === 'granted' ? target.access.bound : undefined;
  const own = defaultBound(namespace, profile, template) ?? [];
  // A topic from before its cluster was handed over keeps a name without it.
  const older = topics.map(({ called }) => all(called)).filter((entry) => !isWithinBound(entry, own));
  return [...own, ...older];
}
