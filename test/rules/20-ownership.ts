import { profileOf } from '../../src/engines/engines.js';
import { isObserved } from './asked.js';
import { change, changeSpec, FULL, leaveOut, withSpec } from './breakage.js';
import { hasConnectionSecret, isSecretKey, managed, mayDelete, observedOf, own, userOf, wasMade } from './resources.js';
import type { Rule } from './rule.js';

/** A user of that name may be somebody else's: neither its password nor its life is ours. */
export const ownership: Rule = {
  number: '20',
  says: 'only a user that the binding made is read, given the right to be deleted, or deleted',
  violations: (scenario, response) => {
    const { observed = {} } = scenario.request;
    const given = managed(response)
      .filter(([key]) => key.startsWith('user-'))
      .flatMap(([key, resource]) => {
        const before = own(observed, key)?.resource;
        const foreign = !wasMade(before) && !isObserved(scenario, key.slice('user-'.length));
        // A password that is told only once comes with the creation.
        const reads = hasConnectionSecret(resource) && profileOf(scenario.engine).passwordReadable;
        return [
          ...(foreign && mayDelete(resource) ? [`${key} may be deleted, and is somebody else's`] : []),
          ...(foreign && reads ? [`${key} is read, and is somebody else's`] : []),
        ];
      });
    const gone = observedOf(scenario.request)
      .filter(([key, { resource }]) => key.startsWith('user-') && mayDelete(resource) && !own(response.composed, key))
      .filter(([, { resource }]) => !wasMade(resource))
      .map(([key]) => `${key} is deleted, and is somebody else's`);
    const secrets = Object.entries(response.composed)
      .filter(([key]) => isSecretKey(key) && !own(observed, key))
      // What a Secret of the user tells already is no news in another one.
      .filter(([key]) => !Object.keys(observed).some((other) => isSecretKey(other) && userOf(other) === userOf(key)))
      .filter(([key]) => {
        const user = own(observed, `user-${userOf(key)}`)?.resource;
        return user !== undefined && !wasMade(user) && !isObserved(scenario, userOf(key));
      })
      .map(([key]) => `${key} is written for somebody else's user`);
    return [...given, ...gone, ...secrets];
  },
  breakages: [
    ['every user may be deleted', changeSpec('User', FULL)],
    [
      'every user is read',
      change((resource, key) =>
        key.startsWith('user-') ? withSpec(resource, { writeConnectionSecretToRef: { name: 'read' } }) : resource,
      ),
    ],
    ['users that others made go', leaveOut(/^user-/)],
  ],
};
