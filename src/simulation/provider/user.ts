import { asObject, asString, at, compact, type JsonObject } from '../../lib/json.js';
import type { Controller, Counterpart, Observation } from './controller.js';
import type { CloudCluster, CloudUser, DigitalOcean } from './digitalocean.js';
import { externalNameOf, isKnown, may, parametersOf } from './managed.js';
import { importRefused, wouldReplace } from './messages.js';

const TERRAFORM_TYPE = 'digitalocean_database_user';

/** The provider's controller of `User`, which takes the user's name from the external name. */
export const user: Controller = {
  terraformType: TERRAFORM_TYPE,
  required: [],
  lateInitialized: [],
  creationPolls: 1,
  observesAtOnce: true,
  creationError: (resource) =>
    `Error creating Database User: POST https://api.digitalocean.com/v2/databases/${clusterIdOf(resource)}/users`,
  resolve: (resource) => resource,
  create(resource, cloud) {
    const { mysqlAuthPlugin, settings } = parametersOf(resource);
    const answer = cloud.createUser(clusterIdOf(resource), nameOf(resource), compact({ mysqlAuthPlugin, settings }));
    return answer.ok ? { ok: true, value: terraformId(clusterIdOf(resource), answer.value.name) } : answer;
  },
  observe(resource, cloud) {
    return may(resource, 'Create') || may(resource, 'Update')
      ? observeManaged(resource, cloud)
      : observeOnly(resource, cloud);
  },
  update: () => undefined,
  delete(resource, cloud) {
    const { clusterId, name } = partsOf(asString(at(resource, 'status', 'atProvider', 'id')) ?? '', '/user/');
    cloud.clusters.get(clusterId)?.users.delete(name);
  },
};

/**
 * A user under full management is observed once, by its creation. From then on the provider takes its own Terraform id
 * for the user's name, plans a replacement and refuses it; a bare name written back is overwritten again.
 */
function observeManaged(resource: JsonObject, cloud: DigitalOcean): Observation {
  if (!isKnown(resource) && !isTerraformId(nameOf(resource))) return { state: 'absent' };
  const externalName = externalNameOf(resource) ?? '';
  const id = asString(at(resource, 'status', 'atProvider', 'id')) ?? externalName;
  const { clusterId, name } = partsOf(id, '/user/');
  const message = wouldReplace(TERRAFORM_TYPE, resource);
  const cluster = cloud.clusters.get(clusterId);
  const existing = cluster?.users.get(name);
  if (cluster === undefined || existing === undefined) return { state: 'failed', message };
  const kept = externalName.includes(clusterId) ? externalName : id;
  return {
    state: 'failed',
    message,
    found: { counterpart: counterpartOf(cluster, existing, true), externalName: kept },
  };
}

function observeOnly(resource: JsonObject, cloud: DigitalOcean): Observation {
  const externalName = nameOf(resource);
  if (isTerraformId(externalName)) return { state: 'failed', message: wouldReplace(TERRAFORM_TYPE, resource) };
  if (!externalName.includes(',')) {
    return { state: 'failed', message: importRefused(TERRAFORM_TYPE, resource, externalName) };
  }
  const { clusterId, name } = partsOf(externalName, ',');
  const cluster = cloud.clusters.get(clusterId);
  const existing = cluster?.users.get(name);
  if (cluster === undefined || existing === undefined) return { state: 'absent' };
  return { state: 'present', counterpart: counterpartOf(cluster, existing, false), drift: {} };
}

function counterpartOf(cluster: CloudCluster, existing: CloudUser, justCreated: boolean): Counterpart {
  const readable = justCreated || cluster.facts.passwordReadable;
  const certificate = existing.certificate;
  return {
    atProvider: {
      clusterId: cluster.id,
      id: terraformId(cluster.id, existing.name),
      ...existing.settings,
      role: existing.role,
    },
    details: {
      ...(readable ? { 'attribute.password': existing.password } : {}),
      ...(certificate ? { 'attribute.access_cert': certificate.cert, 'attribute.access_key': certificate.key } : {}),
    },
  };
}

// Without the annotation a managed resource goes by its own name, as Crossplane initialises it.
function nameOf(resource: JsonObject): string {
  return externalNameOf(resource) ?? asString(asObject(resource.metadata).name) ?? '';
}

function clusterIdOf(resource: JsonObject): string {
  return asString(parametersOf(resource).clusterId) ?? '';
}

function terraformId(clusterId: string, name: string): string {
  return `${clusterId}/user/${name}`;
}

function isTerraformId(externalName: string): boolean {
  return externalName.includes('/user/');
}

function partsOf(id: string, separator: string): { readonly clusterId: string; readonly name: string } {
  const index = id.indexOf(separator);
  if (index < 0) return { clusterId: '', name: id };
  return { clusterId: id.slice(0, index), name: id.slice(index + separator.length) };
}
