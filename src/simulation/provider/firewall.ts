import { isDeepStrictEqual } from 'node:util';
import { asList, asString, at, type Json, type JsonObject } from '../../lib/json.js';
import { fakeUuid } from '../fake.js';
import type { Controller, Observation } from './controller.js';
import type { DigitalOcean } from './digitalocean.js';
import { externalNameOf, parametersOf } from './managed.js';

/** The provider's controller of `Firewall`: the whole set of a cluster's rules. */
export const firewall: Controller = {
  terraformType: 'digitalocean_database_firewall',
  required: ['rule'],
  lateInitialized: [],
  creationPolls: 1,
  observesAtOnce: true,
  creationError: (resource) =>
    `Error creating DatabaseFirewall: PUT https://api.digitalocean.com/v2/databases/${clusterIdOf(resource)}/firewall`,
  resolve: (resource) => resource,
  create(resource, cloud) {
    const clusterId = clusterIdOf(resource);
    if (!cloud.hasAddress(clusterId)) return { ok: false, cause: 'cluster not found' };
    cloud.firewalls.set(clusterId, rulesOf(resource));
    return { ok: true, value: `${clusterId}-${fakeUuid('firewall', clusterId)}` };
  },
  observe,
  update(resource, cloud) {
    cloud.firewalls.set(clusterIdOf(resource), rulesOf(resource));
  },
  delete(resource, cloud) {
    cloud.firewalls.delete(clusterIdOf(resource));
  },
};

function observe(resource: JsonObject, cloud: DigitalOcean): Observation {
  const clusterId = clusterIdOf(resource);
  const rule = cloud.firewalls.get(clusterId);
  const id = externalNameOf(resource);
  if (!id?.startsWith(clusterId) || rule === undefined) return { state: 'absent' };
  const drift: JsonObject = isDeepStrictEqual(rule, rulesOf(resource)) ? {} : { rule: rulesOf(resource) };
  return { state: 'present', counterpart: { atProvider: { clusterId, id, rule }, details: {} }, drift };
}

function clusterIdOf(resource: JsonObject): string {
  return asString(parametersOf(resource).clusterId) ?? '';
}

function rulesOf(resource: JsonObject): readonly Json[] {
  return asList(at(parametersOf(resource), 'rule'));
}
