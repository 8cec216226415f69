import { profileOf } from '../../src/engines/engines.js';
import { asObject, at, type JsonObject } from '../../src/lib/json.js';
import { sameJson } from '../support/same-json.js';
import { keysOf, passwordOf } from '../support/secrets.js';
import { change } from './breakage.js';
import { decode, isSecretKey, observedOf, own, userOf } from './resources.js';
import type { Rule } from './rule.js';
import type { Scenario } from './scenario.js';

/** Applications mount Secrets: one that has only some of its keys, or a blank password, breaks them all at once. */
export const passwords: Rule = {
  number: '3',
  says: 'a Secret is complete, and a password that was known is not lost',
  violations: (scenario, response) => {
    const { engine, request } = scenario;
    const secrets = Object.entries(response.composed).filter(([key]) => isSecretKey(key));
    return secrets.flatMap(([key, { resource }]) => {
      const before = own(request.observed, key)?.resource.data;
      if (sameJson(asObject(resource.data), asObject(before))) return [];
      const missing = keysOf(engine, resource).filter((name) => decode(at(resource, 'data', name)) === '');
      const known = passwordsOf(scenario, userOf(key));
      const lost = known.length > 0 && !known.includes(passwordOf(engine, resource));
      return [
        ...(missing.length > 0 ? [`${key} has no ${missing.join(', ')}`] : []),
        ...(lost ? [`${key} lost its password`] : []),
      ];
    });
  },
  breakages: [
    ['the password is blank', change((resource) => withPassword(resource, ''))],
    ['the password is another', change((resource) => withPassword(resource, 'bmV3'))],
    ['a URL for the environment is missing', change((resource) => withoutEntry(resource, 'DATABASE_URL'))],
  ],
};

/** What a user's password may be: what the provider tells, or else what a Secret still says. */
function passwordsOf(scenario: Scenario, user: string): readonly string[] {
  const { engine, request } = scenario;
  const told = own(own(request.observed, sourceOf(scenario, user))?.connectionDetails, 'attribute.password');
  if (told) return [told];
  return observedOf(request)
    .filter(([key]) => isSecretKey(key) && userOf(key) === user)
    .map(([, { resource }]) => passwordOf(engine, resource))
    .filter((password) => password !== '');
}

/** Where a user's password comes from. */
function sourceOf({ engine }: Scenario, user: string): string {
  return user === profileOf(engine).defaultUser ? 'cluster' : `user-${user}`;
}

function withPassword(resource: JsonObject, password: string): JsonObject {
  return resource.kind === 'Secret' ? { ...resource, data: { ...asObject(resource.data), password } } : resource;
}

function withoutEntry(resource: JsonObject, key: string): JsonObject {
  const { [key]: _, ...data } = asObject(resource.data);
  return resource.kind === 'Secret' ? { ...resource, data } : resource;
}
