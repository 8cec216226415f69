import { asString, at, type JsonObject } from '../../lib/json.js';
import type { Controller, Observation } from './controller.js';
import type { DigitalOcean } from './digitalocean.js';
import { externalNameOf, may, parametersOf } from './managed.js';
import { wouldReplace } from './messages.js';

const TERRAFORM_TYPE = 'digitalocean_database_db';

/** The provider's controller of `DB`. */
export const database: Controller = {
  terraformType: TERRAFORM_TYPE,
  required: ['name'],
  lateInitialized: [],
  creationPolls: 1,
  observesAtOnce: true,
  creationError: (resource) =>
    `Error creating Database DB: POST https://api.digitalocean.com/v2/databases/${clusterIdOf(resource)}/dbs`,
  resolve: (resource) => resource,
  create(resource, cloud) {
    const answer = cloud.createDatabase(clusterIdOf(resource), nameOf(resource));
    return answer.ok ? { ok: true, value: `${clusterIdOf(resource)}/database/${answer.value}` } : answer;
  },
  observe,
  update: () => undefined,
  delete(resource, cloud) {
    const { clusterId, name } = existingOf(resource);
    cloud.clusters.get(clusterId)?.databases.delete(name);
  },
};

function observe(resource: JsonObject, cloud: DigitalOcean): Observation {
  const { id, clusterId, name } = existingOf(resource);
  if (cloud.clusters.get(clusterId)?.databases.has(name) !== true) return { state: 'absent' };
  const moved = clusterIdOf(resource) !== clusterId || nameOf(resource) !== name;
  if (moved && may(resource, 'Update')) return { state: 'failed', message: wouldReplace(TERRAFORM_TYPE, resource) };
  return { state: 'present', counterpart: { atProvider: { clusterId, id, name }, details: {} }, drift: {} };
}

function existingOf(resource: JsonObject): { readonly id: string; readonly clusterId: string; readonly name: string } {
  const id = externalNameOf(resource) ?? asString(at(resource, 'status', 'atProvider', 'id')) ?? '';
  const [clusterId = '', ...rest] = id.split('/database/');
  return { id, clusterId, name: rest.join('/database/') };
}

function clusterIdOf(resource: JsonObject): string {
  return asString(parametersOf(resource).clusterId) ?? '';
}

function nameOf(resource: JsonObject): string {
  return asString(parametersOf(resource).name) ?? '';
}
