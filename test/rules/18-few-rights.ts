import { keysAsked } from './asked.js';
import { changeSpec, FULL } from './breakage.js';
import { managed, mayDelete } from './resources.js';
import type { Rule } from './rule.js';

/** Deleting a resource by hand, or by a garbage collector, must not delete what it stands for at DigitalOcean. */
export const fewRights: Rule = {
  number: '18',
  says: 'in a cluster that the binding controls nothing may be deleted by itself, unless it leaves',
  violations: (scenario, response) => {
    const asked = keysAsked(scenario);
    const lasting = managed(response).filter(([key]) => key !== 'cluster' && asked.has(key));
    return lasting
      .filter(([key, resource]) => mayDelete(resource) && key !== 'firewall')
      .map(([key]) => `${key} may be deleted`);
  },
  breakages: [
    ['a user may be deleted', changeSpec('User', FULL)],
    ['a database may be deleted', changeSpec('DB', FULL)],
  ],
};
