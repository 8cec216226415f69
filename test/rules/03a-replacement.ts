import { asObject, at } from '../../src/lib/json.js';
import { secretsAsked } from './asked.js';
import { leaveOut } from './breakage.js';
import { isSecretKey, observedOf, own, userOf } from './resources.js';
import type { Rule } from './rule.js';

/** While a Secret is renamed or laid out anew, applications still mount the old one. */
export const replacement: Rule = {
  number: '3a',
  says: 'a Secret of a user goes only once what replaces it is there',
  violations: (scenario, response) => {
    const asked = secretsAsked(scenario);
    const gone = observedOf(scenario.request).filter(
      ([key]) => isSecretKey(key) && asked.has(userOf(key)) && !own(response.composed, key),
    );
    return gone.flatMap(([key]) => {
      const user = userOf(key);
      const others = Object.entries(response.composed).filter(
        ([other]) => isSecretKey(other) && userOf(other) === user,
      );
      const there = others.filter(([other, { resource }]) => {
        const data = own(scenario.request.observed, other)?.resource.data;
        return Object.entries(asObject(resource.data)).every(([name, value]) => at(data, name) === value);
      });
      return there.length >= (asked.get(user) ?? 0) ? [] : [`${key} goes too early`];
    });
  },
  breakages: [
    ['a Secret is left out', leaveOut(/^secret-/)],
    ['a Secret goes before the one with the new name is there', leaveOut(/^secret-[^:]*$/)],
  ],
};
