import { asString, at, type JsonObject } from '../../src/lib/json.js';
import type { TestRequest, TestResponse } from '../support/run.js';
import { NOTE } from '../support/states.js';
import { changeSpec, FULL, leaveOut } from './breakage.js';
import { EXTERNAL_NAME, managed, mayDelete, observedOf, own, wasMade } from './resources.js';
import type { Rule } from './rule.js';

/** What is made in a cluster, beside users, which have a rule of their own. A cluster is adopted by a person. */
const IN_A_CLUSTER = /^(?:database|topic|schema|pool|replica|logsink)-/;

/** Whether it has a counterpart at DigitalOcean that somebody else made: the provider deletes whatever is there. */
function isSomebodyElses(resource: JsonObject | undefined): boolean {
  if (resource === undefined || asString(at(resource, ...EXTERNAL_NAME)) === undefined) return false;
  return (
    !wasMade(resource) || ['imported', 'found'].includes(asString(at(resource, 'metadata', 'annotations', NOTE)) ?? '')
  );
}

/** Whatever turns looking into owning, what was there before the binding stays when the binding goes. */
export function deletesOfOthers(request: TestRequest, response: TestResponse): readonly string[] {
  const given = managed(response)
    .filter(([key, resource]) => IN_A_CLUSTER.test(key) && mayDelete(resource))
    .filter(([key]) => isSomebodyElses(own(request.observed, key)?.resource))
    .map(([key]) => `${key} may be deleted, and is somebody else's`);
  const gone = observedOf(request)
    .filter(([key, { resource }]) => IN_A_CLUSTER.test(key) && mayDelete(resource) && isSomebodyElses(resource))
    .filter(([key]) => !own(response.composed, key))
    .map(([key]) => `${key} is deleted, and is somebody else's`);
  return [...given, ...gone];
}

export const onlyOurs: Rule = {
  number: '22',
  says: 'only what the binding made in a cluster is given the right to be deleted, or deleted',
  violations: ({ request }, response) => deletesOfOthers(request, response),
  breakages: [
    ['every database may be deleted', changeSpec('DB', FULL)],
    ['every pool may be deleted', changeSpec('ConnectionPool', FULL)],
    ['what others made goes', leaveOut(IN_A_CLUSTER)],
  ],
};
