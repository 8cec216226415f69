import type { EngineProfile } from '../../engines/engine-profile.js';
import { profileOf } from '../../engines/engines.js';
import { type AclEntry, ENGINES, type UserSpec } from '../../gen/binding.js';
import type { Report } from '../../lib/issue.js';
import { notSupported } from './not-supported.js';

/** Settings that a user gets at its creation: whether the engine knows them, and whether the binding creates the user. */
export function checkUserSettings(report: Report, user: UserSpec, path: string, profile: EngineProfile): void {
  if (profile.acl) checkLevel(report, user, path);
  if (user.mysqlAuthPlugin === undefined && user.acl === undefined) return;
  const plugin = user.mysqlAuthPlugin && settingProblem(user, profile, ({ authPlugins }) => authPlugins);
  const acl = user.acl && settingProblem(user, profile, (other) => other.acl !== undefined);
  if (plugin !== undefined) report(`${path}.mysqlAuthPlugin`, plugin);
  if (acl !== undefined) report(`${path}.acl`, acl);
  if (plugin === undefined && acl === undefined)
    for (const [i, entry] of (user.acl ?? []).entries()) checkAclEntry(report, `${path}.acl[${i}]`, entry, profile);
}

function checkLevel(report: Report, { access, acl, mode }: UserSpec, path: string): void {
  if (access === undefined) return;
  if (mode === 'Observe') report(`${path}.access`, EXISTS);
  else if (acl) report(`${path}.access`, 'acl says the same in full: remove one of the two');
}

const EXISTS = 'is set when a user is created, and a user with mode Observe already exists: remove it';

function settingProblem(
  { mode }: UserSpec,
  profile: EngineProfile,
  knows: (profile: EngineProfile) => boolean,
): string | undefined {
  if (!knows(profile)) {
    const engines = ENGINES.filter((engine) => knows(profileOf(engine)));
    return notSupported(profile.label, engines);
  }
  return mode === 'Observe' ? EXISTS : undefined;
}

/** An entry of an ACL that the engine does not know. */
export function checkAclEntry(report: Report, path: string, entry: AclEntry, { acl, label }: EngineProfile): void {
  if (!acl) return;
  const { scope, permissions } = acl;
  const other = scope === 'topic' ? 'index' : 'topic';
  if (entry[scope] === undefined) report(`${path}.${scope}`, 'required but missing');
  if (entry[other] !== undefined)
    report(`${path}.${other}`, `not supported for ${label}, where an entry has ${scope}: remove it`);
  if (!permissions.includes(entry.permission))
    report(
      `${path}.permission`,
      `unsupported value "${entry.permission}" for ${label} (supported: ${permissions.join(', ')})`,
    );
}
