import { asString, at, compact, type JsonObject } from '../../src/lib/json.js';
import type { Api } from './api.js';
import { type Controller, type Counterpart, importByComma, type Place, type TerraformState } from './controller.js';
import { clusterIdOf, externalNameOf, parametersOf } from './managed.js';

/**
 * The provider's controller of `User`. The user's name is the external name, which is why a user that the provider has made
 * breaks: it writes its own id there, takes that for the name, and plans a replacement. One that it found under its bare
 * name keeps that for its id and lives on.
 */
export const user: Controller = {
  terraformType: 'digitalocean_database_user',
  required: [],
  lateInitialized: [],
  creationPolls: 1,
  creationError: (resource) =>
    `Error creating Database User: POST https://api.digitalocean.com/v2/databases/${clusterIdOf(resource)}/users`,
  importAdvice:
    'must use the ID of the source database cluster and the name of the user joined with a comma (e.g. `id,name`)',
  resolve: (resource) => resource,
  externalName: nameOf,
  place: (resource) => ({ clusterId: clusterIdOf(resource), name: nameOf(resource) }),
  importable: importByComma(idOf),
  create(resource, api) {
    const [clusterId, name] = [clusterIdOf(resource), nameOf(resource)];
    const { mysqlAuthPlugin, settings } = parametersOf(resource);
    const answer = api.createUser(clusterId, name, compact({ mysqlAuthPlugin, settings }));
    if (!answer.ok) return answer;
    return { ok: true, value: { id: idOf({ clusterId, name }), clusterId, name, password: answer.value.password } };
  },
  read,
  plan(resource, { state }) {
    const moved = clusterIdOf(resource) !== state.clusterId || nameOf(resource) !== state.name;
    return moved ? { replaces: true } : { replaces: false, changes: {} };
  },
  update: (_resource, _changes, state) => state,
  delete: ({ clusterId, name }, api) => api.deleteUser(clusterId, name),
};

function read(known: TerraformState, api: Api): Counterpart | undefined {
  const { id, clusterId, name } = known;
  const found = api.user(clusterId, name);
  if (found === undefined) return undefined;
  const { settings, role, certificate } = found;
  // MongoDB tells a password once; Terraform keeps what it was told.
  const password = found.password || known.password;
  return {
    state: { id, clusterId, name, password },
    atProvider: { clusterId, id, ...settings, role },
    details: {
      ...(password ? { 'attribute.password': password } : {}),
      ...(certificate ? { 'attribute.access_cert': certificate.cert, 'attribute.access_key': certificate.key } : {}),
    },
  };
}

// Without the annotation a user goes by the name of its object, as Crossplane initialises it.
function nameOf(resource: JsonObject): string {
  return externalNameOf(resource) ?? asString(at(resource, 'metadata', 'name')) ?? '';
}

function idOf({ clusterId, name }: Place): string {
  return `${clusterId}/user/${name}`;
}
