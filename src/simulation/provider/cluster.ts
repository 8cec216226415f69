import { isDeepStrictEqual } from 'node:util';
import { asNumber, asString, at, compact, field, type Json, type JsonObject } from '../../lib/json.js';
import { fakeUuid } from '../fake.js';
import type { ConnectionDetails, Controller, Counterpart, Observation } from './controller.js';
import type { CloudCluster, DigitalOcean } from './digitalocean.js';
import { externalNameOf, may, parametersOf, wasCreated, withParameters } from './managed.js';
import { wouldReplace } from './messages.js';

const TERRAFORM_TYPE = 'digitalocean_database_cluster';
const FORCE_NEW = ['name', 'engine', 'projectId', 'privateNetworkUuid'];
const IN_PLACE = ['size', 'nodeCount', 'version', 'storageSizeMib', 'tags', 'maintenanceWindow', 'region'];
const AT_CREATION = ['sqlMode', 'evictionPolicy'];

/** The provider's controller of `Cluster`. */
export const cluster: Controller = {
  terraformType: TERRAFORM_TYPE,
  required: ['engine', 'name', 'nodeCount', 'region', 'size'],
  lateInitialized: ['privateNetworkUuid', 'projectId', 'storageSizeMib'],
  creationPolls: 2,
  observesAtOnce: false,
  creationError: () => 'Error creating database cluster: POST https://api.digitalocean.com/v2/databases',
  resolve,
  create(resource, cloud) {
    const answer = cloud.createCluster(pick(parametersOf(resource), [...FORCE_NEW, ...IN_PLACE, ...AT_CREATION]));
    return answer.ok ? { ok: true, value: answer.value.id } : answer;
  },
  observe,
  update(resource, cloud) {
    cloud.updateCluster(externalNameOf(resource) ?? '', pick(parametersOf(resource), IN_PLACE));
  },
  delete(resource, cloud) {
    cloud.clusters.delete(externalNameOf(resource) ?? '');
  },
};

function observe(resource: JsonObject, cloud: DigitalOcean): Observation {
  const found = cloud.clusters.get(externalNameOf(resource) ?? '');
  if (found === undefined) return { state: 'absent' };
  const counterpart = counterpartOf(found, !may(resource, 'Update'), wasCreated(resource));
  const wanted = parametersOf(resource);
  if (Object.keys(difference(wanted, found, FORCE_NEW)).length > 0 && may(resource, 'Update')) {
    return { state: 'failed', message: wouldReplace(TERRAFORM_TYPE, resource) };
  }
  return { state: 'present', counterpart, drift: difference(wanted, found, IN_PLACE) };
}

// Networks are not simulated: a reference to one resolves to an id made of its name.
function resolve(resource: JsonObject): JsonObject {
  const parameters = parametersOf(resource);
  const network = asString(at(parameters, 'privateNetworkUuidRef', 'name'));
  if (network === undefined || parameters.privateNetworkUuid !== undefined) return resource;
  return withParameters(resource, { privateNetworkUuid: fakeUuid('network', network) });
}

function pick(object: JsonObject, keys: readonly string[]): JsonObject {
  return compact(Object.fromEntries(keys.map((key) => [key, field(object, key)])));
}

function difference(wanted: JsonObject, { fields }: CloudCluster, keys: readonly string[]): JsonObject {
  const differs = (key: string, value: Json) => !isDeepStrictEqual(value, fields[key]);
  return Object.fromEntries(Object.entries(pick(wanted, keys)).filter(([key, value]) => differs(key, value)));
}

/** An observe-only cluster shows its public URI with an empty password; an imported MongoDB has none at all. */
function counterpartOf(found: CloudCluster, observeOnly: boolean, created: boolean): Counterpart {
  const { facts, fields, id, users } = found;
  const name = asString(fields.name) ?? '';
  const password = facts.passwordReadable || created ? (users.get(facts.user)?.password ?? '') : '';
  const host = facts.host(name, id);
  const uriFor = (uriHost: string, port: number, secret: string) =>
    facts.uri({ user: facts.user, password: secret, host: uriHost, port, database: facts.database, cluster: name });
  const details: Record<string, string> = {
    'attribute.password': password,
    'attribute.private_uri': uriFor(`private-${host}`, facts.port, password),
    'attribute.uri': uriFor(host, facts.port, observeOnly ? '' : password),
    ...(facts.dashboard ? { 'attribute.ui_password': password, 'attribute.ui_uri': uriFor(host, 443, password) } : {}),
  };
  return { atProvider: atProviderOf(found, name, host), details: withoutEmpty(details) };
}

function atProviderOf({ facts, fields, id }: CloudCluster, name: string, host: string): JsonObject {
  return compact({
    database: facts.database,
    ...pick(fields, [...FORCE_NEW, ...IN_PLACE, ...AT_CREATION]),
    host,
    id,
    metricsEndpoints: facts.metrics ? [`https://${host}:9273/metrics`] : undefined,
    name,
    nodeCount: asNumber(fields.nodeCount),
    port: facts.port,
    privateHost: `private-${host}`,
    ...(facts.dashboard ? { uiDatabase: '', uiHost: host, uiPort: 443, uiUser: facts.user } : {}),
    urn: `do:dbaas:${id}`,
    user: facts.user,
  });
}

function withoutEmpty(details: Readonly<Record<string, string>>): ConnectionDetails {
  return Object.fromEntries(Object.entries(details).filter(([, value]) => value !== ''));
}
