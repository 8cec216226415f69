import { keysAsked, secretsAsked } from './asked.js';
import { recompose } from './breakage.js';
import { isReady, isSecretKey, managed, own, userOf } from './resources.js';
import type { Rule } from './rule.js';

/** Others wait until a binding is ready, and then use it. */
export const readiness: Rule = {
  number: '6',
  says: 'ready means usable',
  violations: (scenario, response) => {
    const early = managed(response)
      .filter(([key]) => own(response.composed, key)?.ready && !isReady(own(scenario.request.observed, key)?.resource))
      .map(([key]) => `${key} is said to be ready`);
    // A Usage waits for nothing, so it is composed: Crossplane itself waits until it is ready.
    const asked = [...keysAsked(scenario)].filter((key) => !key.startsWith('usage-'));
    const ready = Object.entries(response.composed).filter(([key, { ready: is }]) => isSecretKey(key) && is);
    const usable =
      asked.every((key) => own(response.composed, key)?.ready) &&
      [...secretsAsked(scenario)].every(
        ([user, count]) => ready.filter(([key]) => userOf(key) === user).length >= count,
      );
    return !usable && response.compositeReady !== 'READY_FALSE' ? [...early, 'the binding is said to be ready'] : early;
  },
  breakages: [
    ['everything is ready', recompose((_key, { resource }) => ({ resource, ready: true }))],
    ['the binding is never held back', (response) => ({ ...response, compositeReady: undefined })],
  ],
};
