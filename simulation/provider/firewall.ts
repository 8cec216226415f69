import { isDeepStrictEqual } from 'node:util';
import { asList, at, type Json, type JsonObject } from '../../src/lib/json.js';
import { fakeUuid } from '../fake.js';
import type { Controller } from './controller.js';
import { clusterIdOf, externalNameOf, parametersOf } from './managed.js';

/** The provider's controller of `Firewall`: the whole set of a cluster's rules, which is there as long as the cluster is. */
export const firewall: Controller = {
  terraformType: 'digitalocean_database_firewall',
  required: ['rule'],
  lateInitialized: [],
  creationPolls: 1,
  creationError: (resource) =>
    `Error creating DatabaseFirewall: PUT https://api.digitalocean.com/v2/databases/${clusterIdOf(resource)}/firewall`,
  importAdvice: '',
  resolve: (resource) => resource,
  externalName: externalNameOf,
  place: (resource) => ({ clusterId: clusterIdOf(resource), name: '' }),
  importable: (externalName) => ({ id: idOf(externalName), clusterId: externalName, name: '' }),
  create(resource, api) {
    const clusterId = clusterIdOf(resource);
    const answer = api.setFirewall(clusterId, rulesOf(resource));
    return answer.ok ? { ok: true, value: { id: idOf(clusterId), clusterId, name: '' } } : answer;
  },
  read(state, api) {
    const { id, clusterId } = state;
    const rule = api.firewall(clusterId);
    return rule && { state, atProvider: { clusterId, id, rule }, details: {} };
  },
  plan(resource, { state, atProvider }) {
    if (clusterIdOf(resource) !== state.clusterId) return { replaces: true };
    const rule = rulesOf(resource);
    return { replaces: false, changes: isDeepStrictEqual(atProvider.rule, rule) ? {} : { rule } };
  },
  update(resource, _changes, state, api) {
    api.setFirewall(state.clusterId, rulesOf(resource));
    return state;
  },
  delete({ clusterId }, api) {
    api.setFirewall(clusterId, []);
  },
};

function rulesOf(resource: JsonObject): readonly Json[] {
  return asList(at(parametersOf(resource), 'rule'));
}

function idOf(clusterId: string): string {
  return `${clusterId}-${fakeUuid('firewall', clusterId)}`;
}
