import type { EngineProfile } from '../../engines/engine-profile.js';
import { ENGINES_WITH_ACL, ENGINES_WITHOUT_WALLS } from '../../engines/engines.js';
import type { Report } from '../../lib/issue.js';
import { checkAclEntry } from './check-user-settings.js';
import type { Checked } from './checked.js';
import { notSupported } from './not-supported.js';

/** What an owner says of its guests that means nothing for its engine: it would be taken for a promise. */
export function checkSharing(report: Report, { spec: { sharing } }: Checked, profile: EngineProfile): void {
  if (sharing?.allData && profile.keepsUsersApart)
    report('spec.sharing.allData', notSupported(profile.label, ENGINES_WITHOUT_WALLS));
  if (!sharing?.acl) return;
  if (!profile.acl) {
    report('spec.sharing.acl', notSupported(profile.label, ENGINES_WITH_ACL));
    return;
  }
  for (const [i, entry] of sharing.acl.entries()) {
    const path = `spec.sharing.acl[${i}]`;
    checkAclEntry(report, path, entry, profile);
    if (entry.permission === 'deny')
      report(`${path}.permission`, 'an entry says what guests may do, so "deny" has no meaning here: remove the entry');
  }
}
