import { passwordOf } from '../support/secrets.js';
import { observedOf, own } from './resources.js';
import type { Rule } from './rule.js';

/** Status, conditions and results are read by people who may not read Secrets. */
export const secrecy: Rule = {
  number: '9',
  says: 'secrets stay secret',
  violations: ({ engine, request }, response) => {
    const known = observedOf(request).flatMap(([, { resource, connectionDetails = {} }]) => [
      ...['attribute.password', 'attribute.access_key'].map((name) => own(connectionDetails, name)),
      passwordOf(engine, resource),
    ]);
    const told = JSON.stringify([response.results, response.conditions, response.status]);
    return known
      .filter((secret) => secret !== undefined && secret.length > 7 && told.includes(secret))
      .map((secret) => `${secret} is told`);
  },
  breakages: [
    [
      'a condition tells the password',
      (response, request) => ({ ...response, results: [{ message: JSON.stringify(request.observed) }] }),
    ],
  ],
};
