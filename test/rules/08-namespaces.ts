import { asObject, asString, at, type JsonObject } from '../../src/lib/json.js';
import { change } from './breakage.js';
import type { Rule } from './rule.js';

const inNamespace = (resource: JsonObject): JsonObject => ({
  ...resource,
  metadata: { ...asObject(resource.metadata), namespace: 'kube-system' },
});

/** A binding belongs to its namespace, and must not be a way to write into another one. */
export const deputy: Rule = {
  number: '8',
  says: 'nothing is written into another namespace',
  violations: (_scenario, response) =>
    Object.entries(response.composed)
      .filter(([key]) => key !== 'topic')
      .filter(([, { resource }]) => ![undefined, 'shop'].includes(asString(at(resource, 'metadata', 'namespace'))))
      .map(([key]) => `${key} is in another namespace`),
  breakages: [['another namespace', change(inNamespace)]],
};
