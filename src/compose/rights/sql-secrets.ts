import type { Binding, EngineBinding } from '../../api/binding.js';
import { profileOf } from '../../engines/engines.js';
import { connectionSecretName } from '../../kinds/connection-secret.js';
import { keyOf } from '../../kinds/resource-keys.js';
import type { JsonObject } from '../../lib/json.js';
import type { Facts } from '../../observe/facts.js';
import { detail } from '../../observe/observed-resource.js';
import { configKeyOf, secretKeyOf, type Wanted } from './wanted.js';

/** The Secrets that provider-sql connects with, one for each of our provider configs. What is not known any more stays as it was. */
export function secretsFor(
  binding: EngineBinding,
  facts: Facts,
  wanted: readonly Wanted[],
): ReadonlyMap<string, JsonObject> {
  const secrets = new Map<string, JsonObject>();
  for (const { key, login } of wanted) {
    if (key !== configKeyOf(login)) continue;
    const secretKey = secretKeyOf(login);
    const observed = facts.resources.get(secretKey);
    const data = dataOf(binding, facts, login) ?? observed?.data;
    if (data) secrets.set(secretKey, secret(binding, login, data));
  }
  return secrets;
}

/** Where the server is, and how to log in: as a user of the spec, or as the administrator. */
function dataOf(
  { engine, rights }: EngineBinding,
  { cluster, resources }: Facts,
  user: string | undefined,
): JsonObject | undefined {
  if (cluster.state !== 'created') return undefined;
  const source = user === undefined ? cluster.resource : resources.get(keyOf('user', user));
  const username =
    user === undefined ? profileOf(engine).defaultUser : rights?.users.find(({ name }) => name === user)?.login;
  const password = source && detail(source, 'attribute.password');
  const { host: endpoint, port } = cluster;
  if (!endpoint || port === undefined || username === undefined || password === undefined) return undefined;
  const texts = Object.entries({ endpoint, port: String(port), username, password });
  return Object.fromEntries(texts.map(([key, text]) => [key, Buffer.from(text).toString('base64')]));
}

function secret({ composite, namespace, provider }: Binding, user: string | undefined, data: JsonObject): JsonObject {
  const name = connectionSecretName(composite.name, secretKeyOf(user));
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace: provider.secretNamespace ?? namespace },
    type: 'connection.crossplane.io/v1alpha1',
    data,
  };
}
