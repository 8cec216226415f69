import { keysAsked } from './asked.js';
import { leaveOut } from './breakage.js';
import { isOfLost, observedOf, own } from './resources.js';
import type { Rule } from './rule.js';

/** Crossplane deletes what is not desired again: leaving a resource out for one answer is enough to lose it. */
export const omission: Rule = {
  number: '1',
  says: 'what exists and is still asked for is desired again',
  violations: (scenario, response) => {
    const asked = keysAsked(scenario);
    return (
      observedOf(scenario.request)
        .filter(([key]) => asked.has(key) && !own(response.composed, key))
        // The rules and settings of a cluster that is gone make room for those of the one in its place.
        .filter(([key, { resource }]) => !/^(?:firewall|configuration)/.test(key) || !isOfLost(scenario, resource))
        .map(([key]) => `${key} is left out`)
    );
  },
  breakages: [
    ['the cluster is left out', leaveOut(/^cluster$/)],
    ['a user is left out', leaveOut(/^user-/)],
  ],
};
