import { allows } from '../compose/management-policies.js';
import type { ObservedResource } from '../observe/observed-resource.js';
import { isReplacementRefused } from '../observe/provider-phrases.js';
import type { UserStage } from '../observe/user-stage.js';
import { CREATING, type Judged, type Problem, problemOfHealth, type Seen } from './problem.js';

/** What is wrong with a user; `undefined` once it can be used. */
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
        message: `is gone at DigitalOcean: it is created again, with a new password${allows(desired, 'Create') ? '' : ', once the cluster can be used'}`,
      };
    case 'foreign':
      return {
        reason: 'AlreadyExists',
        message: 'already exists at DigitalOcean, created by somebody else: SpecAccepted says what to do',
      };
    case 'made':
      return isSettling(observed)
        ? { reason: 'Creating', message: 'was created, the provider is importing it' }
        : problemOfHealth(observed);
  }
}

const LOOKED_FOR: Problem = {
  reason: 'Creating',
  message: 'is looked up first, so that no existing user is taken over',
};

// Appears for some seconds after each creation of a user, until it is imported: nothing for a person to fix.
function isSettling({ conditions, health }: ObservedResource): boolean {
  return health.state === 'failing' && isReplacementRefused(conditions.get('Synced')?.message ?? '');
}
