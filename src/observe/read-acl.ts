import type { AclProfile } from '../engines/engine-profile.js';
import type { AclEntry } from '../gen/binding.js';
import { asString, at, type Json } from '../lib/json.js';

/** The entries of an ACL in somebody else's words; those that the engine does not know are left out. */
export function readAcl(list: readonly Json[], { scope, permissions }: AclProfile): readonly AclEntry[] {
  return list.flatMap((entry) => {
    const about = asString(at(entry, scope));
    const permission = permissions.find((known) => known === at(entry, 'permission'));
    return about === undefined || permission === undefined ? [] : [{ [scope]: about, permission }];
  });
}
