import { asString, at, type Json, type JsonObject } from '../../src/lib/json.js';
import { change, withSpec } from './breakage.js';
import { managed, own } from './resources.js';
import type { Rule } from './rule.js';

const configOf = (resource: JsonObject | undefined): Json | undefined => at(resource, 'spec', 'providerConfigRef');

/** In another account the provider does not find a cluster, and makes a second one. */
export const account: Rule = {
  number: '26',
  says: 'all of a binding is in one account, which a running cluster does not leave',
  violations: ({ request: { observed = {} } }, response) => {
    const desired = managed(response).map(([, resource]) => JSON.stringify(configOf(resource)));
    const cluster = own(observed, 'cluster')?.resource;
    const home = at(cluster, 'status', 'atProvider', 'id') === undefined ? undefined : configOf(cluster);
    const isKnown = asString(at(home, 'name')) !== undefined && asString(at(home, 'kind')) !== undefined;
    return [
      ...(new Set(desired).size > 1 ? [`all in one: ${[...new Set(desired)].join(' ')}`] : []),
      ...(isKnown && desired.some((config) => config !== JSON.stringify(home)) ? ['the cluster is left'] : []),
    ];
  },
  breakages: [
    ['everything goes elsewhere', inAccount(/./)],
    ['something goes elsewhere', inAccount(/^user-/)],
  ],
};

function inAccount(keys: RegExp): Rule['breakages'][0][1] {
  const providerConfigRef = { kind: 'ProviderConfig', name: 'elsewhere' };
  return change((resource, key) =>
    configOf(resource) !== undefined && keys.test(key) ? withSpec(resource, { providerConfigRef }) : resource,
  );
}
