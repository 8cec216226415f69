import { firstSecretName, furtherSecretName } from '../../../src/api/names.js';
import { asList, asObject, asString, at, isObject, type JsonObject } from '../../../src/lib/json.js';
import { FreeNames } from '../names.js';

/** The Secrets of a namespace that something else has: a binding does not write over them. */
export type TakenSecrets = (namespace: string) => Iterable<string>;

/** Gives each Secret of a binding whose usual name is taken another one. */
export function withFreeSecrets(binding: JsonObject, takenSecrets: TakenSecrets): JsonObject {
  const { metadata, spec } = binding;
  const [name, namespace] = [asString(at(metadata, 'name')) ?? '', asString(at(metadata, 'namespace')) ?? ''];
  const taken = new Set(takenSecrets(namespace));
  const free = new FreeNames(taken);
  const another = (usual: string) => (taken.has(usual) ? { name: free.take(usual) } : undefined);
  const users = asList(at(spec, 'users')).filter(isObject);
  if (users.length === 0) {
    const secret = another(firstSecretName(name));
    return secret === undefined ? binding : withConnectionSecret(binding, secret);
  }
  const named = users.map((user, i) => {
    const usual = i === 0 ? firstSecretName(name) : furtherSecretName(name, asString(user.name) ?? '');
    const secret = another(usual);
    return secret === undefined ? user : { ...user, secret };
  });
  return { ...binding, spec: { ...asObject(spec), users: named } };
}

function withConnectionSecret(binding: JsonObject, secret: JsonObject): JsonObject {
  const spec = asObject(binding.spec);
  const connection = asObject(spec.connection);
  const whole = { ...connection, secret: { ...asObject(connection.secret), ...secret } };
  return { ...binding, spec: { ...spec, connection: whole } };
}
