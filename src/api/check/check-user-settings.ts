import type { EngineProfile } from '../../engines/engine-profile.js';
import { profileOf } from '../../engines/engines.js';
import type { AclEntry, UserSpec } from '../../gen/binding.js';
import { ENGINES } from '../../gen/binding.js';
import { type Issue, issuesOfEach, NO_ISSUES } from '../../lib/issue.js';

/** What a user is given at its creation: whether the engine knows it, and whether the user is created at all. */
export function checkUserSettings(
  { acl, authPlugins, label }: EngineProfile,
  user: UserSpec,
  index: number,
): readonly Issue[] {
  if (user.mysqlAuthPlugin === undefined && user.acl === undefined) return NO_ISSUES;
  const path = `spec.users[${index}]`;
  const issues: Issue[] = [];
  if (user.mysqlAuthPlugin !== undefined)
    issues.push(...checkField(`${path}.mysqlAuthPlugin`, user, authPlugins, label, ({ authPlugins: known }) => known));
  if (user.acl !== undefined)
    issues.push(...checkField(`${path}.acl`, user, acl !== undefined, label, (profile) => profile.acl !== undefined));
  if (issues.length > 0 || !acl) return issues;
  return issuesOfEach(user.acl, (entry, i) => checkEntry(acl, entry, `${path}.acl[${i}]`, label));
}

function checkField(
  path: string,
  { mode }: UserSpec,
  supported: boolean,
  label: string,
  knows: (profile: EngineProfile) => boolean,
): readonly Issue[] {
  if (!supported) {
    const engines = ENGINES.filter((engine) => knows(profileOf(engine)));
    return [{ path, message: `not supported for ${label}, only for engine ${engines.join(', ')}: remove it` }];
  }
  return mode === 'Observe'
    ? [{ path, message: 'holds from the creation of a user on, and a user of mode Observe exists already: remove it' }]
    : [];
}

function checkEntry(
  { scope, permissions }: NonNullable<EngineProfile['acl']>,
  entry: AclEntry,
  path: string,
  label: string,
): readonly Issue[] {
  const other = scope === 'topic' ? 'index' : 'topic';
  return [
    ...(entry[scope] === undefined ? [{ path: `${path}.${scope}`, message: 'required but missing' }] : []),
    ...(entry[other] === undefined
      ? []
      : [{ path: `${path}.${other}`, message: `not supported for ${label}, where an entry has ${scope}: remove it` }]),
    ...(permissions.includes(entry.permission)
      ? []
      : [
          {
            path: `${path}.permission`,
            message: `unsupported value "${entry.permission}" for ${label} (supported: ${permissions.join(', ')})`,
          },
        ]),
  ];
}
