import { asString, at, type JsonObject } from '../../src/lib/json.js';
import { terraformResource } from '../terraform/resource.js';
import type { Told } from '../terraform/resource-row.js';
import { type Controller, importByComma, type Place } from './controller.js';
import { clusterIdOf, externalNameOf } from './managed.js';

/**
 * The provider's controller of `User`. The user's name is the external name, which is why a user that the provider has made
 * breaks: it writes its own id there, takes that for the name, and plans a replacement. One that it found under its bare
 * name keeps that for its id and lives on.
 */
export const user: Controller = terraformResource({
  kind: 'User',
  noun: 'Database User',
  doing: {
    reset_auth: 'updating mysql_auth_plugin for DatabaseUser',
    '<name>': 'updating settings for DatabaseUser',
  },
  required: [],
  importAdvice:
    'must use the ID of the source database cluster and the name of the user joined with a comma (e.g. `id,name`)',
  externalName: nameOf,
  place: (resource) => ({ clusterId: clusterIdOf(resource), name: nameOf(resource) }),
  named: ({ name }) => ({ name }),
  idOf,
  importable: importByComma(idOf),
  path: ({ name }) => `users/${name}`,
  envelope: 'user',
  facts: ({ answer: { role = 'normal' } }) => ({ role }),
  // MongoDB tells a password once; Terraform keeps what it was told.
  password: ({ answer, state }) => asString(answer.password) ?? state.password,
  details,
});

function details({ answer, state }: Told) {
  const password = asString(answer.password) ?? state.password;
  const [certificate, key] = [asString(answer.access_cert), asString(answer.access_key)];
  return {
    ...(password ? { 'attribute.password': password } : {}),
    ...(certificate && key ? { 'attribute.access_cert': certificate, 'attribute.access_key': key } : {}),
  };
}

// Without the annotation a user goes by the name of its object, as Crossplane initialises it.
function nameOf(resource: JsonObject): string {
  return externalNameOf(resource) ?? asString(at(resource, 'metadata', 'name')) ?? '';
}

function idOf({ clusterId, name }: Place): string {
  return `${clusterId}/user/${name}`;
}
