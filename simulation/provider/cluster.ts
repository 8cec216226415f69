import { asNumber, asString, at, compact, type JsonObject } from '../../src/lib/json.js';
import { fakeUuid } from '../fake.js';
import { terraformResource } from '../terraform/resource.js';
import type { Told } from '../terraform/resource-row.js';
import type { ConnectionDetails, Controller } from './controller.js';
import { parametersOf, withParameters } from './managed.js';

/** The provider's controller of `Cluster`. */
export const cluster: Controller = terraformResource({
  kind: 'Cluster',
  noun: 'database cluster',
  doing: {
    resize: 'resizing database cluster',
    migrate: 'migrating database cluster',
    'adding maintenance': 'adding maintenance window for database cluster',
    'updating maintenance': 'updating maintenance window for database cluster',
    'adding eviction_policy': 'adding eviction policy for database cluster',
    'updating eviction_policy': 'updating eviction policy for database cluster',
    'adding sql_mode': 'adding SQL mode for database cluster',
    'updating sql_mode': 'updating SQL mode for database cluster',
    upgrade: 'upgrading version for database cluster',
    resources: 'updating tags',
  },
  required: ['engine', 'name', 'nodeCount', 'region', 'size'],
  lateInitialized: ['privateNetworkUuid', 'projectId', 'storageSizeMib'],
  creationPolls: 2,
  resolve,
  place: (resource) => ({ clusterId: '', name: asString(parametersOf(resource).name) ?? '' }),
  idOf: (_place, { id = '' }) => String(id),
  importable: (id) => ({ id, clusterId: id, name: '' }),
  path: () => '',
  envelope: 'database',
  facts,
  // Terraform knows no list of endpoints that stays away.
  isRestless: ({ cluster: { facts: engine } }) => !engine.metrics,
  details,
  password: ({ cluster: { facts: engine, users }, state }) =>
    engine.passwordReadable ? users.get(engine.user)?.password : state.password,
});

// Networks are not simulated: a reference to one resolves to an id made of its name.
function resolve(resource: JsonObject): JsonObject {
  const parameters = parametersOf(resource);
  const network = asString(at(parameters, 'privateNetworkUuidRef', 'name'));
  if (network === undefined || parameters.privateNetworkUuid !== undefined) return resource;
  return withParameters(resource, { privateNetworkUuid: fakeUuid('network', network) });
}

function facts({ attributes: { name, nodeCount }, cluster: { facts: engine, id } }: Told): JsonObject {
  const host = engine.host(asString(name) ?? '', id);
  return compact({
    database: engine.database,
    host,
    metricsEndpoints: engine.metrics ? [`https://${host}:9273/metrics`] : undefined,
    nodeCount: asNumber(nodeCount),
    port: engine.port,
    privateHost: `private-${host}`,
    ...(engine.dashboard ? { uiDatabase: '', uiHost: host, uiPort: 443, uiUser: engine.user } : {}),
    urn: `do:dbaas:${id}`,
    user: engine.user,
  });
}

/**
 * Terraform builds the public URI before it has read the password: one that was just imported has none in it. MongoDB tells
 * its password once, at creation.
 */
function details({ attributes, cluster: { facts: engine, id, users }, state: { password: known = '' } }: Told) {
  const name = asString(attributes.name) ?? '';
  const password = engine.passwordReadable ? (users.get(engine.user)?.password ?? '') : known;
  const host = engine.host(name, id);
  const uriFor = (uriHost: string, port: number, secret: string) =>
    engine.uri({ user: engine.user, password: secret, host: uriHost, port, database: engine.database, cluster: name });
  return withoutEmpty({
    'attribute.password': password,
    'attribute.private_uri': uriFor(`private-${host}`, engine.port, password),
    'attribute.uri': uriFor(host, engine.port, known),
    ...(engine.dashboard ? { 'attribute.ui_password': password, 'attribute.ui_uri': uriFor(host, 443, password) } : {}),
  });
}

function withoutEmpty(details: Readonly<Record<string, string>>): ConnectionDetails {
  return Object.fromEntries(Object.entries(details).filter(([, value]) => value !== ''));
}
