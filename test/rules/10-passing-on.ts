import { asObject, at } from '../../src/lib/json.js';
import { sameJson } from '../support/same-json.js';
import type { Rule } from './rule.js';

/** A pipeline has other functions: what they desire and tell each other is theirs, whether we know it or not. */
export const passing: Rule = {
  number: '10',
  says: "others' desired state and the context pass through",
  violations: ({ request }, response) => {
    const lost = Object.entries(asObject(at(request.desired, 'resources'))).filter(
      ([key, resource]) => !sameJson(at(response.json, 'desired', 'resources', key), resource),
    );
    const context = sameJson(response.json.context, request.context);
    return [...lost.map(([key]) => `${key} is changed`), ...(context ? [] : ['the context is changed'])];
  },
  breakages: [
    ["another function's resource is lost", (response) => ({ ...response, json: { ...response.json, desired: {} } })],
    ['the context is lost', ({ json: { context: _, ...json }, ...response }) => ({ ...response, json })],
  ],
};
