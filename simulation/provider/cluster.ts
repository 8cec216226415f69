import { isDeepStrictEqual } from 'node:util';
import { asNumber, asString, at, compact, field, type Json, type JsonObject } from '../../src/lib/json.js';
import { fakeUuid } from '../fake.js';
import type { Api } from './api.js';
import type { ConnectionDetails, Controller, Counterpart, TerraformState } from './controller.js';
import type { CloudCluster } from './digitalocean.js';
import { externalNameOf, parametersOf, withParameters } from './managed.js';

const FORCE_NEW = ['name', 'engine', 'projectId', 'privateNetworkUuid'];
const IN_PLACE = ['size', 'nodeCount', 'version', 'storageSizeMib', 'tags', 'maintenanceWindow', 'region'];
/** Once they run, these do without. */
const WITHOUT_VERSION: readonly Json[] = ['valkey', 'redis'];
const AT_CREATION = ['sqlMode', 'evictionPolicy'];

/** The provider's controller of `Cluster`. */
export const cluster: Controller = {
  terraformType: 'digitalocean_database_cluster',
  required: ['engine', 'name', 'nodeCount', 'region', 'size'],
  lateInitialized: ['privateNetworkUuid', 'projectId', 'storageSizeMib'],
  creationPolls: 2,
  creationError: () => 'Error creating database cluster: POST https://api.digitalocean.com/v2/databases',
  importAdvice: '',
  resolve,
  externalName: externalNameOf,
  place: (resource) => ({ clusterId: '', name: asString(parametersOf(resource).name) ?? '' }),
  importable: (id) => ({ id, clusterId: id, name: '' }),
  invalid(resource, existing) {
    const { engine = '', version } = parametersOf(resource);
    if (version !== undefined) return undefined;
    if (existing === undefined) return 'The argument "version" is required, but no definition was found.';
    if (WITHOUT_VERSION.includes(engine)) return undefined;
    const running = asString(existing.atProvider.version) ?? '';
    return `The argument "version" is now required. Set the ${String(engine)} version to the value saved to state: ${running}`;
  },
  create(resource, api) {
    const answer = api.createCluster(pick(parametersOf(resource), [...FORCE_NEW, ...IN_PLACE, ...AT_CREATION]));
    if (!answer.ok) return answer;
    const { id, users, facts } = answer.value;
    return { ok: true, value: { id, clusterId: id, name: '', password: users.get(facts.user)?.password } };
  },
  read,
  plan(resource, { atProvider }) {
    const wanted = parametersOf(resource);
    const replaces = Object.keys(difference(wanted, atProvider, FORCE_NEW)).length > 0;
    return replaces ? { replaces } : { replaces, changes: difference(wanted, atProvider, IN_PLACE) };
  },
  update(_resource, changes, state, api) {
    api.updateCluster(state.id, changes);
    return state;
  },
  delete: ({ id }, api) => api.deleteCluster(id),
};

/**
 * Terraform builds the public URI before it has read the password: one that was just imported has none in it. MongoDB tells
 * its password once, at creation.
 */
function read({ id, password: known = '' }: TerraformState, api: Api): Counterpart | undefined {
  const found = api.cluster(id);
  if (found === undefined) return undefined;
  const { facts, fields, users } = found;
  const name = asString(fields.name) ?? '';
  const password = facts.passwordReadable ? (users.get(facts.user)?.password ?? '') : known;
  const host = facts.host(name, id);
  const uriFor = (uriHost: string, port: number, secret: string) =>
    facts.uri({ user: facts.user, password: secret, host: uriHost, port, database: facts.database, cluster: name });
  const details: Record<string, string> = {
    'attribute.password': password,
    'attribute.private_uri': uriFor(`private-${host}`, facts.port, password),
    'attribute.uri': uriFor(host, facts.port, known),
    ...(facts.dashboard ? { 'attribute.ui_password': password, 'attribute.ui_uri': uriFor(host, 443, password) } : {}),
  };
  return {
    state: { id, clusterId: id, name: '', password },
    atProvider: atProviderOf(found, name, host),
    details: withoutEmpty(details),
  };
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

function difference(wanted: JsonObject, existing: JsonObject, keys: readonly string[]): JsonObject {
  const differs = (key: string, value: Json) => !isDeepStrictEqual(value, existing[key]);
  return Object.fromEntries(Object.entries(pick(wanted, keys)).filter(([key, value]) => differs(key, value)));
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
