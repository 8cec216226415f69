import { profileOf } from '../engines/engines.js';
import { assessKinds } from './assess-kinds.js';
import type { Judged } from './problem.js';
import { fails, holds, type Verdict } from './verdict.js';

/** Whether every user exists and can be used. */
export function assessUsers(judged: Judged): Verdict {
  const { engine } = judged.binding;
  if (engine === undefined)
    return fails('WaitingForCluster', 'users are created once the engine of the cluster is known');
  const profile = profileOf(engine);
  return profile.users.supported
    ? assessKinds('users', judged)
    : holds('DefaultUserOnly', `${profile.label} has the user "${profile.defaultUser}" only`);
}
