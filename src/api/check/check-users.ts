import type { EngineProfile } from '../../engines/engine-profile.js';
import { profileOf } from '../../engines/engines.js';
import type { DatabaseBindingSpec, RunningEngine } from '../../gen/binding.js';
import type { Report } from '../../lib/issue.js';
import { isForeign, type Target, type UserIntent } from '../binding.js';
import type { Existing } from '../resolve/resolve-contents.js';
import { checkUserSettings } from './check-user-settings.js';

/** Users that the engine does not take, or of which it tells too little. */
export function checkUsers(report: Report, spec: DatabaseBindingSpec, target: Target, profile: EngineProfile): void {
  const { label, users, defaultUser } = profile;
  if (!spec.users?.length) return;
  if (!users.supported) {
    report('spec.users', `${label} has the user "${defaultUser}" only, its Secret is made without asking: remove them`);
    return;
  }
  for (const [i, user] of spec.users.entries()) {
    const mode = user.mode === 'Observe' ? observeProblem(profile, target) : undefined;
    if (mode !== undefined) {
      report(`spec.users[${i}].mode`, mode);
    } else if (user.mode !== 'Observe' && user.name === defaultUser) {
      report(
        `spec.users[${i}].name`,
        `"${defaultUser}" is the administrator every ${label} cluster comes with: choose another name, or mode Observe`,
      );
    } else {
      if (user.name.length > users.maxNameLength)
        report(
          `spec.users[${i}].name`,
          `${user.name.length} characters, ${label} takes at most ${users.maxNameLength}`,
        );
      checkUserSettings(report, user, i, profile);
    }
  }
}

/** Why a user that exists cannot be given a Secret. */
function observeProblem({ label, passwordReadable }: EngineProfile, target: Target): string | undefined {
  if (!passwordReadable)
    return `${label} tells a password once, when the user is created: use Manage, with a name of its own`;
  return isForeign(target)
    ? 'another namespace shares its cluster, not the passwords of its users: use Manage, with a name of its own'
    : undefined;
}

/** Two names that mean one user at DigitalOcean: both would make it, and whichever goes first takes it along. */
export function checkLogins(report: Report, users: readonly UserIntent[]): void {
  const names = new Map<string, string>();
  for (const [i, { name, login }] of users.entries()) {
    const other = names.get(login);
    if (other === undefined) names.set(login, name);
    else
      report(
        `spec.users[${i}].name`,
        `"${name}" and "${other}" would be one user at DigitalOcean, "${login}": choose another name`,
      );
  }
}

/** A user that exists, observed under the name of one that the binding made: the one that it made would be left behind. */
export function checkObserved(report: Report, users: readonly UserIntent[], { loginOf }: Existing): void {
  for (const [i, { name, login, mode }] of users.entries()) {
    const made = mode === 'Observe' ? loginOf(name) : undefined;
    if (made !== undefined && made !== login)
      report(
        `spec.users[${i}].mode`,
        `this binding created the user "${made}" for "${name}": take "${name}" off the list first, then list the one that exists`,
      );
  }
}

/** Whether the administrator's credentials can be handed out. In another's cluster they cannot, whatever its engine is. */
export function checkDefaultUser(
  report: Report,
  { connection }: DatabaseBindingSpec,
  target: Target,
  engine: RunningEngine | undefined,
): void {
  if (!connection?.defaultUser) return;
  const path = 'spec.connection.defaultUser';
  const profile = engine && profileOf(engine);
  if (isForeign(target))
    report(path, "another namespace shares its cluster, not the administrator's password: remove it");
  else if (profile && !profile.users.supported)
    report(path, `${profile.label} has the user "${profile.defaultUser}" only, who has a Secret anyway: remove it`);
}
