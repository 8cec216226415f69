import { asObject, asString, at, type JsonObject } from '../../src/lib/json.js';
import { change } from './breakage.js';
import { decode, isSecretKey, observedOf, own } from './resources.js';
import type { Rule } from './rule.js';

/** An application that reads a key today reads it tomorrow, whatever the provider reports until then. */
export const facts: Rule = {
  number: '3c',
  says: 'a Secret that is laid out and leads as before has every key that it had',
  violations: ({ request }, response) =>
    observedOf(request).flatMap(([key, { resource: before }]) => {
      const after = own(response.composed, key)?.resource;
      if (!isSecretKey(key) || after === undefined || shapeOf(before) !== shapeOf(after)) return [];
      const held = Object.keys(asObject(before.data)).filter((name) => decode(at(before, 'data', name)) !== '');
      const lost = held.filter((name) => !isOptional(name) && !at(after, 'data', name));
      return lost.length > 0 ? [`${key} lost ${lost.join(', ')}`] : [];
    }),
  breakages: [
    ['the private address is missing', change((resource) => without(resource, /private[-_]/))],
    ['the replica’s private address is missing', change((resource) => without(resource, /^read-private-/))],
  ],
};

/** The format and prefix of a Secret, and the pool, the replica and the cluster that it leads to. */
function shapeOf(secret: JsonObject): string {
  const annotations = asObject(at(secret, 'metadata', 'annotations'));
  const own = Object.entries(annotations).filter(([name]) => name.startsWith('databasebinding.fn.crossplane.io/'));
  return JSON.stringify(own.map(([name, value]) => `${name}=${asString(value)}`).sort());
}

/** Keys that the spec asks for by their names, and the CA certificate, go with what asked for them. */
function isOptional(name: string): boolean {
  return /^(?:APP_|X)?MY_|ca[._]c|certificates/i.test(name);
}

function without(resource: JsonObject, keys: RegExp): JsonObject {
  if (resource.kind !== 'Secret') return resource;
  const data = Object.entries(asObject(resource.data)).filter(([name]) => !keys.test(name));
  return { ...resource, data: Object.fromEntries(data) };
}
