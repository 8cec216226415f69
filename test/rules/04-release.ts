import { keysAsked } from './asked.js';
import { change, FULL, leaveOut, withSpec } from './breakage.js';
import { mayDelete, observedOf, own } from './resources.js';
import type { Rule } from './rule.js';

/** No edit may lose data: first the right to delete goes, and only then the resource. */
export const release: Rule = {
  number: '4',
  says: 'what holds data leaves in two steps',
  violations: (scenario, response) => {
    const asked = keysAsked(scenario);
    return observedOf(scenario.request)
      .filter(([key]) => /^(?:database|topic|schema)-/.test(key) && !asked.has(key))
      .flatMap(([key, { resource }]) => {
        const desired = own(response.composed, key)?.resource;
        if (mayDelete(resource)) return desired && !mayDelete(desired) ? [] : [`${key} is deleted with its data`];
        return desired ? [`${key} stays for ever`] : [];
      });
  },
  breakages: [
    ['a database goes at once', leaveOut(/^database-/)],
    ['a topic goes at once', leaveOut(/^topic-/)],
    ['a database leaves with the right to delete', change((resource) => withSpec(resource, FULL))],
  ],
};
