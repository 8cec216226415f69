import { asList, asObject, at } from '../../src/lib/json.js';
import { secretsAsked } from './asked.js';
import { recompose } from './breakage.js';
import { isSecretKey, observedOf, own, userOf } from './resources.js';
import type { Breakage, Rule } from './rule.js';

/**
 * Applications may still log in as a user that left the spec: its Secret stays until everybody else has one, and its
 * login until that Secret is gone.
 */
export const departure: Rule = {
  number: '3b',
  says: 'a Secret of a user that left goes only once every wanted one is there, and its user only after it',
  violations: (scenario, { composed }) => {
    const { request } = scenario;
    const asked = secretsAsked(scenario);
    const secrets = Object.entries(composed).filter(([key]) => isSecretKey(key) && asked.has(userOf(key)));
    const there = secrets.filter(([key, { resource }]) => {
      const data = own(request.observed, key)?.resource.data;
      return Object.entries(asObject(resource.data)).every(([name, value]) => at(data, name) === value);
    });
    const complete = [...asked].every(([user, count]) => there.filter(([key]) => userOf(key) === user).length >= count);
    // A name that another user's Secret has from now on is not gone.
    const names = secrets.map(([, { resource }]) => at(resource, 'metadata', 'name'));
    const mounted = observedOf(request).filter(([key]) => isSecretKey(key));
    const early = mounted
      .filter(([key]) => !asked.has(userOf(key)) && !own(composed, key) && !complete)
      .filter(([, { resource }]) => !names.includes(at(resource, 'metadata', 'name')))
      .map(([key]) => `${key} goes too early`);
    const bereft = observedOf(request)
      .filter(([key]) => key.startsWith('user-') && !own(composed, key))
      .filter(([key]) => mounted.some(([secret]) => `user-${userOf(secret)}` === key))
      .map(([key]) => `${key} goes before its Secret`);
    return [...early, ...bereft];
  },
  breakages: [
    ['a Secret goes with its user', withoutLeft('secret-')],
    ['a user goes before its Secret', withoutLeft('user-')],
  ],
};

/** What belongs to users that are not asked for is left out. */
function withoutLeft(prefix: string): Breakage {
  return (response, request) => {
    const asked = asList(response.status.users).map((user) => at(user, 'name'));
    const isLeft = (key: string): boolean =>
      key.startsWith(prefix) && !asked.includes(key.slice(prefix.length).split(':')[0] ?? '');
    return recompose((key, composed) => (isLeft(key) ? undefined : composed))(response, request);
  };
}
