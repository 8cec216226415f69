import type { EngineProfile } from '../../engines/engine-profile.js';
import { profileOf } from '../../engines/engines.js';
import type { Report } from '../../lib/issue.js';
import { isForeign, type Target } from '../binding.js';
import { checkUserSettings } from './check-user-settings.js';
import type { Checked } from './checked.js';

/** Users that the engine does not take, or whose password cannot be read. */
export function checkUsers(report: Report, { spec, binding: { target } }: Checked, profile: EngineProfile): void {
  const { label, users, defaultUser } = profile;
  if (!spec.users?.length) return;
  if (!users.supported) {
    report('spec.users', `${label} has only the user "${defaultUser}", which always gets a Secret: remove them`);
    return;
  }
  for (const [i, user] of spec.users.entries()) {
    const { name, mode } = user;
    const path = `spec.users[${i}]`;
    const unreadable = mode === 'Observe' ? observeProblem(profile, target) : undefined;
    if (unreadable !== undefined) report(`${path}.mode`, unreadable);
    else if (mode !== 'Observe' && name === defaultUser)
      report(
        `${path}.name`,
        `"${name}" is the administrator every ${label} cluster comes with: choose another name, or mode Observe`,
      );
    else {
      if (name.length > users.maxNameLength)
        report(`${path}.name`, `has ${name.length} characters, ${label} allows at most ${users.maxNameLength}`);
      checkUserSettings(report, user, path, profile);
    }
  }
}

/** Why the password of an existing user cannot be read. */
function observeProblem({ label, passwordReadable }: EngineProfile, target: Target): string | undefined {
  if (!passwordReadable)
    return `${label} shows a password only when it creates the user: use Manage, with a name of its own`;
  return isForeign(target)
    ? 'another namespace shares its cluster, but not the passwords of its users: use Manage, with a name of its own'
    : undefined;
}

/** An existing user, observed under the name of one that the binding created: the created one would be left behind. */
export function checkObserved(report: Report, { binding, known: { existing } }: Checked): void {
  for (const [i, { name, login, mode }] of binding.users.entries()) {
    const made = mode === 'Observe' ? existing.loginOf(name) : undefined;
    if (made !== undefined && made !== login)
      report(
        `spec.users[${i}].mode`,
        `this binding created the user "${made}" for "${name}": remove "${name}" from the list first, then list the existing user`,
      );
  }
}

/** Whether the administrator's credentials can be handed out. In a cluster of another namespace they never can. */
export function checkDefaultUser(report: Report, { spec, binding: { target, engine } }: Checked): void {
  if (!spec.connection?.defaultUser) return;
  const path = 'spec.connection.defaultUser';
  const profile = engine && profileOf(engine);
  if (isForeign(target))
    report(path, "another namespace shares its cluster, but not the administrator's password: remove it");
  else if (profile && !profile.users.supported)
    report(path, `${profile.label} has only the user "${profile.defaultUser}", which always gets a Secret: remove it`);
}
