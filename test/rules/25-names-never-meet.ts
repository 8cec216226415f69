import { asList, asString, at, type JsonObject } from '../../src/lib/json.js';
import { change, withSpec } from './breakage.js';
import { managed, own } from './resources.js';
import type { Rule } from './rule.js';

const secretOf = (resource: JsonObject | undefined): string | undefined =>
  asString(at(resource, 'spec', 'writeConnectionSecretToRef', 'name'));

/** Whether the provider says that the Secret it should write belongs to something else. */
const isRefused = (resource: JsonObject | undefined): boolean =>
  asList(at(resource, 'status', 'conditions')).some((condition) =>
    String(at(condition, 'message')).includes('not controlled by UID'),
  );

/** Who reads another one's connection Secret logs in as another one. */
export const names: Rule = {
  number: '25',
  says: 'no two resources have one connection Secret, and what exists keeps its own',
  violations: ({ request: { observed = {} } }, response) => {
    const holders = new Map<string, string>();
    return managed(response).flatMap(([key, resource]) => {
      const name = secretOf(resource);
      if (name === undefined) return [];
      const before = own(observed, key)?.resource;
      const had = secretOf(before);
      const other = holders.get(name);
      holders.set(name, key);
      const sharers = Object.values(observed).filter((state) => secretOf(state.resource) === had);
      const moves = had !== undefined && had !== name && sharers.length === 1 && !isRefused(before);
      return [
        ...(other === undefined ? [] : [`${key} and ${other} both have ${name}`]),
        ...(moves ? [`${key} moves from ${had} to ${name}`] : []),
      ];
    });
  },
  breakages: [
    ['all have one', change((resource) => withName(resource, () => 'orders-conn'))],
    ['what exists gets another', change((resource) => withName(resource, (name) => `${name}-2`))],
  ],
};

function withName(resource: JsonObject, by: (name: string) => string): JsonObject {
  const name = secretOf(resource);
  return name === undefined ? resource : withSpec(resource, { writeConnectionSecretToRef: { name: by(name) } });
}
