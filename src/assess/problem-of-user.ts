import { allows } from '../compose/management-policies.js';
import type { ObservedResource } from '../observe/observed-resource.js';
import type { UserStage } from '../observe/user-stage.js';
import { CREATING, type Judged, type Problem, problemOfHealth, type Seen } from './problem.js';

/** What is wrong with a user; nothing once it can be used. */
export function problemOfUser(seen: Seen, name: string, { binding, facts }: Judged): Problem | undefined {
  const isObserved = binding.users.some((user) => user.name === name && user.mode === 'Observe');
  return isObserved ? problemOfHealth(seen.observed) : problemAt(facts.users.get(name) ?? 'looking', seen);
}

function problemAt(stage: UserStage, { observed, desired }: Seen): Problem | undefined {
  switch (stage) {
    case 'looking':
      return observed.health.state === 'failing' ? problemOfHealth(observed) : LOOKED_FOR;
    case 'free':
      return LOOKED_FOR;
    case 'making':
      return problemOfHealth(observed) ?? CREATING;
    case 'lost':
      return {
        reason: 'UserLost',
        message: `is gone at DigitalOcean: it is made again, with a new password${allows(desired, 'Create') ? '' : ', once the cluster can be used'}`,
      };
    case 'foreign':
      return {
        reason: 'AlreadyExists',
        message: 'exists at DigitalOcean already, made by somebody else: SpecAccepted says what can be done',
      };
    case 'made':
      return isSettling(observed)
        ? { reason: 'Creating', message: 'was created, the provider takes note of it' }
        : problemOfHealth(observed);
  }
}

const LOOKED_FOR: Problem = {
  reason: 'Creating',
  message: 'is looked for first, so that no user that exists is taken over',
};

// Seen for some seconds after each creation of a user, until it is imported: nothing a person has to mend.
function isSettling({ health }: ObservedResource): boolean {
  return health.state === 'failing' && /Instance cannot be destroyed/.test(health.message);
}
